import { leavesRoomAt, pending } from "../pending.ts";
import { joinRoom } from "../room.ts";
import type { Measured, Row, Scenario } from "../scenario.ts";
import { latencies } from "../statistics.ts";
import { until } from "../wait.ts";
import { startApart, type Watchroom } from "../watchroom.ts";

/** So long before the first instant everything is prepared. */
const AHEAD_MS = 3_000;
const SPREAD_MS = 10_000;
const LIMIT_MS = 60_000;

/** How late the incident is decided and committed, after the instant at which somebody was to be called. */
function wake(
  others: number,
  aims: { readonly spread?: number; readonly instant?: number },
): Scenario {
  const beside = others === 0 ? "nothing else pending" : "100,000 pending";
  return {
    name: `wake-${others}`,
    writes: true,
    rows: [
      ...rows(`spread-${others}`, `wake-ups late, 2,000 over 10 s, ${beside}`, aims.spread),
      ...rows(`instant-${others}`, `wake-ups late, 10,000 at one instant, ${beside}`, aims.instant),
    ],
    run: async (fsync, quick) => {
      const watchroom = await startApart(fsync);
      const ana = await joinRoom(watchroom.port);
      try {
        await pending(watchroom, quick ? others / 10 : others);
        await alarmsSet(watchroom);
        return {
          ...(await spread(watchroom, `spread-${others}`, quick ? 400 : 2_000)),
          ...(await instant(watchroom, `instant-${others}`, quick ? 1_000 : 10_000)),
        };
      } finally {
        ana.leave();
        await watchroom.stop();
      }
    },
  };
}

export const wakes: readonly Scenario[] = [
  wake(0, {}),
  wake(100_000, { spread: 20, instant: 1_000 }),
];

function rows(id: string, what: string, p99: number | undefined): readonly Row[] {
  return [
    { id: `${id}-p50`, what: `${what}: p50 ms` },
    {
      id: `${id}-p99`,
      what: `${what}: p99 ms`,
      ...(p99 !== undefined && { aim: { atMost: p99 } }),
    },
    { id: `${id}-max`, what: `${what}: max ms` },
  ];
}

/** Each instant has an alarm; setting so many takes a while. */
async function alarmsSet({ redis, keys }: Watchroom): Promise<void> {
  let before = -1;
  await until(
    "the setting of the alarms",
    LIMIT_MS,
    async () => {
      const now = await redis.zcard(`${keys.prefix}bull:alarm:delayed`);
      const isSettled = now === before;
      before = now;
      return isSettled;
    },
    500,
  );
}

async function spread(watchroom: Watchroom, id: string, count: number): Promise<Measured> {
  const from = Date.now() + AHEAD_MS;
  const instants = Array.from(
    { length: count },
    (_, i) => from + Math.round((i * SPREAD_MS) / count),
  );
  return late(watchroom, id, instants);
}

async function instant(watchroom: Watchroom, id: string, count: number): Promise<Measured> {
  const at = Date.now() + AHEAD_MS;
  const instants = Array.from({ length: count }, () => at);
  return late(watchroom, id, instants);
}

/** Whoever is due first is decided first, so that the so many-eth that is done is the so many-eth that was due. */
async function late(
  watchroom: Watchroom,
  id: string,
  instants: readonly number[],
): Promise<Measured> {
  const { redis, keys } = watchroom;
  await leavesRoomAt(watchroom, id, instants);
  const lateBy: number[] = [];
  await until(
    "the last wake-up",
    SPREAD_MS + LIMIT_MS,
    async () => {
      const asked = Date.now();
      const left = await redis.zcount(keys.due, "-inf", asked);
      const answered = Date.now();
      const due = instants.findLastIndex((at) => at <= asked) + 1;
      while (lateBy.length < due - left) lateBy.push(answered - (instants[lateBy.length] ?? NaN));
      return lateBy.length === instants.length;
    },
    1,
  );
  const { p50, p99, max } = latencies(lateBy);
  return { [`${id}-p50`]: p50, [`${id}-p99`]: p99, [`${id}-max`]: max };
}
