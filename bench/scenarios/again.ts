import { foldAll, largestLag, opened } from "../inbox.ts";
import { closedLoop, openLoop } from "../load.ts";
import { joinRoom } from "../room.ts";
import type { Scenario } from "../scenario.ts";
import { startApart } from "../watchroom.ts";
import { until } from "../wait.ts";

const KNOWN = 1_000;
const OFFERED = 80_000;

/** Senders repeat what fires, all night. */
export const again: Scenario = {
  name: "again",
  writes: true,
  rows: [
    {
      id: "again-accepted",
      what: `re-sends of 1,000 open alerts in lists of 100, 80,000/s offered: accepted/s`,
      aim: { atLeast: 79_000 },
      alertmanager: "53,000 to 91,000",
    },
    {
      id: "again-lag",
      what: "the oldest of them waits for the fold at most, ms",
      aim: { atMost: 1_000 },
    },
    { id: "again-folded", what: "taken in/s, until the last of them is" },
  ],
  run: async (fsync, quick) => {
    const watchroom = await startApart(fsync);
    const ana = await joinRoom(watchroom.port);
    try {
      const load = { port: watchroom.port, connections: 16, size: 100, distinct: KNOWN };
      await closedLoop({ ...load, connections: 1 }, { signals: KNOWN });
      await until("the first incidents", 30_000, async () => (await opened(watchroom)) === KNOWN);
      await foldAll(watchroom);
      const begun = performance.now();
      const sending = openLoop({ ...load, perSecond: OFFERED, forMs: quick ? 2_000 : 4_000 });
      const lag = await largestLag(
        watchroom,
        sending.then(() => foldAll(watchroom)),
      );
      const took = performance.now() - begun;
      const { accepted, perSecond } = await sending;
      return {
        "again-accepted": perSecond,
        "again-lag": lag,
        "again-folded": (accepted / took) * 1_000,
      };
    } finally {
      ana.leave();
      await watchroom.stop();
    }
  },
};
