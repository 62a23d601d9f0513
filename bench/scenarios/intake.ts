import { closedLoop } from "../load.ts";
import { joinRoom } from "../room.ts";
import type { Row, Scenario } from "../scenario.ts";
import { startApart } from "../watchroom.ts";

interface Load {
  readonly connections: number;
  readonly size: number;
  /** Without one the cores belong to `web`, Redis and the generator. */
  readonly worker: boolean;
}

/** Signals that nobody knows yet, taken durably, while the worker opens incidents of those that came before. */
function intake(id: string, { connections, size, worker }: Load, row: Omit<Row, "id">): Scenario {
  return {
    name: id,
    writes: true,
    rows: [{ id, ...row }],
    run: async (fsync, quick) => {
      const watchroom = await startApart(fsync);
      const ana = await joinRoom(watchroom.port);
      if (!worker) await watchroom.stopWorker();
      try {
        const { perSecond } = await closedLoop(
          { port: watchroom.port, connections, size },
          { warmUpMs: 1_000, forMs: quick ? 1_000 : 3_000 },
        );
        return { [id]: perSecond };
      } finally {
        ana.leave();
        await watchroom.stop();
      }
    },
  };
}

export const intakes: readonly Scenario[] = [
  intake(
    "single-1",
    { connections: 1, size: 1, worker: true },
    {
      what: "accepted/s, one signal a request, 1 connection",
      alertmanager: "10,800",
    },
  ),
  intake(
    "single-16",
    { connections: 16, size: 1, worker: true },
    {
      what: "accepted/s, one signal a request, 16 connections",
      aim: { atLeast: 20_000 },
      alertmanager: "14,000 to 23,000",
    },
  ),
  intake(
    "single-64",
    { connections: 64, size: 1, worker: true },
    {
      what: "accepted/s, one signal a request, 64 connections",
      alertmanager: "23,000",
    },
  ),
  intake(
    "alone-single-16",
    { connections: 16, size: 1, worker: false },
    {
      what: "the same with 16 connections and no worker at work",
    },
  ),
  intake(
    "lists-16",
    { connections: 16, size: 100, worker: true },
    {
      what: "accepted/s, lists of 100, 16 connections",
      aim: { atLeast: 150_000 },
      alertmanager: "53,000 to 72,000",
    },
  ),
  intake(
    "alone-lists-16",
    { connections: 16, size: 100, worker: false },
    {
      what: "the same with no worker at work",
    },
  ),
];
