import type { Method } from "../incidents/policy.ts";
import { listed } from "../lib/listed.ts";
import { formatDuration } from "../lib/durations.ts";
import { formatInstant } from "../lib/wall-time.ts";
import type { PageLimit } from "../ports/page-records.ts";
import { sayRun, type Saying } from "./say-run.ts";
import type { Line, Rehearsal } from "./rehearse.ts";

/** A rehearsal in words. The two courses are to be shown side by side, line by line. */
export interface SaidRehearsal {
  readonly head: string;
  readonly empty: readonly string[];
  readonly occupied: readonly string[];
  readonly notes: readonly string[];
}

export const EMPTY_ROOM = "Nobody in the room";
export const OCCUPIED_ROOM = "Somebody there, and no reaction";

export function sayRehearsal(rehearsal: Rehearsal, saying: Saying): SaidRehearsal {
  const { alert, at, severity, policy, empty, occupied } = rehearsal;
  const { zone, now, show } = saying;
  const follows = severity === "critical" ? `, and follows the policy ${show(policy)}` : "";
  return {
    head: `Rehearsal, nobody is told: ${show(alert)} fires at ${formatInstant(at, zone, now)} (${zone}). It is ${severity}${follows}.`,
    empty: sayRun(empty, at, saying),
    occupied: sayRun(occupied, at, saying),
    notes: [...notesOf(rehearsal, saying), ...rehearsal.remarks.map(show)],
  };
}

function notesOf(rehearsal: Rehearsal, { show, limits }: Saying): readonly string[] {
  const { severity, silent, pretended, unreadable, bundled, empty, occupied } = rehearsal;
  const skipped = [...empty.lines, ...occupied.lines].filter((line) => line.kind === "skipped");
  return [
    ...(severity === "info" ? ["Info is only recorded: nobody is told of it."] : []),
    ...(severity === "warning"
      ? ["A warning is one message to whoever is on call, when they are awake."]
      : []),
    ...(silent === null ? [] : [SILENT[silent]]),
    ...new Set(skipped.map((line) => `Skipped: ${saySkipped(line, show)}.`)),
    ...(pretended.length === 0
      ? []
      : [`Nothing real is set up for ${listed(pretended)}: only the phone on the page shows it.`]),
    ...(unreadable.length === 0
      ? []
      : [
          `The contacts of ${listed(unreadable.map(show))} cannot be read: they were kept under another WATCHROOM_SECRET.`,
        ]),
    ...bundled.map((method) => sayLimit(method, limits[method])),
  ];
}

function sayLimit(method: Method, { count, spanMs }: PageLimit): string {
  const often = count === 1 ? "once" : `${count} times`;
  return `By ${method} one person is reached ${often} in ${formatDuration(spanMs)} at most: what comes sooner waits, and leaves as one.`;
}

const SILENT = {
  "no-responder": "Nobody would be reached: no responder has joined.",
  "no-way": "Nobody would be reached: none of the ways that are named reaches anybody.",
} as const satisfies Record<NonNullable<Rehearsal["silent"]>, string>;

/** "sms is not set up", "Ana cannot be reached by sms" */
function saySkipped(
  { name, method }: Extract<Line, { kind: "skipped" }>,
  show: Saying["show"],
): string {
  return name === null ? `${method} is not set up` : `${show(name)} cannot be reached by ${method}`;
}
