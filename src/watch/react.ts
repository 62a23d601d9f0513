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

/** An emoji on an incident's post does what the incident's policy says; one that the policy does not know does nothing. */
export async function react(watch: Watch, reaction: IncidentReaction): Promise<void> {
  const incident = await watch.incidents.load(reaction.incident);
  if (!incident) return;
  const { reactions } = incident.policy;
  const by = actorOf(reaction);
  if (reactions.acknowledge.includes(reaction.emoji))
    await acknowledge(watch, {
      incident: incident.id,
      by,
      at: reaction.at,
      token: tokenOf(reaction),
      forMs: null,
    });
  else if (reactions.resolve.includes(reaction.emoji))
    await resolve(watch, { incident: incident.id, by });
  else if (reactions.escalate.includes(reaction.emoji) && reaction.person.responder)
    await escalate(watch, { incident: incident.id, by, to: null });
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
