import type { AlertDefinition } from "../alerts/alert.ts";
import type { Severity } from "../alerts/severity.ts";
import { factsAt, type Known } from "../incidents/facts-at.ts";
import { isHandOver, serviceName, type Method } from "../incidents/policy.ts";
import { rehearse as rehearseCourse, type Happening } from "../incidents/rehearse.ts";
import { isAwake } from "../oncall/awake.ts";
import { whoIsOnCall } from "../oncall/who-is-on-call.ts";
import type { Occupancy } from "../presence/occupancy.ts";
import { knownTeam } from "./gather-facts.ts";
import { openingOf } from "./opening-of.ts";
import type { PageLimits } from "./page-limits.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** Why just this person. `until` of an override; null: without an end. */
export type Because =
  | { readonly kind: "first-to-join" }
  | { readonly kind: "override"; readonly until: number | null }
  | { readonly kind: "second" }
  | { readonly kind: "everyone"; readonly awake: boolean }
  | { readonly kind: "hand-over" }
  | { readonly kind: "named" };

type Called = Extract<Happening, { kind: "called" }>;
type Skipped = Extract<Happening, { kind: "skipped" }>;

/** What would happen, with the names of those it happens to. */
export type Line =
  | (Called & { readonly name: string; readonly because: Because })
  | (Skipped & { readonly name: string | null })
  | Exclude<Happening, Called | Skipped>;

export interface Run {
  readonly lines: readonly Line[];
  /** When the second round would begin; null when there is none. */
  readonly nextRoundAt: number | null;
}

/** Who would be contacted, when, how and why, until the first round is over. Instants in the clock's `now` time. */
export interface Rehearsal {
  readonly alert: string;
  readonly severity: Severity;
  readonly policy: string;
  readonly at: number;
  /** Remarks that the incident's post would carry. */
  readonly remarks: readonly string[];
  readonly empty: Run;
  readonly occupied: Run;
  /** What reaches only the phone on the page, as nothing real is set up for it. */
  readonly pretended: readonly Method[];
  /** Handles of those whose contacts were kept under another secret. */
  readonly unreadable: readonly string[];
  /** What goes out more slowly than the policy says, as it comes within its limit. */
  readonly bundled: readonly Method[];
  /** Why nobody would be called or sent a message; null when somebody would, or when nobody is meant to be. */
  readonly silent: "no-responder" | "no-way" | null;
}

/** With today's people, shifts, book and silences. Tells nobody and changes nothing. `alert` is a name when the book has none. */
export async function rehearse(
  watch: Watch,
  { alert, at }: { readonly alert: AlertDefinition | string; readonly at: number },
): Promise<Rehearsal> {
  const now = watch.clock.now();
  const [team, silences, unreadable] = await Promise.all([
    knownTeam(watch, now),
    watch.silences.active(at),
    watch.contacts.unreadable(),
  ]);
  const definition = typeof alert === "string" ? null : alert;
  const name = typeof alert === "string" ? alert : alert.name;
  const opening = openingOf(watch, {
    id: "rehearsal",
    alert: definition,
    silences,
    signal: {
      alert: name,
      status: "firing",
      summary: null,
      severity: definition?.severity ?? "critical",
      labels: {},
      value: null,
      at: null,
    },
  });
  const run = (occupancy: Occupancy): Run => {
    const known = { ...team, occupancy };
    const { happenings, nextRoundAt } = rehearseCourse(opening, at, (then) => factsAt(known, then));
    return { lines: happenings.map((happening) => lineOf(happening, known)), nextRoundAt };
  };
  const [empty, occupied] = [run("empty"), run("occupied")];
  const methods = [...new Set([empty, occupied].flatMap(callsOf).map(({ method }) => method))];
  return {
    alert: name,
    severity: opening.severity,
    policy: opening.policy.name,
    at,
    remarks: opening.remarks,
    empty,
    occupied,
    pretended: methods.filter((method) =>
      notifiersBy(watch, method).every(({ pretend }) => pretend),
    ),
    unreadable,
    bundled: methods.filter((method) =>
      [empty, occupied].some((r) => isBundled(r, method, watch.limits)),
    ),
    silent: whySilent(opening.severity, [empty, occupied], team),
  };
}

function whySilent(
  severity: Severity,
  runs: readonly Run[],
  { people }: Pick<Known, "people">,
): Rehearsal["silent"] {
  if (severity === "info" || runs.every((run) => callsOf(run).length > 0)) return null;
  return people.some(({ responder }) => responder) ? "no-way" : "no-responder";
}

function callsOf({ lines }: Run): readonly Extract<Line, { kind: "called" }>[] {
  return lines.filter((line) => line.kind === "called");
}

function isBundled(run: Run, method: Method, limits: PageLimits): boolean {
  const { count, spanMs } = limits[method];
  const calls = callsOf(run).filter((call) => call.method === method);
  return calls.some(({ handle, at }) => {
    const near = calls.filter((c) => c.handle === handle && c.at <= at && c.at > at - spanMs);
    return near.length > count;
  });
}

function lineOf(happening: Happening, known: Known): Line {
  const nameOf = (handle: string): string =>
    serviceName(handle) ?? known.people.find((person) => person.handle === handle)?.name ?? handle;
  switch (happening.kind) {
    case "called":
      return {
        ...happening,
        name: nameOf(happening.handle),
        because: because(happening, known),
      };
    case "skipped":
      return { ...happening, name: happening.handle === null ? null : nameOf(happening.handle) };
    case "silenced":
    case "posted":
    case "nobody":
    case "said":
      return happening;
  }
}

function because({ page, handle, method, at }: Called, known: Known): Because {
  if (isHandOver(method)) return { kind: "hand-over" };
  switch (page) {
    case "on-call": {
      const { override } = whoIsOnCall({ ...known, now: at });
      return override ? { kind: "override", until: override.until } : { kind: "first-to-join" };
    }
    case "secondary":
      return { kind: "second" };
    case "everyone": {
      const person = known.people.find((p) => p.handle === handle);
      return { kind: "everyone", awake: person ? isAwake(person, at, known.zone) : false };
    }
    default:
      return { kind: "named" };
  }
}
