import { opened } from "../inbox.ts";
import { openLoop } from "../load.ts";
import { joinRoom } from "../room.ts";
import type { Scenario } from "../scenario.ts";
import { sleep } from "../wait.ts";
import { startApart } from "../watchroom.ts";

const OFFERED = 8_000;

/** More new alerts than can be taken in, without an end. */
export const fresh: Scenario = {
  name: "fresh",
  writes: true,
  rows: [
    {
      id: "fresh",
      what: "new incidents/s, sustained while 8,000/s are offered",
      aim: { atLeast: 4_000 },
      alertmanager: "4,500 to 8,400",
    },
  ],
  run: async (fsync, quick) => {
    const [warmUp, forMs] = quick ? [1_000, 2_000] : [2_000, 5_000];
    const watchroom = await startApart(fsync);
    const ana = await joinRoom(watchroom.port);
    try {
      const load = { port: watchroom.port, connections: 16, size: 10 };
      const sending = openLoop({ ...load, perSecond: OFFERED, forMs: warmUp + forMs });
      await sleep(warmUp);
      const [before, begun] = [await opened(watchroom), performance.now()];
      await sleep(forMs - 200);
      const [after, ended] = [await opened(watchroom), performance.now()];
      await sending;
      return { fresh: ((after - before) / (ended - begun)) * 1_000 };
    } finally {
      ana.leave();
      await watchroom.stop();
    }
  },
};
