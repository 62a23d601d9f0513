import type { IncidentEvent, Status } from "../incidents/incident.ts";
import type { Actor, Person } from "../oncall/person.ts";
import type { CountedSummary } from "../ports/storm-records.ts";
import type { Acted } from "./act.ts";
import { changeIncident } from "./change-incident.ts";
import { gatherFacts } from "./gather-facts.ts";
import type { Watch } from "./watch.ts";

/** Side by side, so that others get their turn in between. */
const BATCH = 50;

export interface SummaryAct {
  readonly person: Person;
  /** Id of the summary. */
  readonly summary: string;
  readonly room: string;
  /** When the human acted, in `now` time. */
  readonly at: number;
}

export interface ActedOnSummary {
  readonly summary: CountedSummary;
  /** How many incidents are as the human wants them now. */
  readonly count: number;
}

/** Every incident of it that needs somebody. Null: there is no such summary. */
export function acknowledgeSummary(watch: Watch, act: SummaryAct): Promise<ActedOnSummary | null> {
  const { at } = act;
  const event: IncidentEvent = {
    kind: "acknowledge",
    by: actorOf(act),
    at,
    token: tokenOf(act),
    forMs: null,
  };
  return changeMembers(watch, act.summary, {
    event,
    statuses: ["triggered"],
    outcomes: ["done", "unchanged"],
  });
}

/** Takes back what `acknowledgeSummary` did for the same person, and nothing else. */
export function unacknowledgeSummary(
  watch: Watch,
  act: SummaryAct,
): Promise<ActedOnSummary | null> {
  const event: IncidentEvent = {
    kind: "unacknowledge",
    by: actorOf(act),
    token: tokenOf(act),
  };
  return changeMembers(watch, act.summary, {
    event,
    // Those that were acknowledged a moment ago may not have been counted as such.
    statuses: ["acknowledged", "triggered"],
    outcomes: ["done"],
  });
}

interface Change {
  readonly event: IncidentEvent;
  readonly statuses: readonly Status[];
  /** Which of them count. */
  readonly outcomes: readonly Acted["outcome"][];
}

async function changeMembers(
  watch: Watch,
  id: string,
  { event, statuses, outcomes }: Change,
): Promise<ActedOnSummary | null> {
  const summary = await watch.storms.find(id);
  if (summary === null) return null;
  let count = 0;
  for (const status of statuses) {
    let after = 0;
    for (;;) {
      const members = await watch.storms.members(id, status, after, BATCH);
      const last = members.at(-1);
      if (last === undefined) break;
      const facts = await gatherFacts(watch);
      const acted = await Promise.all(
        members.map(({ incident }) => changeIncident(watch, incident, event, facts)),
      );
      count += acted.filter(({ outcome }) => outcomes.includes(outcome)).length;
      after = last.number;
    }
  }
  return { summary, count };
}

function actorOf({ person, room }: SummaryAct): Actor {
  return { handle: person.handle, name: person.name, via: room };
}

function tokenOf({ summary, person }: SummaryAct): string {
  return `summary:${summary}:${person.handle}`;
}
