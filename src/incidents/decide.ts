import { isMoreSevere, type Severity } from "../alerts/severity.ts";
import { acknowledge, overdue, quietUntil, unacknowledge, withdrawn } from "./acknowledgement.ts";
import { withoutRule } from "./asking.ts";
import { decided, draft, note, patch, shown, unchanged, type Draft } from "./change.ts";
import { openAnew, recovered, resolve } from "./closing.ts";
import {
  advanceStep,
  begin,
  failedForGood,
  mustLeaveRoom,
  startFollowing,
  startNextEarly,
  startStep,
  whyLeave,
} from "./escalation.ts";
import type { Decision, Facts, Incident, IncidentEvent, Phase } from "./incident.ts";
import { messageOtherwise, messageWhenAwake } from "./noting.ts";
import { withoutWay } from "./own-rules.ts";
import { shiftedBack } from "./shift.ts";
import { endSilence, silence, unsilence } from "./silencing.ts";

/**
 * Everything that can happen to an incident, decided in one place and without touching the world.
 *
 * waiting       The room has the incident until `until`. Entered when it opens with somebody there, and again for the
 *               rest of the wait when the last acknowledgement is taken back. Left for step 1 when the wait ends, when
 *               the room is empty or unknown, or on `escalate`. The room is looked at every minute.
 * step          Somebody is being called. Entered from waiting, or when an acknowledged incident is reopened. The next
 *               step starts `after` the actual start of this one; a step that is late because watchroom was down starts
 *               now, and the rest follow from it. After the last step the next round starts. When every person and
 *               method failed for good at the first shot, the next step starts now; what fails for good at a later shot
 *               may have rung before, so it is noted and not tried again, and the step keeps its time. Nobody who
 *               merely enters the room stops it: only an act does. A service that the step hands over to is paged once,
 *               whoever is on call. Whoever has rules of their own is reached by these from the first step of a round
 *               that pages them, while the policy goes on beside them; but who is on call is also called by voice when
 *               and as often as the policy says. With the last of the rules failed for good, the policy's ways hold.
 * silenced      Known and quiet until `until`, whoever takes it back or makes it worse meanwhile. Then, still firing,
 *               the policy starts as if the incident opened now.
 * acknowledged  A human has it, as long as one acknowledgement stands. Reminds; then, untouched, calls whoever had it.
 * noting        Below critical, after the wait: one message in the on-call person's next awake hour, then nothing. What
 *               fails for good goes by their next way, and when there is none, the room is told instead.
 * resolved      Over. Resolved by hand while the alert still fires, it is closed until the alert recovers; if that
 *               takes longer than half an hour, the alert is signalled again and opens a new incident.
 *
 * Every open, unacknowledged critical incident has a next instant. Revision and generation never fall; severity never
 * falls while the incident is open.
 */
export function decide(
  incident: Incident,
  event: IncidentEvent,
  facts: Facts,
  now: number,
): Decision {
  switch (event.kind) {
    case "tick":
      return conclude(incident, tick(incident, facts, now), now);
    case "fired":
      return conclude(incident, fired(incident, event.severity, facts, now), now);
    case "recovered":
      return conclude(incident, recovered(incident, now), now);
    case "acknowledge":
      return acknowledge(incident, event, now);
    case "unacknowledge":
      return unacknowledge(incident, event, facts, now);
    case "resolve":
      return conclude(incident, resolve(incident, event, now), now);
    case "escalate":
      return conclude(incident, escalate(incident, event, facts, now), now);
    case "silence":
      return conclude(incident, silence(incident, event, now), now);
    case "unsilence":
      return conclude(incident, unsilence(incident, facts, now), now);
    case "undeliverable":
      return conclude(incident, undeliverable(incident, event, facts, now), now);
    case "clock-set-back":
      return decided(
        patch(
          draft(incident),
          { phase: shiftedBack(incident.phase, event.byMs) },
          ...shown(incident),
        ),
        now,
      );
  }
}

function conclude(incident: Incident, next: Draft | null, now: number): Decision {
  return next ? decided(next, now) : unchanged(incident, now);
}

function tick(incident: Incident, facts: Facts, now: number): Draft | null {
  const { phase } = incident;
  switch (phase.kind) {
    case "waiting":
      return endWait(incident, phase, facts, now);
    case "step":
      return advanceStep(incident, phase, facts, now);
    case "silenced":
      return now >= phase.until ? endSilence(incident, facts, now) : null;
    case "acknowledged":
      return overdue(incident, phase, facts, now);
    case "noting":
      return phase.until !== null && now >= phase.until
        ? messageWhenAwake(incident, facts, now)
        : null;
    case "resolved":
      return phase.closedUntil !== null && now >= phase.closedUntil
        ? openAnew(incident, now)
        : null;
  }
}

function endWait(
  incident: Incident,
  phase: Extract<Phase, { kind: "waiting" }>,
  facts: Facts,
  now: number,
): Draft | null {
  const isOver = now >= phase.until;
  if (incident.severity !== "critical")
    return isOver ? messageWhenAwake(incident, facts, now) : null;
  if (isOver)
    return startStep(
      draft(incident),
      { round: 1, step: 0, plannedAt: now, why: "Nobody reacted." },
      facts,
      now,
    );
  if (mustLeaveRoom(incident, facts))
    return startStep(
      draft(incident),
      { round: 1, step: 0, plannedAt: now, why: whyLeave(facts) },
      facts,
      now,
    );
  return null;
}

function fired(incident: Incident, severity: Severity, facts: Facts, now: number): Draft | null {
  if (incident.status === "resolved" || !isMoreSevere(severity, incident.severity)) return null;
  const raised = note(
    patch(draft(incident), { severity }, ...shown(incident)),
    now,
    "severity",
    `${incident.severity} to ${severity}`,
  );
  const { phase, policy } = incident;
  if (severity !== "critical" && phase.kind === "acknowledged")
    return phase.resume.kind === "noting"
      ? patch(raised, {
          phase: { ...phase, resume: { kind: "wait", remainingMs: policy.waitMs } },
        })
      : raised;
  const triggered = patch(raised, withdrawn(incident, SYSTEM));
  const until = quietUntil(phase);
  return until > now
    ? patch(triggered, { phase: { kind: "silenced", until } })
    : begin(triggered, facts, now);
}

const SYSTEM = { handle: "watchroom", name: "watchroom", via: "watchroom" } as const;

function escalate(
  incident: Incident,
  event: Extract<IncidentEvent, { kind: "escalate" }>,
  facts: Facts,
  now: number,
): Draft | null {
  const { phase } = incident;
  if (phase.kind === "resolved") return null;
  const named = note(
    patch(draft(incident), { ...withdrawn(incident, event.by), severity: "critical", told: true }),
    now,
    "escalate",
    event.to ?? "",
    event.by,
  );
  const why = `${event.by.name} asks for somebody.`;
  if (event.to !== null)
    return startStep(
      patch(named, { startWith: event.to }),
      { round: 1, step: 0, plannedAt: now, why },
      facts,
      now,
    );
  if (phase.kind === "step")
    return startFollowing(named, { after: phase, plannedAt: now, why }, facts, now);
  const resume = phase.kind === "acknowledged" ? phase.resume : null;
  if (resume?.kind === "step")
    return startStep(
      named,
      {
        round: resume.round,
        step: Math.min(resume.step + 1, incident.policy.steps.length - 1),
        plannedAt: now,
        why,
      },
      facts,
      now,
    );
  return startStep(named, { round: 1, step: 0, plannedAt: now, why }, facts, now);
}

function undeliverable(
  incident: Incident,
  event: Extract<IncidentEvent, { kind: "undeliverable" }>,
  facts: Facts,
  now: number,
): Draft | null {
  const { phase } = incident;
  if (incident.generation !== event.generation) return null;
  if (phase.kind === "noting") return messageOtherwise(incident, phase, event.asked, facts, now);
  if (phase.kind !== "step") return null;
  const isAsked = phase.asked.includes(event.asked) && !phase.failed.includes(event.asked);
  if (!isAsked && withoutWay(phase, event.asked) === phase) return null;
  const failed = isAsked ? [...phase.failed, event.asked] : phase.failed;
  const noted = note(
    patch(draft(incident), { phase: { ...phase, failed } }),
    now,
    "unreachable",
    event.asked,
  );
  const otherwise = withoutRule(noted, event.asked, facts);
  return failedForGood(otherwise.incident) ? startNextEarly(otherwise, facts, now) : otherwise;
}
