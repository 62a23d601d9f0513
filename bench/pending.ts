import { openIncident } from "../src/incidents/open-incident.ts";
import { BUILT_IN_POLICY } from "../src/incidents/policy.ts";
import type { Facts } from "../src/incidents/incident.ts";
import { systemClock } from "../src/lib/clock.ts";
import { createRecordReader } from "../src/store/record-reader.ts";
import { createIncidentRecords } from "../src/store/incidents.ts";
import type { Watchroom } from "./watchroom.ts";

const HOUR = 3_600_000;
const AT_ONCE = 500;

/** What the room was like when these opened. */
const OCCUPIED: Facts = {
  at: 0,
  occupancy: "occupied",
  onCall: "ana",
  secondary: null,
  people: [],
  methods: ["push"],
};

interface Plan {
  readonly id: string;
  /** When it is to be looked at next. */
  readonly at: number;
  /** Then somebody is called; otherwise it is silenced until then. */
  readonly calls: boolean;
}

/** Incidents that the room has had for as long as it may: at its instant each leaves the room, and somebody is called. */
export function leavesRoomAt(
  watchroom: Watchroom,
  name: string,
  instants: readonly number[],
): Promise<void> {
  return open(
    watchroom,
    instants.map((at, index) => ({ id: `${name}-${index}`, at, calls: true })),
  );
}

/** Silenced incidents, each until an instant of its own between one and two hours from now. */
export function pending(watchroom: Watchroom, count: number): Promise<void> {
  const from = Date.now() + HOUR;
  return open(
    watchroom,
    Array.from({ length: count }, (_, index) => ({
      id: `pending-${index}`,
      at: from + Math.floor((index * HOUR) / count),
      calls: false,
    })),
  );
}

async function open({ redis, keys }: Watchroom, plans: readonly Plan[]): Promise<void> {
  const records = createIncidentRecords(redis, keys, {
    clock: systemClock,
    rooms: ["room"],
    reader: createRecordReader({ say: () => undefined }),
  });
  for (let from = 0; from < plans.length; from += AT_ONCE) {
    const some = plans.slice(from, from + AT_ONCE);
    const done = await Promise.all(
      some.map((plan) => {
        const { incident, timeline } = opening(plan);
        // Without effects: the messages of so many would only be in the way of what is measured.
        return records.commit({ incident, expected: null, timeline, effects: [], nextAt: plan.at });
      }),
    );
    const bad = done.find(({ outcome }) => outcome !== "committed");
    if (bad) throw new Error(`an incident could not be prepared: ${bad.outcome}`);
  }
}

function opening({ id, at, calls }: Plan): ReturnType<typeof openIncident> {
  return openIncident(
    {
      id,
      signal: {
        alert: "build-queue",
        status: "firing",
        summary: "12,345 builds wait and nobody takes them",
        severity: "critical",
        labels: { host: id },
        value: 12_345,
        at: null,
      },
      alert: null,
      playbook: null,
      severity: "critical",
      remarks: [],
      policy: BUILT_IN_POLICY,
      silencedUntil: calls ? null : at,
    },
    OCCUPIED,
    at - BUILT_IN_POLICY.waitMs,
  );
}
