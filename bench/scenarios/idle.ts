import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Scenario } from "../scenario.ts";
import { sleep } from "../wait.ts";
import { startTogether } from "../watchroom.ts";

const SETTLED_MS = 12_000;

/** `npm start` that nobody uses. */
export const idle: Scenario = {
  name: "idle",
  writes: false,
  rows: [
    {
      id: "idle-node",
      what: "memory at rest, `start`, everything in one process: MB",
      aim: { atMost: 140 },
      alertmanager: "31",
    },
    { id: "idle-redis", what: "memory at rest, its Redis: MB" },
  ],
  run: async (_fsync, quick) => {
    const { pid, folder, stop } = await startTogether();
    try {
      await sleep(quick ? 3_000 : SETTLED_MS);
      const redis = Number(await readFile(join(folder, "redis", "redis.pid"), "utf8"));
      return { "idle-node": await residentMb(pid), "idle-redis": await residentMb(redis) };
    } finally {
      await stop();
    }
  },
};

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}
