import type { Incident } from "../incidents/incident.ts";
import type { Person } from "../oncall/person.ts";
import { acknowledge } from "./acknowledge.ts";
import { escalate } from "./escalate.ts";
import { resolve } from "./resolve.ts";
import { unacknowledge } from "./unacknowledge.ts";
import type { Watch } from "./watch.ts";

export interface IncidentReaction {
  readonly person: Person;
  /** Incident id. */
  readonly incident: string;
  /** Without colons. */
  readonly emoji: string;
  /** The message it hangs on. */
  readonly message: string;
  readonly room: string;
  /** When the human reacted, in `now` time. */
  readonly at: number;
}

/** What became of an emoji. `unknown`: the policy does not know it; `not-theirs`: it takes a responder. */
export type Reacted =
  | { readonly outcome: "acted" | "no-incident" }
  | { readonly outcome: "unknown" | "not-theirs"; readonly incident: Incident };

/** An emoji on an incident's post does what the incident's policy says. */
export async function react(watch: Watch, reaction: IncidentReaction): Promise<Reacted> {
  const incident = await watch.incidents.load(reaction.incident);
  if (!incident) return { outcome: "no-incident" };
  const { reactions } = incident.policy;
  const { emoji } = reaction;
  const act = { incident: incident.id, by: actorOf(reaction) };
  if (reactions.acknowledge.includes(emoji))
    await acknowledge(watch, { ...act, at: reaction.at, token: tokenOf(reaction), forMs: null });
  else if (reactions.resolve.includes(emoji)) await resolve(watch, act);
  else if (!reactions.escalate.includes(emoji)) return { outcome: "unknown", incident };
  else if (!reaction.person.responder) return { outcome: "not-theirs", incident };
  else await escalate(watch, { ...act, to: null });
  return { outcome: "acted" };
}
/** Takes back its own acknowledgement, and nothing else: what was resolved stays resolved. */
export async function unreact(watch: Watch, reaction: IncidentReaction): Promise<void> {
  await unacknowledge(watch, {
    incident: reaction.incident,
    by: actorOf(reaction),
    token: tokenOf(reaction),
  });
}

function actorOf({ person, room }: IncidentReaction): {
  handle: string;
  name: string;
  via: string;
} {
  return { handle: person.handle, name: person.name, via: room };
}

function tokenOf({ message, emoji, person }: IncidentReaction): string {
  return `reaction:${message}:${emoji}:${person.handle}`;
}
