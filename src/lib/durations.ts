const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

export const SECOND = UNITS.s;
export const MINUTE = UNITS.m;
export const HOUR = UNITS.h;
export const DAY = UNITS.d;

/** "90s", "5m30s", "2h", "1d" to milliseconds; anything else, a bare number included, is null: a guessed unit wakes the wrong person. */
export function parseDuration(text: string): number | null {
  if (!/^(\d+[dhms])+$/.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([dhms])/g))
    total += Number(amount) * UNITS[unit as Unit];
  return total;
}

/** Milliseconds as people say them, the two largest units at most: "1 h 5 min", "45 s". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(" ");
}
