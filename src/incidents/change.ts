import type { Actor } from "../oncall/person.ts";
import { MINUTE } from "../lib/durations.ts";
import type { Decision, Effect, Incident, Phase, TimelineEntry } from "./incident.ts";

/** Presence is read again so often while an incident waits for the room. */
const PRESENCE_INTERVAL_MS = MINUTE;

/** A draft of a decision: what `decide` builds up before it says when to look again. */
export interface Draft {
  readonly incident: Incident;
  readonly effects: readonly Effect[];
  readonly timeline: readonly TimelineEntry[];
}

export function draft(incident: Incident): Draft {
  return { incident, effects: [], timeline: [] };
}

export function patch(
  draft: Draft,
  changes: Partial<Incident>,
  ...effects: readonly Effect[]
): Draft {
  return {
    ...draft,
    incident: { ...draft.incident, ...changes },
    effects: [...draft.effects, ...effects],
  };
}

export function note(
  draft: Draft,
  at: number,
  kind: string,
  text: string,
  by: Actor | null = null,
): Draft {
  return { ...draft, timeline: [...draft.timeline, { at, kind, by, text }] };
}

/** Nothing but the next instant. */
export function unchanged(incident: Incident, now: number): Decision {
  return {
    incident,
    changed: false,
    effects: [],
    timeline: [],
    nextAt: nextInstant(incident, now),
  };
}

export function decided({ incident, effects, timeline }: Draft, now: number): Decision {
  const next = { ...incident, revision: incident.revision + 1 };
  return {
    incident: next,
    changed: true,
    effects: onlyOneCard(effects),
    timeline,
    nextAt: nextInstant(next, now),
  };
}

function onlyOneCard(effects: readonly Effect[]): readonly Effect[] {
  const others = effects.filter((e) => e.kind !== "card");
  return others.length === effects.length ? effects : [{ kind: "card" }, ...others];
}

/** When to look at this incident again; null when time alone changes nothing. */
export function nextInstant(incident: Incident, now: number): number | null {
  const { phase } = incident;
  switch (phase.kind) {
    case "waiting":
      return watchesRoom(incident) ? Math.min(phase.until, nextPresenceCheck(now)) : phase.until;
    case "step":
      return nextInStep(incident, phase);
    case "acknowledged":
      return incident.severity === "critical" ? Math.min(phase.remindAt, phase.reopenAt) : null;
    case "silenced":
    case "noting":
      return phase.until;
    case "resolved":
      return phase.closedUntil;
  }
}

/** When somebody is called next, for the card and the API; null when nobody will be. */
export function nextCallAt(incident: Incident): number | null {
  const { phase } = incident;
  if (incident.severity !== "critical") return null;
  if (phase.kind === "waiting") return phase.until;
  if (phase.kind !== "step") return null;
  return nextInStep(incident, phase);
}

/** When somebody is told next, for the API; a warning is a message, and no call. Null when nobody will be. */
export function nextToldAt(incident: Incident): number | null {
  const { phase, severity } = incident;
  const isMessage = severity === "warning" && (phase.kind === "waiting" || phase.kind === "noting");
  return isMessage ? phase.until : nextCallAt(incident);
}

export function watchesRoom(incident: Incident): boolean {
  return incident.severity === "critical" && incident.policy.emptyRoom === "escalate";
}

/** The same instant for all that wait, so that one check of the room serves every incident. */
function nextPresenceCheck(now: number): number {
  return (Math.floor(now / PRESENCE_INTERVAL_MS) + 1) * PRESENCE_INTERVAL_MS;
}

function nextInStep(incident: Incident, phase: Extract<Phase, { kind: "step" }>): number {
  return Math.min(
    nextShotAt(incident) ?? Infinity,
    phase.late?.at ?? Infinity,
    ...(phase.planned ?? []).map(({ at }) => at),
    nextStepAt(incident),
  );
}

function nextShotAt({ phase, policy }: Incident): number | null {
  if (phase.kind !== "step") return null;
  const repeat = policy.steps[phase.step]?.repeat;
  if (!repeat || phase.shots >= repeat.times) return null;
  return phase.startedAt + phase.shots * repeat.everyMs;
}

/** Start of the next step, or of the next round after the last one. */
export function nextStepAt({ phase, policy }: Incident): number {
  if (phase.kind !== "step") return Infinity;
  const next = policy.steps[phase.step + 1];
  return next
    ? phase.startedAt + next.afterMs
    : phase.plannedAt + Math.max(policy.againMs, MIN_AGAIN_MS);
}

/** However a policy is written, rounds never follow each other faster than this. */
const MIN_AGAIN_MS = 5 * MINUTE;

/** May pages asked for in this incident's generation still leave? */
export function isPageable({ status, phase }: Incident): boolean {
  return status === "triggered" && phase.kind !== "silenced";
}

/** What was never told to the room resolves quietly. */
export function shown(incident: Incident): readonly { readonly kind: "card" }[] {
  return incident.told ? [{ kind: "card" }] : [];
}
