import type { Redis } from "ioredis";
import type { Signal } from "../alerts/signal.ts";
import { together } from "../lib/together.ts";
import type { Clock } from "../lib/clock.ts";
import { isPageable } from "../incidents/change.ts";
import type { Effect, Incident } from "../incidents/incident.ts";
import type {
  Change,
  Committed,
  IncidentFilter,
  IncidentRecords,
  SignalId,
} from "../ports/incident-records.ts";
import type { StoredSaying } from "../ports/saying-records.ts";
import { readIncident, stateJson, writeNumber } from "./incident-json.ts";
import type { Keys } from "./keys.ts";
import { createPlanRecords } from "./plans.ts";
import { runApart, runScript } from "./run-script.ts";
import { createSituations } from "./situations.ts";
import type { RecordReader } from "./record-reader.ts";
import { withVersion, withoutVersion } from "./with-version.ts";
import { COMMIT, TOUCH } from "./scripts/commit.ts";

const LIST_PAGE = 200;

export interface IncidentParts {
  readonly clock: Clock;
  /** Names of the rooms that cards are shown in. */
  readonly rooms: readonly string[];
  readonly reader: RecordReader;
}

type Touched = Awaited<ReturnType<IncidentRecords["touch"]>>;

export function createIncidentRecords(
  redis: Redis,
  keys: Keys,
  { clock, rooms, reader }: IncidentParts,
): IncidentRecords {
  const load = async (id: string): Promise<Incident | null> =>
    readIncident(reader, await redis.hgetall(keys.incident(id)));
  const loadMany = (ids: readonly string[]): Promise<(Incident | null)[]> =>
    Promise.all(ids.map(load));

  const touch = together((requests: readonly object[]) =>
    runApart<Touched>(redis, TOUCH, [keys.prefix, ...requests.map((r) => JSON.stringify(r))]),
  );

  return {
    load,
    loadMany,
    idOf: async (number) => (await redis.zrangebyscore(keys.incidents, number, number))[0] ?? null,
    list: (filter) =>
      list(
        filter,
        (below, count) =>
          redis.zrevrangebyscore(keys.incidents, below, "-inf", "WITHSCORES", "LIMIT", 0, count),
        loadMany,
      ),
    open: async () =>
      (await loadMany(await redis.zrevrange(keys.open, 0, -1))).filter(
        (i): i is Incident => i !== null,
      ),
    timeline: async (id) =>
      reader
        .all("timeline-entry", await redis.lrange(`${keys.incident(id)}:timeline`, 0, -1))
        .map(withoutVersion),
    deliveries: async (id) =>
      reader
        .all("delivery", await redis.lrange(`${keys.incident(id)}:deliveries`, 0, -1))
        .map(withoutVersion),

    situation: createSituations(redis, keys, reader),
    commit: async (change) =>
      committed(
        change.incident,
        await runScript(redis, COMMIT, [
          keys.prefix,
          JSON.stringify(commitRequest(change, clock, rooms)),
          stateJson(change.incident),
        ]),
      ),
    touch: (fp, { fold, value, at, count }) =>
      touch({ fp, ...foldRequest(fold), value: writeNumber(value), seen: String(at), count }),

    ...createPlanRecords(redis, keys),
  };
}

async function list(
  filter: IncidentFilter,
  idsWithNumbers: (below: string, count: number) => Promise<string[]>,
  loadMany: (ids: readonly string[]) => Promise<(Incident | null)[]>,
): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  let below = filter.before === undefined ? "+inf" : `(${filter.before}`;
  for (;;) {
    const pairs = await idsWithNumbers(below, LIST_PAGE);
    const page = await loadMany(pairs.filter((_, index) => index % 2 === 0));
    for (const incident of page)
      if (incident && matches(incident, filter) && found.length < filter.limit)
        found.push(incident);
    if (page.length < LIST_PAGE || found.length >= filter.limit) return found;
    below = `(${pairs.at(-1)}`;
  }
}

function matches(incident: Incident, { status, alert }: IncidentFilter): boolean {
  return (
    (status === undefined || incident.status === status) &&
    (alert === undefined || incident.alert === alert)
  );
}

function commitRequest(
  { incident, expected, timeline, effects, nextAt, epoch, fold, silences }: Change,
  clock: Clock,
  rooms: readonly string[],
): object {
  return {
    id: incident.id,
    fp: incident.fingerprint,
    expected: expected === null ? "" : String(expected),
    rev: String(incident.revision),
    status: incident.status,
    page: isPageable(incident) ? String(incident.generation) : "",
    closed: incident.phase.kind === "resolved" && incident.phase.closedUntil !== null,
    waiting: incident.phase.kind === "waiting",
    value: writeNumber(incident.value),
    seen: String(incident.lastSeenAt),
    nextAt: writeNumber(nextAt),
    now: String(clock.real()),
    at: String(clock.now()),
    rooms,
    timeline: timeline.map(withVersion),
    effects: effects.map((effect, index) => effectRequest(incident, effect, index)),
    ...(epoch && { epochFrom: String(epoch.from), epochTo: String(epoch.to) }),
    ...(fold && foldRequest(fold)),
    ...(silences !== undefined && { silences: String(silences) }),
    ...(fold?.firedAgain && { firedAgain: writeNumber(fold.firedAgain.value) }),
  };
}

function foldRequest({ signal, seen, fence }: NonNullable<Change["fold"]>): object {
  return {
    last: idText(signal),
    seenLast: seen.last ? idText(seen.last) : "",
    seenOpen: seen.open ?? "",
    seenClosed: seen.closed ?? "",
    fence: String(fence),
  };
}

function idText({ entry, index }: SignalId): string {
  return `${entry}.${index}`;
}

function effectRequest(incident: Incident, effect: Effect, index: number): object {
  const id = `${incident.id}:${incident.revision}:${index}`;
  if (effect.kind === "card") return { kind: "card" };
  if (effect.kind === "signal-again")
    return {
      kind: "signal-again",
      body: JSON.stringify({ v: 1, signals: [signalAgain(incident)] }),
    };
  if (effect.kind === "say") return { kind: "say", id, body: sayingBody(id, incident.id, effect) };
  // Redis cannot decode half a surrogate pair, and would never read past it.
  const body = JSON.stringify({
    v: 1,
    id,
    incident: incident.id,
    generation: incident.generation,
    alert: incident.alert.replaceAll(/\p{Surrogate}/gu, "\uFFFD"),
    effect,
  });
  return {
    kind: effect.kind,
    id,
    body,
    ...(effect.kind === "reach" && { to: `${effect.handle}|${effect.method}` }),
  };
}

function sayingBody(
  id: string,
  incident: string,
  { text, loud }: Extract<Effect, { kind: "say" }>,
): string {
  return JSON.stringify({ v: 1, id, incident, text, loud } satisfies StoredSaying);
}

function signalAgain(incident: Incident): Signal {
  const { alert, summary, severity, labels, value, number, resolvedBy, resolvedAt } = incident;
  const after =
    resolvedBy && resolvedAt !== null ? { number, by: resolvedBy.name, at: resolvedAt } : undefined;
  return { alert, status: "firing", summary, severity, labels, value, at: null, after };
}

function committed(incident: Incident, answer: unknown): Committed {
  const [outcome, number] = answer as [
    "committed" | "lost" | "fenced" | "set-back",
    string | number | undefined,
  ];
  return outcome === "committed"
    ? { outcome, incident: { ...incident, number: Number(number) } }
    : { outcome };
}
