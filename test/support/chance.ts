/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** At least `from`, below `to`. */
  between(from: number, to: number): number;
  one<T>(things: readonly T[]): T;
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (from: number, to: number): number => from + next() * (to - from);
  return {
    between,
    one: (things) => {
      const thing = things[Math.floor(between(0, things.length))];
      if (thing === undefined) throw new Error("There is nothing to choose from.");
      return thing;
    },
  };
}
