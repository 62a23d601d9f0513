import { randomBytes } from "node:crypto";
import { z } from "zod";
import { MINUTE } from "../lib/durations.ts";
import { createSigner } from "../lib/sign.ts";
import type { Person } from "../oncall/person.ts";
import type { Watch } from "./watch.ts";

const LINK_LASTS_MS = 15 * MINUTE;

const claimSchema = z.object({
  v: z.literal(1),
  /** What tells this link from all others. */
  id: z.string(),
  handle: z.string(),
  joinedAt: z.number(),
  /** Real. */
  until: z.number(),
});

type PhoneClaim = Readonly<z.infer<typeof claimSchema>>;

/** Links to a page on which one person gives their number, where no other place is for them alone. */
export interface PhoneLinks {
  /** The address to open. */
  make(person: Pick<Person, "handle" | "joinedAt">): string;
  /** Null when it is not one of ours, or its time is over. */
  read(token: string): PhoneClaim | null;
}

/** `now` is real time. */
export function createPhoneLinks({
  secrets,
  publicUrl,
  now,
}: {
  readonly secrets: readonly string[];
  readonly publicUrl: string;
  now(): number;
}): PhoneLinks {
  const signer = createSigner(secrets, "phone link");
  return {
    make: ({ handle, joinedAt }) => {
      const id = randomBytes(12).toString("base64url");
      const claim: PhoneClaim = { v: 1, id, handle, joinedAt, until: now() + LINK_LASTS_MS };
      const text = Buffer.from(JSON.stringify(claim)).toString("base64url");
      return `${publicUrl}/phone/${text}.${signer.sign(text)}`;
    },
    read: (token) => {
      const [text = "", signature = "", ...more] = token.split(".");
      if (more.length > 0 || !signer.verify(text, signature)) return null;
      const claim = claimSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
      return now() < claim.until && claim.until <= now() + 2 * LINK_LASTS_MS ? claim : null;
    },
  };
}

/** Whose link it is. Null: not one of ours, too old, used up, or its person is no longer the same. */
export async function personOfPhoneLink(watch: Watch, token: string): Promise<Person | null> {
  const claim = watch.phoneLinks.read(token);
  if (claim === null || (await watch.signIns.isUsed(usedAs(claim)))) return null;
  const person = await watch.people.find(claim.handle);
  const isSame = person?.joinedAt === claim.joinedAt && person.mergedInto === undefined;
  return isSame ? person : null;
}

/** Once a number was verified by it, it is of no use to whoever finds it. */
export async function usePhoneLink(watch: Watch, token: string): Promise<void> {
  const claim = watch.phoneLinks.read(token);
  if (claim !== null) await watch.signIns.use(usedAs(claim), 2 * LINK_LASTS_MS);
}

const usedAs = ({ id }: PhoneClaim): string => `phone-${id}`;
