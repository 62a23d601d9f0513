import { opened } from "../inbox.ts";
import { closedLoop } from "../load.ts";
import { joinRoom } from "../room.ts";
import type { Scenario } from "../scenario.ts";
import { until } from "../wait.ts";
import { startApart } from "../watchroom.ts";

const LIMIT_MS = 120_000;

/** Everything fires at once. Told: the room has confirmed the alert's message, and the store knows. */
export const burst: Scenario = {
  name: "burst",
  writes: true,
  rows: [
    { id: "burst-opened", what: "10,000 new alerts at once: all are incidents after, s" },
    {
      id: "burst-told",
      what: "10,000 new alerts at once: the room has been told of all after, s",
      aim: { atMost: 3 },
      alertmanager: "1.3",
    },
  ],
  run: async (fsync, quick) => {
    const signals = quick ? 2_000 : 10_000;
    const watchroom = await startApart(fsync);
    const { redis, keys } = watchroom;
    const ana = await joinRoom(watchroom.port);
    try {
      const load = { port: watchroom.port, connections: 4, size: 100 };
      const sending = closedLoop(load, { signals });
      const [folded, told] = await Promise.all([
        until("the last incident", LIMIT_MS, async () => (await opened(watchroom)) >= signals),
        until(
          "the last message",
          LIMIT_MS,
          async () => (await redis.hlen(keys.shown("room"))) >= signals,
        ),
        sending,
      ]);
      return { "burst-opened": folded / 1_000, "burst-told": told / 1_000 };
    } finally {
      ana.leave();
      await watchroom.stop();
    }
  },
};
