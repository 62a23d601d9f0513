import { closedLoop } from "../load.ts";
import { joinRoom } from "../room.ts";
import type { Row, Scenario } from "../scenario.ts";
import { startApart } from "../watchroom.ts";

/** Signals that nobody knows yet, taken durably, while the worker opens incidents of those that came before. */
function intake(id: string, connections: number, size: number, row: Omit<Row, "id">): Scenario {
  return {
    name: id,
    writes: true,
    rows: [{ id, ...row }],
    run: async (fsync, quick) => {
      const watchroom = await startApart(fsync);
      const ana = await joinRoom(watchroom.port);
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
  intake("single-1", 1, 1, {
    what: "accepted/s, one signal a request, 1 connection",
    alertmanager: "10,800",
  }),
  intake("single-16", 16, 1, {
    what: "accepted/s, one signal a request, 16 connections",
    aim: { atLeast: 20_000 },
    alertmanager: "14,000 to 23,000",
  }),
  intake("single-64", 64, 1, {
    what: "accepted/s, one signal a request, 64 connections",
    alertmanager: "23,000",
  }),
  intake("lists-16", 16, 100, {
    what: "accepted/s, lists of 100, 16 connections",
    aim: { atLeast: 150_000 },
    alertmanager: "53,000 to 72,000",
  }),
];
