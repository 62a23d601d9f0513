import { openLoop } from "../load.ts";
import { hostOf } from "../requests.ts";
import { joinRoom } from "../room.ts";
import type { Row, Scenario } from "../scenario.ts";
import { latencies } from "../statistics.ts";
import { sleep, until } from "../wait.ts";
import { startApart } from "../watchroom.ts";

interface Wanted {
  readonly perSecond: number;
  readonly forMs: number;
  readonly p50: Omit<Row, "id" | "what">;
  readonly p99: Omit<Row, "id" | "what">;
}

/** From the writing of the request to the alert's message on the room's stream; each signal is a new incident. */
function latency({ perSecond, forMs, p50, p99 }: Wanted): Scenario {
  const id = `stream-${perSecond}`;
  const what = `POST to the message on the room's stream at ${perSecond}/s`;
  return {
    name: id,
    writes: true,
    rows: [
      { id: `${id}-p50`, what: `${what}: p50 ms`, ...p50 },
      { id: `${id}-p99`, what: `${what}: p99 ms`, ...p99 },
    ],
    run: async (fsync, quick) => {
      const watchroom = await startApart(fsync);
      const sentAt: number[] = [];
      const heardAt = new Map<string, number>();
      const ana = await joinRoom(watchroom.port, (text, at) => {
        const host = /host=(build-\d+)/.exec(text)?.[1];
        if (host !== undefined && !heardAt.has(host)) heardAt.set(host, at);
      });
      try {
        await sleep(500);
        const load = { port: watchroom.port, connections: 16, size: 1 };
        const timing = { perSecond, forMs: quick ? 3_000 : forMs };
        await openLoop({ ...load, ...timing }, (signal, at) => {
          sentAt[signal] = at;
        });
        await until("the last message", 30_000, async () => heardAt.size >= sentAt.length);
        const took = sentAt.map((at, signal) => (heardAt.get(hostOf(signal)) ?? NaN) - at);
        const { p50, p99 } = latencies(took);
        return { [`${id}-p50`]: p50, [`${id}-p99`]: p99 };
      } finally {
        ana.leave();
        await watchroom.stop();
      }
    },
  };
}

export const streams: readonly Scenario[] = [
  latency({
    perSecond: 1,
    forMs: 10_000,
    p50: { alertmanager: "1.1" },
    p99: { alertmanager: "5.2" },
  }),
  latency({
    perSecond: 200,
    forMs: 10_000,
    p50: { aim: { atMost: 3 }, alertmanager: "0.4" },
    p99: { aim: { atMost: 20 }, alertmanager: "2.7" },
  }),
];
