import { HOUR, SECOND } from "../lib/durations.ts";
import type { Signer } from "../lib/sign.ts";
import type { Person } from "../oncall/person.ts";
import type { PeopleRecords } from "../ports/people-records.ts";

const COOKIE = "watchroom-signin";
const LASTS_MS = 12 * HOUR;

/** Who a browser is signed in as. */
export interface Sessions {
  /** A header's value: signs in for twelve hours. */
  cookieFor(person: Person): string;
  /** Null without a cookie, or when it is not genuine, is over, or its person is no longer the same. */
  personOf(cookies: Readonly<Record<string, string | undefined>>): Promise<Person | null>;
}

/** `now` is real time. `secure`: people reach us by https alone. */
export function createSessions({
  signer,
  people,
  secure,
  now,
}: {
  readonly signer: Signer;
  readonly people: Pick<PeopleRecords, "find">;
  readonly secure: boolean;
  now(): number;
}): Sessions {
  // One cookie jar serves all ports of a host: two watchrooms there need names of their own.
  const cookieName = `${COOKIE}-${signer.sign("cookie name").slice(0, 8)}`;
  const read = async (cookie: string): Promise<Person | null> => {
    const [handle, joinedAt, until, signature] = cookie.split(".");
    if (!handle || !joinedAt || !until || !signature) return null;
    if (!signer.verify(claimOf(handle, joinedAt, until), signature)) return null;
    const left = Number(until) - now();
    if (left <= 0 || left > 2 * LASTS_MS) return null;
    const person = await people.find(handle);
    if (person === null || String(person.joinedAt) !== joinedAt) return null;
    return person.mergedInto === undefined ? person : people.find(person.mergedInto);
  };
  return {
    cookieFor: (person) => {
      const claim = claimOf(person.handle, String(person.joinedAt), String(now() + LASTS_MS));
      // Lax, so that a link from a chat opens; what changes anything is never a GET.
      const rules = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${LASTS_MS / SECOND}`;
      return `${cookieName}=${claim}.${signer.sign(claim)}; ${rules}${secure ? "; Secure" : ""}`;
    },
    personOf: async (cookies) => {
      // While a secret is being replaced, a cookie still has the name that the former one gave it.
      const names = Object.keys(cookies).filter((n) => n.startsWith(COOKIE) && n !== cookieName);
      for (const name of [cookieName, ...names]) {
        const person = await read(cookies[name] ?? "");
        if (person) return person;
      }
      return null;
    },
  };
}

/** What is signed is the text as it travels; whoever parses cookies has decoded it. */
const claimOf = (handle: string, joinedAt: string, until: string): string =>
  `${encodeURIComponent(handle)}.${joinedAt}.${until}`;
