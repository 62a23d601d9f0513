import { call } from "./api.ts";

const EVERY_MS = 30_000;

/** Tells the server that a human is at this screen: by an act of theirs, never by the page being open. */
export function watchAttention(): void {
  let last = performance.now();
  const acted = (): void => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    void call("POST", "/room/active");
  };
  for (const act of ["pointerdown", "pointermove", "keydown", "wheel"])
    document.addEventListener(act, acted, { passive: true });
}
