import type { Signer } from "../../lib/sign.ts";
import type { Person } from "../../oncall/person.ts";
import type { PeopleRecords } from "../../ports/people-records.ts";
import type { WebRequest } from "../../ports/web.ts";

const COOKIE = "watchroom";
const LASTS_S = 400 * 24 * 3600;

/** Names the person and when they joined, so that a cookie of another store's Ana is not this one's. */
export function cookieFor(person: Person, signer: Signer): string {
  const claim = `${encodeURIComponent(person.handle)}.${person.joinedAt}`;
  return `${COOKIE}=${claim}.${signer.sign(claim)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LASTS_S}`;
}

/** Whose cookie this is; null without one, or when it is not genuine, or its person is not known here. */
export async function personOf(
  request: WebRequest,
  signer: Signer,
  people: PeopleRecords,
): Promise<Person | null> {
  const [handle, joinedAt, signature] = request.cookies[COOKIE]?.split(".") ?? [];
  if (!handle || !joinedAt || !signature || !signer.verify(`${handle}.${joinedAt}`, signature))
    return null;
  const person = await people.find(decodeURIComponent(handle));
  return person && String(person.joinedAt) === joinedAt ? person : null;
}
