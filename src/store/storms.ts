import type { Redis } from "ioredis";
import type { RoomLately, SummaryLately } from "../incidents/storm.ts";
import type { PlaceId, StormRecords, SummaryRecord } from "../ports/storm-records.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { runScript } from "./run-script.ts";
import { LOOK, PLACE, TAKE_SHARED } from "./scripts/storms.ts";
import { COUNT } from "./scripts/summaries.ts";
import { createSummaryRecords } from "./summaries.ts";

/** Never `card` and never empty: these stand for other places. */
const OWN_CARD = "card";

/** `now` is real. */
export function createStormRecords(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
  now: () => number,
): StormRecords {
  const p = keys.prefix;
  return {
    ...createSummaryRecords(redis, keys, reader, now),
    look: async (room, incidents) => {
      const args = incidents.flatMap(({ id, alert }) => [id, alert]);
      const found = (await runScript(redis, LOOK, [p, room, ...args])) as Looked;
      return {
        revision: found[0],
        lately: readLately(
          found,
          incidents.map(({ alert }) => alert),
        ),
        placed: readPlaced(
          found,
          incidents.map(({ id }) => id),
        ),
      };
    },
    place: async (room, revision, placed) => {
      const each = placed.flatMap(({ incident: { id, alert, severity }, place }) => {
        if (place.kind === "card") return [id, alert, severity, OWN_CARD, "", ""];
        const record: SummaryRecord = { v: 1, id: place.id, room, alert: place.alert };
        const newest = place.alert === null ? "all" : `alert:${place.alert}`;
        return [id, alert, severity, place.id, newest, place.isNew ? JSON.stringify(record) : ""];
      });
      return (await runScript(redis, PLACE, [p, room, revision, now(), ...each])) === 1;
    },
    takeShared: async (room, leaseMs, limit) => {
      const args = [p, room, now(), leaseMs, limit];
      return (await runScript(redis, TAKE_SHARED, args)) as string[];
    },
    count: async (room, members) => {
      const each = members.flatMap(({ incident, summary, member }) => [
        incident,
        summary,
        // Redis cannot decode half a surrogate pair.
        JSON.stringify({
          ...member,
          holders: member.holders.map((name) => name.replaceAll(/\p{Surrogate}/gu, "\uFFFD")),
        }),
      ]);
      await runScript(redis, COUNT, [p, room, now(), ...each]);
    },
  };
}

type Looked = readonly [
  revision: string,
  cards: string[],
  criticalCards: string[],
  ofAll: string[],
  each: readonly (readonly [placed: string, ofAlert: string[], summary: string[]])[],
];

function readLately(
  [, cards, criticalCards, ofAll, each]: Looked,
  alerts: readonly string[],
): RoomLately {
  return {
    cards: cards.map(Number),
    criticalCards: criticalCards.map(Number),
    summary: readNewest(ofAll),
    alerts: new Map(
      each.map(([, placed, summary], index) => [
        alerts[index] ?? "",
        { placed: placed.map(Number), summary: readNewest(summary) },
      ]),
    ),
  };
}

function readNewest([id, lastAt]: readonly string[]): SummaryLately | null {
  return id === undefined ? null : { id, lastAt: Number(lastAt) };
}

function readPlaced([, , , , each]: Looked, ids: readonly string[]): ReadonlyMap<string, PlaceId> {
  const placed = new Map<string, PlaceId>();
  for (const [index, [place]] of each.entries())
    if (place !== "") placed.set(ids[index] ?? "", place === OWN_CARD ? null : place);
  return placed;
}
