import { MINUTE } from "../lib/durations.ts";
import type { Incident } from "./incident.ts";

/** When more than so many new incidents come within the span, those that follow share one message. */
const SPAN_MS = MINUTE;
const MOST_OF_AN_ALERT = 5;
const MOST_OF_ALL = 20;
/** A summary takes new incidents so long after its last one; a storm that begins later gets a message of its own. */
const OPEN_MS = 10 * MINUTE;

/** Instants in this file are those at which an incident got its place. */
export interface SummaryLately {
  readonly id: string;
  /** When its last incident came. */
  readonly lastAt: number;
}

export interface AlertLately {
  /** Its newest incidents, but for those in its own summary; more than a few are not needed. */
  readonly placed: readonly number[];
  /** The newest one of this alert alone. */
  readonly summary: SummaryLately | null;
}

/** What a room was given of late. */
export interface RoomLately {
  /** Messages of one incident alone. */
  readonly cards: readonly number[];
  /** Those among them that are critical. */
  readonly criticalCards: readonly number[];
  /** The newest one of all alerts. */
  readonly summary: SummaryLately | null;
  /** Of every alert that is to be placed. */
  readonly alerts: ReadonlyMap<string, AlertLately>;
}

export type Place =
  | {
      readonly kind: "card";
      /** Nothing else of its alert came of late. */
      readonly isFirst: boolean;
    }
  | {
      readonly kind: "summary";
      readonly id: string;
      /** Null: of all alerts. */
      readonly alert: string | null;
      readonly isNew: boolean;
    };

type Placed = Pick<Incident, "alert" | "severity">;

/**
 * Where a room shows a new incident. What belongs to a storm of its own alert goes there, however quiet the room is
 * else. A storm of all alerts swallows what is new, with one exception: a critical incident of an alert that was not
 * heard of in ten minutes is no echo of the storm, and gets a card. As hundreds of those would bury each other, that
 * ends when as many critical ones as may come of all have had theirs.
 */
export function placeOf(
  { alert, severity }: Placed,
  lately: RoomLately,
  now: number,
  newId: string,
): Place {
  const of = lately.alerts.get(alert) ?? { placed: [], summary: null };
  const own = open(of.summary, now);
  if (own) return { kind: "summary", id: own.id, alert, isNew: false };
  if (within(SPAN_MS, of.placed, now) >= MOST_OF_AN_ALERT)
    return { kind: "summary", id: newId, alert, isNew: true };
  const isFirst = within(OPEN_MS, of.placed, now) === 0;
  const mayStandOut = within(SPAN_MS, lately.criticalCards, now) < MOST_OF_ALL;
  if (severity === "critical" && isFirst && mayStandOut) return { kind: "card", isFirst };
  const ofAll = open(lately.summary, now);
  if (ofAll) return { kind: "summary", id: ofAll.id, alert: null, isNew: false };
  if (within(SPAN_MS, lately.cards, now) >= MOST_OF_ALL)
    return { kind: "summary", id: newId, alert: null, isNew: true };
  return { kind: "card", isFirst };
}

function open(summary: SummaryLately | null, now: number): SummaryLately | null {
  return summary && now - summary.lastAt <= OPEN_MS ? summary : null;
}

function within(spanMs: number, instants: readonly number[], now: number): number {
  return instants.filter((at) => now - at < spanMs).length;
}

/** What is to be known for the next one. */
export function afterPlacing(
  { alert, severity }: Placed,
  place: Place,
  lately: RoomLately,
  now: number,
): RoomLately {
  const of = lately.alerts.get(alert) ?? { placed: [], summary: null };
  const alerts = (changed: AlertLately): ReadonlyMap<string, AlertLately> =>
    new Map(lately.alerts).set(alert, changed);
  const here = { ...of, placed: [...of.placed, now] };
  if (place.kind === "card")
    return {
      ...lately,
      cards: [...lately.cards, now],
      criticalCards:
        severity === "critical" ? [...lately.criticalCards, now] : lately.criticalCards,
      alerts: alerts(here),
    };
  const summary = { id: place.id, lastAt: now };
  return place.alert === null
    ? { ...lately, summary, alerts: alerts(here) }
    : { ...lately, alerts: alerts({ ...of, summary }) };
}
