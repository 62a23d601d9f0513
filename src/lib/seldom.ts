import { systemClock } from "./clock.ts";

/** True for the first one of each name within so many real milliseconds. For few names. */
export function createSeldom(everyMs: number, clock = systemClock): (name: string) => boolean {
  const last = new Map<string, number>();
  return (name) => {
    const [now, before] = [clock.real(), last.get(name)];
    if (before !== undefined && now >= before && now - before < everyMs) return false;
    last.set(name, now);
    return true;
  };
}
