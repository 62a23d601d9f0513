import { handleFor } from "../../../oncall/handle-for.ts";
import type { Person } from "../../../oncall/person.ts";
import type { Identified, IdentityRecords } from "../../../ports/identity-records.ts";
import type { UserFacts } from "./user-facts.ts";

const VENDOR = "slack";
const MOST_NAMESAKES = 1_000;

export const identityOf = (userId: string): string => `${VENDOR}:${userId}`;

/** Null: an account somewhere else. */
export function userIdOf(identity: string): string | null {
  return identity.startsWith(`${VENDOR}:`) ? identity.slice(VENDOR.length + 1) : null;
}

/** The person of somebody who is in the channel, made when they are met for the first time. */
export async function enrol(
  identities: IdentityRecords,
  userId: string,
  facts: UserFacts,
  joinedAt: number,
): Promise<Person> {
  const id = identityOf(userId);
  for (let tries = 0; tries < MOST_NAMESAKES; tries += 1) {
    const known = await identities.change(id, (now) => asOf(now, facts));
    if (known !== null) return known.person;
    const person = newcomer(userId, facts, joinedAt, tries);
    const { handle, name, zone } = person;
    const identity = { v: 1, id, handle, name, zone, left: null } as const;
    if ((await identities.adopt({ identity, person })) === "made") return person;
  }
  throw new Error("no handle is free for somebody new");
}

/** Whoever shares a name has a number, from two. */
function newcomer(
  userId: string,
  { userName, name, zone }: UserFacts,
  joinedAt: number,
  namesakes: number,
): Person {
  const wanted = handleFor(userName) ?? handleFor(name) ?? userId.toLowerCase();
  const handle = namesakes === 0 ? wanted : `${wanted}-${namesakes + 1}`;
  return { v: 1, handle, name, joinedAt, responder: true, zone, joinedBy: VENDOR };
}

/** What they did not choose here follows Slack. Whoever comes back is what they were when they left. Null: nothing changes. */
function asOf(now: Identified, { name, zone }: UserFacts): Identified | null {
  const { identity, person } = now;
  if (identity.name === name && identity.zone === zone && identity.left === null) return null;
  return {
    identity: { ...identity, name, zone, left: null },
    person: {
      ...person,
      name: person.name === identity.name ? name : person.name,
      zone: person.zone === identity.zone ? zone : person.zone,
      responder: person.responder || identity.left?.responder === true,
    },
  };
}

/** They are not in the channel any more, or not of the team: nobody calls them until they are back. Their handle stays theirs. */
export async function standDown(identities: IdentityRecords, userId: string): Promise<void> {
  const id = identityOf(userId);
  const mine = await identities.find(id);
  if (mine === null || mine.left !== null) return;
  const isElsewhere = (await identities.all()).some(
    (other) => other.handle === mine.handle && other.id !== id && other.left === null,
  );
  await identities.change(id, ({ identity, person }) =>
    identity.left === null
      ? {
          identity: { ...identity, left: { responder: person.responder } },
          person: isElsewhere ? person : { ...person, responder: false },
        }
      : null,
  );
}
