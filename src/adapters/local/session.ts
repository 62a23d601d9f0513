import type { Signer } from "../../lib/sign.ts";
import type { Person } from "../../oncall/person.ts";
import type { PeopleRecords } from "../../ports/people-records.ts";
import type { WebRequest } from "../../ports/web.ts";

const COOKIE = "watchroom";
const LASTS_S = 400 * 24 * 3600;

/** A browser keeps one cookie jar for all ports of a host, so that two watchrooms there need names of their own. */
const cookieName = (signer: Signer): string =>
  `${COOKIE}-${signer.sign("cookie name").slice(0, 8)}`;

/** Names the person and when they joined, so that a cookie of another store's Ana is not this one's. */
export function cookieFor(person: Person, signer: Signer): string {
  const claim = claimOf(person.handle, String(person.joinedAt));
  return `${cookieName(signer)}=${claim}.${signer.sign(claim)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LASTS_S}`;
}

/** Whoever is signed in, else whose cookie this is; null without one, or when it is not genuine, or its person is not known here. */
export async function personOf(
  { cookies, signedIn }: WebRequest,
  signer: Signer,
  people: PeopleRecords,
): Promise<Person | null> {
  if (signedIn) return signedIn;
  const current = cookieName(signer);
  // While a secret is being replaced, a cookie still has the name that the former one gave it.
  const others = Object.keys(cookies).filter((n) => n.startsWith(COOKIE) && n !== current);
  for (const name of [current, ...others]) {
    const person = await claimant(cookies[name] ?? "", signer, people);
    if (person) return person;
  }
  return null;
}

async function claimant(
  cookie: string,
  signer: Signer,
  people: PeopleRecords,
): Promise<Person | null> {
  const [handle, joinedAt, signature] = cookie.split(".");
  if (!handle || !joinedAt || !signature) return null;
  if (!signer.verify(claimOf(handle, joinedAt), signature)) return null;
  const person = await people.find(handle);
  if (person === null || String(person.joinedAt) !== joinedAt) return null;
  return person.mergedInto === undefined ? person : people.find(person.mergedInto);
}

/** What is signed is the text as it travels; whoever parses cookies has decoded it. */
const claimOf = (handle: string, joinedAt: string): string =>
  `${encodeURIComponent(handle)}.${joinedAt}`;
