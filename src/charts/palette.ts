/** Paper, dark enough not to glare beside a night-dark page and light enough to be ink's ground on a white one. */
export const PAPER = "#f2ede2";
export const INK = "#1d1b18";
export const SOFT = "#5a564d";
export const LINE = "#ded7c8";
/** Needs a human. */
export const WARM = "#a93a0b";
export const WARM_TINT = "#eab798";
/** Somebody has it. */
export const COOL = "#0d5a76";
export const OVER = "#8b867b";

/** The worst series is in ink; the others keep away from the two colours that mean something. */
export const SERIES = [INK, "#7c5a96", "#5c7a2e", "#97793a", "#4a7d74", "#8a8a94"] as const;
