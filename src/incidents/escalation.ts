import { announce } from "./announce.ts";
import { ask, handOver, repeatShot, tellPlanned, wakeLate } from "./asking.ts";
import { draft, nextStepAt, note, patch, watchesRoom, type Draft } from "./change.ts";
import type { Facts, Incident, Phase } from "./incident.ts";
import { callOf, carriedOver, hasPlanned } from "./own-rules.ts";
import { ASLEEP_DELAY_MS, byWakefulness, targets } from "./targets.ts";

type StepPhase = Extract<Phase, { kind: "step" }>;

interface Start {
  readonly round: number;
  readonly step: number;
  readonly plannedAt: number;
  /** Why, for the room: "Nobody is here." */
  readonly why: string;
}

interface Following {
  readonly after: StepPhase;
  readonly plannedAt: number;
  readonly why: string;
}

/** The policy from its beginning: the room has its wait, unless nobody is there. */
export function begin(from: Draft, facts: Facts, now: number): Draft {
  const { incident } = from;
  if (incident.severity === "info") return patch(from, { phase: { kind: "noting", until: null } });
  const told = patch(from, { told: true, startWith: null }, { kind: "card" });
  return waitOrEscalate(told, incident.policy.waitMs, facts, now);
}

export function waitOrEscalate(from: Draft, waitMs: number, facts: Facts, now: number): Draft {
  if (mustLeaveRoom(from.incident, facts))
    return startStep(from, { round: 1, step: 0, plannedAt: now, why: whyLeave(facts) }, facts, now);
  return patch(
    from,
    { phase: { kind: "waiting", since: now, until: now + waitMs }, standing: null },
    { kind: "card" },
  );
}

export function mustLeaveRoom(incident: Incident, facts: Facts): boolean {
  return watchesRoom(incident) && facts.occupancy !== "occupied";
}

export function whyLeave(facts: Facts): string {
  return facts.occupancy === "empty"
    ? "Nobody is here."
    : "It is not known whether anybody is here.";
}

/**
 * Asks every person and method of the step at once. When all of them cannot be reached for good at
 * the first shot, the next step starts now; the round as a whole keeps its planned length, so that a broken provider never makes rounds race.
 */
export function startStep(from: Draft, start: Start, facts: Facts, now: number): Draft {
  const { incident } = from;
  const step = incident.policy.steps[start.step];
  if (!step)
    return patch(
      from,
      { phase: emptyPolicyPhase(start, now) },
      { kind: "card" },
      { kind: "say", text: "This policy has no steps: nobody is called.", loud: true },
    );
  const people = targets(step, incident, start, facts);
  const { now: first, late } = byWakefulness(step, people);
  const phase: StepPhase = {
    kind: "step",
    round: start.round,
    step: start.step,
    startedAt: now,
    plannedAt: Math.max(now, start.plannedAt),
    shots: 1,
    asked: [],
    failed: [],
    late:
      late.length > 0 ? { at: now + ASLEEP_DELAY_MS, handles: late.map((p) => p.handle) } : null,
    ...carriedOver(incident.phase, start),
  };
  const entered = patch(from, { phase });
  const calls = people.map((person) => callOf(person, step, entered.incident, facts));
  const asked = handOver(ask(entered, first, facts, now), facts);
  const said = announce(asked, { start, step, calls }, facts, now);
  const told = tellPlanned(said, facts, now) ?? said;
  return failedForGood(told.incident) ? startNextEarly(told, facts, now) : told;
}

/** A policy without steps cannot come from the book; a record from elsewhere still gets a next instant. */
function emptyPolicyPhase(start: Start, now: number): StepPhase {
  return {
    kind: "step",
    round: start.round,
    step: 0,
    startedAt: now,
    plannedAt: now,
    shots: 1,
    asked: [],
    failed: [],
    late: null,
  };
}

/** Time has come for something in a step: a repeated page, those asleep, somebody's own rules, the next step or the next round. */
export function advanceStep(
  incident: Incident,
  phase: StepPhase,
  facts: Facts,
  now: number,
): Draft | null {
  const woken = phase.late && now >= phase.late.at ? wakeLate(incident, phase, facts, now) : null;
  if (now >= nextStepAt(incident))
    return startFollowing(
      woken ?? draft(incident),
      { after: phase, plannedAt: plannedNextAt(incident, phase), why: "Nobody reacted." },
      facts,
      now,
    );
  if (woken && failedForGood(woken.incident)) return startNextEarly(woken, facts, now);
  const asleep = new Set(phase.late?.handles);
  const repeated = repeatShot(woken ?? draft(incident), asleep, facts, now) ?? woken;
  const told = tellPlanned(repeated ?? draft(incident), facts, now);
  if (told && failedForGood(told.incident)) return startNextEarly(told, facts, now);
  return told ?? repeated;
}

/** As if no step had been pulled forward. */
function plannedNextAt({ policy }: Incident, phase: StepPhase): number {
  return phase.plannedAt + (policy.steps[phase.step + 1]?.afterMs ?? policy.againMs);
}

/** The step after this one, or the first of the next round. */
export function startFollowing(
  from: Draft,
  { after: phase, plannedAt, why }: Following,
  facts: Facts,
  now: number,
): Draft {
  const isLast = phase.step + 1 >= from.incident.policy.steps.length;
  const start = isLast
    ? { round: phase.round + 1, step: 0, plannedAt, why }
    : { round: phase.round, step: phase.step + 1, plannedAt, why };
  return startStep(from, start, facts, now);
}

/** All methods of all people of the step failed for good at its first shot. The last step of a round waits for the next round instead. */
export function startNextEarly(from: Draft, facts: Facts, now: number): Draft {
  const { phase, policy } = from.incident;
  if (phase.kind !== "step") return from;
  const next = policy.steps[phase.step + 1];
  if (!next)
    return note(
      patch(
        from,
        {},
        {
          kind: "say",
          text: "Nobody could be reached in this round. The next one starts later.",
          loud: true,
        },
      ),
      now,
      "unreachable",
      "nobody could be reached in this round",
    );
  return startStep(
    from,
    {
      round: phase.round,
      step: phase.step + 1,
      plannedAt: phase.plannedAt + next.afterMs,
      why: "The last step reached nobody.",
    },
    facts,
    now,
  );
}

/** Only when nothing by their own rules is left for those who were asked, and only before a second shot: of what failed for good after that, an earlier call may have rung, and the step keeps its time. */
export function failedForGood({ phase }: Incident): boolean {
  return (
    phase.kind === "step" &&
    phase.shots === 1 &&
    phase.late === null &&
    phase.asked.length > 0 &&
    phase.asked.every((key) => phase.failed.includes(key)) &&
    !hasPlanned(phase)
  );
}
