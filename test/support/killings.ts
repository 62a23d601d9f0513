import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./chance.ts";

/** Something that can be killed while it runs, and started again. */
export interface Victim {
  readonly name: string;
  readonly isRunning: boolean;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Kills so many times, one or several at once, each after a random pause, and starts again after another what was killed. Resolves when all run again. Writes the story of it. */
export async function killAtRandom(
  victims: readonly Victim[],
  times: number,
  chance: Chance,
  story: string[],
): Promise<void> {
  const begun = Date.now();
  const tell = (text: string): void =>
    void story.push(`${((Date.now() - begun) / 1_000).toFixed(2)} s ${text}`);
  const returning: Promise<void>[] = [];
  const bringBack = async (victim: Victim, afterMs: number): Promise<void> => {
    await pause(afterMs);
    await victim.start();
    tell(`${victim.name} is back`);
  };
  for (let kills = 0; kills < times;) {
    await pause(chance.between(100, 2_500));
    const alive = victims.filter(({ isRunning }) => isRunning);
    if (alive.length === 0) continue;
    const victim = chance.one(alive);
    kills += 1;
    tell(`kill ${victim.name}`);
    await victim.kill();
    returning.push(bringBack(victim, chance.between(0, 1_500)));
  }
  await Promise.all(returning);
}
