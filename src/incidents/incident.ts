import type { Labels } from "../alerts/signal.ts";
import type { Severity } from "../alerts/severity.ts";
import type { Actor, ContactRule } from "../oncall/person.ts";
import type { Occupancy } from "../presence/occupancy.ts";
import type { Method, Policy } from "./policy.ts";

/**
 * The words of this folder, as every on-call system uses them.
 *
 * signal     "alert A, labels L: firing or resolved"
 * incident   what a firing signal opens; triggered, acknowledged, resolved; has a number and a timeline
 * policy     how escalation goes: what each step does; a round is all steps once
 * page       a call to one person about one or more incidents
 * shot       one page of a step that repeats
 * generation counts the times an incident stopped or began to need a human; a page asked for in an
 *            earlier generation is no longer needed
 */

export interface PlaybookLink {
  readonly file: string;
  readonly anchor: string;
  readonly heading: string;
}

export interface Acknowledgement {
  readonly actor: Actor;
  /** When the human acted. */
  readonly at: number;
  /** What it hangs on, so that taking it back takes back just this one: `reaction:<message>:<emoji>:<handle>`, or null. */
  readonly token: string | null;
}

/** Where the incident stands. Every instant is in the clock's `now` time; `decide.ts` documents each state. */
export type Phase =
  | { readonly kind: "waiting"; readonly since: number; readonly until: number }
  | {
      readonly kind: "step";
      readonly round: number;
      /** 0-based index into the policy's steps. */
      readonly step: number;
      readonly startedAt: number;
      /** Later than `startedAt` when the step before failed for good and this one was pulled forward. */
      readonly plannedAt: number;
      /** Pages of this step asked for so far, or passed over. */
      readonly shots: number;
      /** Whom and how this step asked, and what their own rules asked meanwhile: `1.0/ana/voice`. */
      readonly asked: readonly string[];
      /** The part of `asked` that failed for good, and is not tried again by later shots. */
      readonly failed: readonly string[];
      /** `everyone`: those asleep are paged five minutes later. */
      readonly late: { readonly at: number; readonly handles: readonly string[] } | null;
      /** Pages by people's own rules that are still to come; missing when there are none. */
      readonly planned?: readonly Planned[];
      /** Whose own rules run, or ran in a former round and have not started anew; missing when nobody's do. */
      readonly ruled?: readonly Ruled[];
    }
  | { readonly kind: "silenced"; readonly until: number }
  | {
      readonly kind: "acknowledged";
      readonly remindAt: number;
      readonly reopenAt: number;
      readonly resume: Resume;
    }
  /** Warnings after the wait: one message in the on-call person's next awake hour, then nothing more. */
  | Noting
  /** `closedUntil`: resolved by hand while firing; if it still fires then, it opens anew. */
  | { readonly kind: "resolved"; readonly closedUntil: number | null };

export interface Planned {
  readonly at: number;
  readonly handle: string;
  readonly method: Method;
  /** Names the step that started the rules: `1.0/ana/sms`. */
  readonly asked: string;
}

export interface Ruled {
  readonly handle: string;
  /** Where in the policy their rules started. */
  readonly round: number;
  readonly step: number;
  /** The ways of their rules that have not failed for good. None left: the policy alone says how they are reached. */
  readonly open: readonly Method[];
}

/** What taking the last acknowledgement back returns to. */
export type Resume =
  | { readonly kind: "wait"; readonly remainingMs: number }
  | { readonly kind: "step"; readonly round: number; readonly step: number }
  /** A silence covers it; after that the policy starts as if the incident opened then. */
  | { readonly kind: "silenced"; readonly until: number }
  | Noting;

interface Noting {
  readonly kind: "noting";
  readonly until: number | null;
  /** The message that is out and has not failed: `note/ana/dm`. */
  readonly asked?: string;
}

export type Status = "triggered" | "acknowledged" | "resolved";

export interface Incident {
  readonly v: 1;
  readonly id: string;
  readonly number: number;
  readonly fingerprint: string;
  readonly alert: string;
  readonly title: string;
  readonly summary: string | null;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly threshold: number | null;
  readonly playbook: PlaybookLink | null;
  /** Said in the post: the book has no section for this alert, the sender named no severity. */
  readonly remarks: readonly string[];
  readonly policy: Policy;
  readonly revision: number;
  readonly generation: number;
  readonly status: Status;
  readonly phase: Phase;
  readonly acknowledgements: readonly Acknowledgement[];
  /** Whom the first step of the first round calls, and whom `on-call` means in that round: set when an acknowledged one is reopened, or escalated to somebody. */
  readonly startWith: string | null;
  readonly openedAt: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: Actor | null;
  readonly resolvedAt: number | null;
  readonly resolvedBy: Actor | null;
  /** Whether it was ever posted; a silenced one is not. */
  readonly told: boolean;
  /** What a reader of the card should know of the escalation, newest last: "Nobody is here. Calling Ana." */
  readonly standing: string | null;
  /** Written beside the state by re-sent signals, without comparing revisions. */
  readonly value: number | null;
  readonly lastSeenAt: number;
  readonly count: number;
}

/** One line of an incident's timeline. */
export interface TimelineEntry {
  readonly at: number;
  readonly kind: string;
  readonly by: Actor | null;
  readonly text: string;
}

/** What escalation needs to know of one person. Instants in `now` time. */
export interface Reachable {
  readonly handle: string;
  readonly name: string;
  readonly awake: boolean;
  /** Start of their next awake hour; `now` when awake. */
  readonly awakeAt: number;
  readonly methods: readonly Method[];
  /** Their own order and delays; missing: as the policy says. */
  readonly rules?: readonly ContactRule[];
}

/** What is true outside of the incident; gathered before it is loaded, good for a minute. */
export interface Facts {
  readonly at: number;
  readonly occupancy: Occupancy;
  readonly onCall: string | null;
  readonly secondary: string | null;
  /** Responders in the order in which they are to be woken. */
  readonly people: readonly Reachable[];
  /** Notifiers that exist here at all; a step by any other keeps its time and pages nobody. */
  readonly methods: readonly Method[];
}

/** What leaves an incident: data, carried out by the outbox. */
export type Effect =
  /** Show the newest state in every room. */
  | { readonly kind: "card" }
  | { readonly kind: "say"; readonly text: string; readonly loud: boolean }
  /** `handle` of a hand-over is the method. */
  | {
      readonly kind: "reach";
      readonly handle: string;
      readonly method: Method;
      readonly asked: string;
      /** Their own rules ask for it, at this instant; the step does not. */
      readonly byRule?: true;
    }
  /** Drop pending pages, hang up ringing ones. */
  | { readonly kind: "stop" }
  /** The hand-closed alert still fires: signal it again, so that it opens anew. */
  | { readonly kind: "signal-again" };

export type IncidentEvent =
  | { readonly kind: "tick" }
  | { readonly kind: "fired"; readonly severity: Severity }
  | { readonly kind: "recovered" }
  | {
      readonly kind: "acknowledge";
      readonly by: Actor;
      readonly at: number;
      readonly token: string | null;
      readonly forMs: number | null;
    }
  | { readonly kind: "unacknowledge"; readonly by: Actor; readonly token: string | null }
  | { readonly kind: "resolve"; readonly by: Actor }
  | { readonly kind: "escalate"; readonly by: Actor; readonly to: string | null }
  | { readonly kind: "silence"; readonly by: Actor; readonly until: number }
  | { readonly kind: "unsilence" }
  | { readonly kind: "undeliverable"; readonly asked: string; readonly generation: number }
  | { readonly kind: "clock-set-back"; readonly byMs: number };

/** What `decide` answers. `changed` false: nothing to write but the next instant. */
export interface Decision {
  readonly incident: Incident;
  readonly changed: boolean;
  readonly effects: readonly Effect[];
  readonly timeline: readonly TimelineEntry[];
  /** When to look again; null only when nothing will ever happen by time alone. */
  readonly nextAt: number | null;
}
