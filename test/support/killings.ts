import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "./chance.ts";

/** Something that can be killed while it runs, and started again. */
export interface Victim {
  readonly name: string;
  readonly isRunning: boolean;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface Killings {
  readonly victims: readonly Victim[];
  readonly times: number;
  readonly chance: Chance;
  /** Three of four deaths come just after this, when there is work in hand. */
  busy(): Promise<void>;
  /** Is told what happens. */
  readonly story: string[];
}

/** Kills one after the other at random moments, and starts again, after another pause, what was killed. Resolves when all run. */
export async function killAtRandom(killings: Killings): Promise<void> {
  const { victims, times, chance, story } = killings;
  const begun = performance.now();
  const tell = (text: string): void =>
    void story.push(`${((performance.now() - begun) / 1_000).toFixed(3)} s ${text}`);
  const returning: Promise<void>[] = [];
  const bringBack = async (victim: Victim, afterMs: number): Promise<void> => {
    await pause(afterMs);
    await victim.start();
    tell(`${victim.name} is back`);
  };
  for (let kills = 0; kills < times;) {
    await pause(chance.between(100, 2_500));
    if (chance.between(0, 4) < 3) {
      await killings.busy();
      await pause(chance.between(0, 5));
    }
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
