import { SECOND } from "../../src/lib/durations.ts";
import { BUILT_IN_POLICY, type Policy } from "../../src/incidents/policy.ts";
import { PAGE_LIMITS } from "../../src/watch/page-limits.ts";
import { acknowledge } from "../../src/watch/acknowledge.ts";
import { startWithPhones, type Asked, type WithPhones } from "../phones.ts";
import type { Scenario } from "../scenario.ts";
import { latencies } from "../statistics.ts";
import { sleep, until } from "../wait.ts";

const TEAM = 200;
const LIMIT_MS = 60_000;
const APART_MS = 250;

/** After a second in the room the step that calls. */
const policy = (page: string): Policy => ({
  ...BUILT_IN_POLICY,
  waitMs: SECOND,
  emptyRoom: "wait",
  steps: [{ afterMs: 0, page, by: ["voice"], repeat: { everyMs: 0, times: 1 } }],
});

/** One after another, so that none waits for the answer to the one before. */
const due: Scenario = {
  name: "phones-due",
  writes: true,
  rows: [
    { id: "phones-due-p50", what: "step due to the request to the provider: p50 ms" },
    { id: "phones-due-p99", what: "step due to the request to the provider: p99 ms" },
  ],
  run: async (fsync, quick) => {
    const calls = quick ? 20 : 60;
    const free = { count: 10_000, spanMs: SECOND, alone: false, each: true };
    const bench = await startWithPhones(fsync, {
      policy: policy("on-call"),
      limits: { ...PAGE_LIMITS, voice: free },
      people: 1,
    });
    try {
      for (let n = 0; n < calls; n += 1) {
        await fire(bench, `alert-${n}`);
        await sleep(APART_MS);
      }
      await until("the last call", LIMIT_MS, async () => of(bench, "call").length === calls);
      const { p50, p99 } = latencies(await lateness(bench));
      return { "phones-due-p50": p50, "phones-due-p99": p99 };
    } finally {
      await bench.stop();
    }
  },
};

const team: Scenario = {
  name: "phones-team",
  writes: true,
  rows: [
    {
      id: "phones-team-out",
      what: `${TEAM} responders called in one step: the last request, s after it was due`,
    },
    {
      id: "phones-team-stopped",
      what: `acknowledgement to the last of ${TEAM} hang-ups requested, s`,
      aim: { atMost: 2 },
    },
  ],
  run: async (fsync) => {
    const bench = await startWithPhones(fsync, {
      policy: policy("everyone"),
      limits: PAGE_LIMITS,
      people: TEAM,
    });
    const { watch } = bench;
    try {
      await fire(bench, "everything");
      await until("the last call", LIMIT_MS, async () => of(bench, "call").length === TEAM);
      const out = Math.max(...(await lateness(bench)));
      const [incident] = await watch.incidents.open();
      if (!incident) throw new Error("no incident is open");
      await sleep(SECOND);
      const begun = performance.now();
      const by = { handle: "p0", name: "P0", via: "room" };
      const at = watch.clock.now();
      await acknowledge(watch, { incident: incident.id, by, at, token: null, forMs: null });
      await until("the last hang-up", LIMIT_MS, async () => of(bench, "hang-up").length >= TEAM);
      const last = Math.max(...of(bench, "hang-up").map((one) => one.at));
      return {
        "phones-team-out": out / SECOND,
        "phones-team-stopped": (last - begun) / SECOND,
      };
    } finally {
      await bench.stop();
    }
  },
};

export const phones: readonly Scenario[] = [due, team];

const of = ({ asked }: WithPhones, what: Asked["what"]): readonly Asked[] =>
  asked.filter((one) => one.what === what);

async function fire({ watch }: WithPhones, alert: string): Promise<void> {
  await watch.inbox.add([
    {
      alert,
      status: "firing",
      summary: null,
      severity: "critical",
      labels: {},
      value: null,
      at: null,
    },
  ]);
}

/** Of each call, how long after the end of its incident's time in the room it was requested. */
async function lateness(bench: WithPhones): Promise<readonly number[]> {
  const incidents = await bench.watch.incidents.list({ limit: 500 });
  const dueAt = new Map(incidents.map(({ number, openedAt }) => [number, openedAt + SECOND]));
  return of(bench, "call").map(
    ({ incidents: [first = 0], at }) => performance.timeOrigin + at - (dueAt.get(first) ?? NaN),
  );
}
