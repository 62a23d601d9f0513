import { decide } from "../../src/incidents/decide.ts";
import type {
  Decision,
  Effect,
  Facts,
  Incident,
  IncidentEvent,
  Reachable,
  TimelineEntry,
} from "../../src/incidents/incident.ts";
import { openIncident, type Opening } from "../../src/incidents/open-incident.ts";
import {
  BUILT_IN_POLICY,
  METHODS,
  PERSONAL_METHODS,
  type Policy,
  type Step,
} from "../../src/incidents/policy.ts";
import type { Signal } from "../../src/alerts/signal.ts";
import type { Actor } from "../../src/oncall/person.ts";

export const MIN = 60_000;
/** A whole minute, so that the room is looked at on the minutes of a course. */
export const START = 1_768_435_200_000;

export function signalExample(changes: Partial<Signal> = {}): Signal {
  return {
    alert: "builds-queue-backlog",
    status: "firing",
    summary: "8,200 of 5,000",
    severity: null,
    labels: { queue: "builds" },
    value: 8_200,
    at: null,
    ...changes,
  };
}

export function policyExample(changes: Partial<Policy> = {}): Policy {
  return { ...BUILT_IN_POLICY, ...changes };
}

/** Pages whoever is on call, once, by voice. */
export function stepExample(changes: Partial<Step> = {}): Step {
  return {
    afterMs: 0,
    page: "on-call",
    by: ["voice"],
    repeat: { everyMs: 0, times: 1 },
    ...changes,
  };
}

export function reachableExample(handle: string, changes: Partial<Reachable> = {}): Reachable {
  return {
    handle,
    name: `${handle.slice(0, 1).toUpperCase()}${handle.slice(1)}`,
    awake: true,
    awakeAt: START,
    methods: PERSONAL_METHODS,
    ...changes,
  };
}

/** Somebody is in the room; Ana is on call, Bob is second, Cleo sleeps until eight hours from the start. */
export function factsExample(changes: Partial<Facts> = {}): Facts {
  return {
    at: START,
    occupancy: "occupied",
    onCall: "ana",
    secondary: "bob",
    people: [
      reachableExample("ana"),
      reachableExample("bob"),
      reachableExample("cleo", { awake: false, awakeAt: START + 480 * MIN }),
    ],
    methods: METHODS,
    ...changes,
  };
}

export function openingExample(changes: Partial<Opening> = {}): Opening {
  return {
    id: "1-0.0",
    signal: signalExample(),
    alert: null,
    playbook: null,
    severity: "critical",
    remarks: [],
    policy: BUILT_IN_POLICY,
    silencedUntil: null,
    ...changes,
  };
}

export function actorExample(handle: string): Actor {
  return { handle, name: reachableExample(handle).name, via: "room" };
}

type WithoutKind<K extends IncidentEvent["kind"]> = Partial<
  Omit<Extract<IncidentEvent, { kind: K }>, "kind" | "by">
>;

/** The life of one incident, told in minutes from its opening. */
export interface Course {
  /** The incident as it is now. */
  incident(): Incident;
  phase(): Incident["phase"]["kind"];
  /** "2.1": the first step of the second round; null outside of steps. */
  step(): string | null;
  /** Minutes from the opening; null when time alone changes nothing. */
  nextAt(): number | null;
  last(): Decision;
  effects(kind?: Effect["kind"]): readonly Effect["kind"][];
  /** "12 ana sms": who was asked for, how and when, since the beginning. */
  pages(): readonly string[];
  said(): readonly string[];
  timeline(): readonly TimelineEntry[];
  facts(changes: Partial<Facts>): void;
  /** Wakes at every next instant up to that minute, as the alarm clock would. */
  until(minute: number): void;
  /** Nothing runs until that minute: one wake-up, late. */
  sleepUntil(minute: number): void;
  /** What happens at that minute; everything due before is done first. */
  at(minute: number, event: IncidentEvent): Decision;
  acknowledge(minute: number, handle: string, more?: WithoutKind<"acknowledge">): Decision;
  unacknowledge(minute: number, handle: string, token?: string | null): Decision;
  /** The page that was asked for as `1.0/ana/sms` failed for good. */
  fails(minute: number, ...asked: readonly string[]): Decision;
}

interface Told extends Partial<Opening> {
  readonly facts?: Partial<Facts>;
}

const WAKE_UPS_AT_MOST = 5_000;

export function course({ facts: changes = {}, ...opening }: Told = {}): Course {
  let facts = factsExample(changes);
  let now = START;
  let last = openIncident(openingExample(opening), facts, START);
  const pages: string[] = [];
  const said: string[] = [];
  const timeline: TimelineEntry[] = [];

  const minutes = (at: number): number => (at - START) / MIN;
  const take = (decision: Decision): Decision => {
    last = decision;
    timeline.push(...decision.timeline);
    for (const effect of decision.effects) {
      if (effect.kind === "reach") pages.push(`${minutes(now)} ${effect.handle} ${effect.method}`);
      if (effect.kind === "say")
        said.push(`${minutes(now)} ${effect.loud ? "loudly: " : ""}${effect.text}`);
    }
    return decision;
  };
  const happens = (event: IncidentEvent): Decision =>
    take(decide(last.incident, event, { ...facts, at: now }, now));
  const until = (minute: number): void => {
    const end = START + minute * MIN;
    for (let wakeUps = 0; last.nextAt !== null && last.nextAt <= end; wakeUps += 1) {
      if (wakeUps > WAKE_UPS_AT_MOST) throw new Error("the waker spins");
      now = Math.max(now, last.nextAt);
      happens({ kind: "tick" });
    }
    now = Math.max(now, end);
  };
  const at = (minute: number, event: IncidentEvent): Decision => {
    until(minute);
    return happens(event);
  };
  take(last);

  return {
    incident: () => last.incident,
    phase: () => last.incident.phase.kind,
    step: () => {
      const { phase } = last.incident;
      return phase.kind === "step" ? `${phase.round}.${phase.step + 1}` : null;
    },
    nextAt: () => (last.nextAt === null ? null : minutes(last.nextAt)),
    last: () => last,
    effects: (kind) =>
      last.effects.map((effect) => effect.kind).filter((k) => kind === undefined || k === kind),
    pages: () => pages,
    said: () => said,
    timeline: () => timeline,
    facts: (more) => {
      facts = { ...facts, ...more };
    },
    until,
    sleepUntil: (minute) => {
      now = START + minute * MIN;
      happens({ kind: "tick" });
    },
    at,
    acknowledge: (minute, handle, more = {}) =>
      at(minute, {
        kind: "acknowledge",
        by: actorExample(handle),
        at: START + minute * MIN,
        token: null,
        forMs: null,
        ...more,
      }),
    unacknowledge: (minute, handle, token = null) =>
      at(minute, { kind: "unacknowledge", by: actorExample(handle), token }),
    fails: (minute, ...asked) => {
      until(minute);
      for (const one of asked)
        happens({ kind: "undeliverable", asked: one, generation: last.incident.generation });
      return last;
    },
  };
}
