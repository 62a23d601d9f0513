import { quietUntil } from "../incidents/acknowledgement.ts";
import type { Facts, Incident, Phase } from "../incidents/incident.ts";
import { formatDuration } from "../lib/durations.ts";
import { formatClock, formatInstant } from "../lib/wall-time.ts";

type In<K extends Phase["kind"]> = Extract<Phase, { kind: K }>;

/** What happens with the incident now and next, in one or two sentences; clocks are those of `zone`. Empty when nobody is ever told of it. */
export function standingOf(incident: Incident, facts: Facts, zone: string): string {
  const { phase } = incident;
  switch (phase.kind) {
    case "waiting":
      return waiting(incident, phase, facts, zone);
    case "step":
      return incident.standing ?? "";
    case "silenced":
      return silenced(phase.until, facts, zone);
    case "acknowledged":
      return acknowledged(incident, phase, facts, zone);
    case "noting":
      return noting(incident, phase, facts, zone);
    case "resolved":
      return resolved(incident, phase, facts, zone);
  }
}

function silenced(until: number, { at }: Facts, zone: string): string {
  return `Silenced until ${formatInstant(until, zone, at)}.`;
}

function waiting(incident: Incident, { until }: In<"waiting">, facts: Facts, zone: string): string {
  if (incident.severity === "critical")
    return `${calls(nameOf(facts.onCall, facts))} at ${formatClock(until, zone)} unless somebody reacts.`;
  const person = facts.people.find(({ handle }) => handle === facts.onCall);
  if (!person) return NOBODY_TO_TELL;
  return `${messageAt(person.name, Math.max(until, person.awakeAt), facts, zone)} unless somebody reacts.`;
}

const NOBODY_TO_TELL = "Nobody gets a message of it: no responder has joined.";

function noting(incident: Incident, phase: In<"noting">, facts: Facts, zone: string): string {
  if (incident.severity === "info") return "";
  if (phase.asked !== undefined)
    return `${nameOf(phase.asked.split("/")[1] ?? null, facts) ?? "Somebody"} was sent a message.`;
  if (phase.until === null) return "Nobody could be sent a message.";
  const name = nameOf(facts.onCall, facts);
  return name === null ? NOBODY_TO_TELL : `${messageAt(name, phase.until, facts, zone)}.`;
}

function messageAt(name: string, until: number, { at }: Facts, zone: string): string {
  return `${name} gets a message at ${formatInstant(until, zone, at)}`;
}

function acknowledged(
  incident: Incident,
  phase: In<"acknowledged">,
  facts: Facts,
  zone: string,
): string {
  const names = incident.acknowledgements.map(({ actor }) => actor.name);
  const has = `${names.join(", ")} ${names.length > 1 ? "have" : "has"} it.`;
  const quiet = quietUntil(phase);
  const last = incident.acknowledgements.at(-1)?.actor.handle ?? null;
  const whom = nameOf(last, facts) ?? nameOf(facts.onCall, facts);
  return [
    has,
    ...(quiet > facts.at ? [silenced(quiet, facts, zone)] : []),
    ...(incident.severity === "critical"
      ? [
          `${calls(whom)} again at ${formatInstant(phase.reopenAt, zone, facts.at)} unless it recovers or somebody acts.`,
        ]
      : []),
  ].join(" ");
}

function calls(whom: string | null): string {
  return whom === null ? "Leaves the room" : `Calls ${whom}`;
}

/** Of a responder; null for anybody else. */
function nameOf(handle: string | null, { people }: Facts): string | null {
  return people.find((person) => person.handle === handle)?.name ?? null;
}

function resolved(
  incident: Incident,
  { closedUntil }: In<"resolved">,
  { at }: Facts,
  zone: string,
): string {
  const lasted = formatDuration((incident.resolvedAt ?? at) - incident.openedAt);
  if (!incident.resolvedBy) return `Recovered by itself after ${lasted}.`;
  const still =
    closedUntil === null
      ? ""
      : ` It still fires: without a recovery it opens anew at ${formatClock(closedUntil, zone)}.`;
  return `Resolved by ${incident.resolvedBy.name} after ${lasted}.${still}`;
}
