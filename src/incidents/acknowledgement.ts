import { MINUTE } from "../lib/durations.ts";
import type { Actor } from "../oncall/person.ts";
import { decided, draft, note, patch, unchanged, type Draft } from "./change.ts";
import { begin, startStep, waitOrEscalate } from "./escalation.ts";
import type {
  Acknowledgement,
  Decision,
  Facts,
  Incident,
  IncidentEvent,
  Phase,
  Resume,
} from "./incident.ts";

/** After this a reaction that disappears was tidied up, not taken back. */
const TAKE_BACK_MS = 10 * MINUTE;
/** What is left of the wait after the last acknowledgement was taken back is at least this. */
const MIN_REST_OF_WAIT_MS = 2 * MINUTE;

type Acknowledge = Extract<IncidentEvent, { kind: "acknowledge" }>;
type Unacknowledge = Extract<IncidentEvent, { kind: "unacknowledge" }>;

export function acknowledge(incident: Incident, event: Acknowledge, now: number): Decision {
  if (incident.status === "resolved") return unchanged(incident, now);
  if (event.token !== null && incident.acknowledgements.some((a) => a.token === event.token))
    return unchanged(incident, now);
  const given: Acknowledgement = { actor: event.by, at: event.at, token: event.token };
  const others = incident.acknowledgements.filter(
    (a) => a.actor.handle !== event.by.handle || (event.token !== null && a.token !== event.token),
  );
  const phase: Phase = {
    kind: "acknowledged",
    ...timers(incident, event.forMs, now),
    resume: resumeFrom(incident, now),
  };
  const isFirst = incident.status !== "acknowledged";
  const next = patch(
    draft({ ...incident, generation: incident.generation + (isFirst ? 1 : 0) }),
    { ...standing([...others, given]), phase, status: "acknowledged", standing: null, told: true },
    { kind: "card" },
    { kind: "stop" },
  );
  return decided(
    note(
      next,
      now,
      "acknowledged",
      event.forMs === null ? "" : `for ${event.forMs / MINUTE} min`,
      event.by,
    ),
    now,
  );
}

/** A human act on an acknowledged incident starts both clocks anew; a longer `ack for` that still runs, or a silence, is kept. */
function timers(
  incident: Incident,
  forMs: number | null,
  now: number,
): { remindAt: number; reopenAt: number } {
  const { remindMs, reopenMs } = incident.policy.acknowledged;
  const promised = Math.max(forMs === null ? 0 : now + forMs, quietUntil(incident.phase));
  const kept = forMs === null && incident.phase.kind === "acknowledged" ? incident.phase : null;
  return {
    remindAt: Math.max(now + remindMs, promised, kept?.remindAt ?? 0),
    reopenAt: Math.max(now + reopenMs, promised, kept?.reopenAt ?? 0),
  };
}

/** End of the silence that covers the incident, even while somebody has it; 0 without one. */
export function quietUntil(phase: Phase): number {
  if (phase.kind === "silenced") return phase.until;
  return phase.kind === "acknowledged" && phase.resume.kind === "silenced" ? phase.resume.until : 0;
}

function resumeFrom({ phase, policy }: Incident, now: number): Resume {
  switch (phase.kind) {
    case "acknowledged":
      return phase.resume;
    case "step":
      return { kind: "step", round: phase.round, step: phase.step };
    case "waiting":
      return { kind: "wait", remainingMs: Math.max(0, phase.until - now) };
    case "silenced":
    case "noting":
      return phase;
    case "resolved":
      return { kind: "wait", remainingMs: policy.waitMs };
  }
}

function standing(
  acknowledgements: readonly Acknowledgement[],
): Pick<Incident, "acknowledgements" | "acknowledgedAt" | "acknowledgedBy"> {
  const first = acknowledgements[0];
  return {
    acknowledgements,
    acknowledgedAt: first?.at ?? null,
    acknowledgedBy: first?.actor ?? null,
  };
}

export function unacknowledge(
  incident: Incident,
  event: Unacknowledge,
  facts: Facts,
  now: number,
): Decision {
  if (incident.phase.kind !== "acknowledged") return unchanged(incident, now);
  const left = remaining(incident.acknowledgements, event, now);
  if (left.length === incident.acknowledgements.length) return unchanged(incident, now);
  const noted = note(
    patch(draft(incident), standing(left), { kind: "card" }),
    now,
    "unacknowledged",
    "",
    event.by,
  );
  if (left.length > 0) return decided(noted, now);
  return decided(
    reenter(noted, incident.phase.resume, `${event.by.name} took it back.`, facts, now),
    now,
  );
}

/** By token: just that one, while it is fresh. By command: one's own, or, having none, everybody's. */
function remaining(
  all: readonly Acknowledgement[],
  { by, token }: Unacknowledge,
  now: number,
): readonly Acknowledgement[] {
  if (token !== null) return all.filter((a) => a.token !== token || now - a.at > TAKE_BACK_MS);
  const others = all.filter((a) => a.actor.handle !== by.handle);
  return others.length === all.length ? [] : others;
}

/** Back into the step that had been reached: due at once if it had left the room, else after the rest of the wait. */
function reenter(from: Draft, resume: Resume, why: string, facts: Facts, now: number): Draft {
  const triggered = patch(from, { status: "triggered" });
  switch (resume.kind) {
    case "step":
      return startStep(
        triggered,
        { round: resume.round, step: resume.step, plannedAt: now, why },
        facts,
        now,
      );
    case "wait":
      return waitOrEscalate(
        triggered,
        Math.max(resume.remainingMs, MIN_REST_OF_WAIT_MS),
        facts,
        now,
      );
    case "silenced":
      return now < resume.until
        ? patch(triggered, { phase: resume })
        : begin(triggered, facts, now);
    case "noting":
      return patch(triggered, { phase: resume });
  }
}

type Acknowledged = Extract<Phase, { kind: "acknowledged" }>;

/** Whoever has it keeps it through a silence, and is not asked about it before the end. */
export function keptQuiet(phase: Acknowledged, until: number): Phase {
  return {
    ...phase,
    remindAt: Math.max(phase.remindAt, until),
    reopenAt: Math.max(phase.reopenAt, until),
    resume: { kind: "silenced", until },
  };
}

/** The silence was lifted: both clocks run as if it were acknowledged now. */
export function keptQuietNoMore({ policy }: Incident, phase: Acknowledged, now: number): Phase {
  const { remindMs, reopenMs } = policy.acknowledged;
  return {
    ...phase,
    remindAt: Math.min(phase.remindAt, now + remindMs),
    reopenAt: Math.min(phase.reopenAt, now + reopenMs),
    resume: { kind: "wait", remainingMs: policy.waitMs },
  };
}

/** Time has come for a reminder, or for calling again whoever had it. */
export function overdue(
  incident: Incident,
  phase: Extract<Phase, { kind: "acknowledged" }>,
  facts: Facts,
  now: number,
): Draft | null {
  if (incident.severity !== "critical") return null;
  if (now >= phase.reopenAt) return reopen(incident, facts, now);
  if (now < phase.remindAt) return null;
  const remindAt = now + incident.policy.acknowledged.remindMs;
  const text = `Still firing. ${who(incident.acknowledgements)} it.`;
  return note(
    patch(draft(incident), { phase: { ...phase, remindAt } }, { kind: "say", text, loud: false }),
    now,
    "reminded",
    "",
  );
}

function reopen(incident: Incident, facts: Facts, now: number): Draft {
  const last = incident.acknowledgements.at(-1)?.actor;
  const triggered = patch(
    draft(incident),
    { ...standing([]), status: "triggered", startWith: last?.handle ?? null },
    { kind: "card" },
  );
  const noted = note(
    triggered,
    now,
    "reopened",
    "acknowledged, still firing, and nobody has touched it since",
  );
  return startStep(
    noted,
    {
      round: 1,
      step: 0,
      plannedAt: now,
      why: `${last?.name ?? "Somebody"} had it, and it still fires.`,
    },
    facts,
    now,
  );
}

/** An act that asks for somebody else withdraws every acknowledgement. */
export function withdrawn(incident: Incident, _by: Actor): Partial<Incident> {
  return incident.status === "acknowledged" ? { ...standing([]), status: "triggered" } : {};
}

function who(acknowledgements: readonly Acknowledgement[]): string {
  const names = acknowledgements.map((a) => a.actor.name);
  return names.length === 1 ? `${names[0]} has` : `${names.join(", ")} have`;
}
