import { randomBytes } from "node:crypto";
import { z } from "zod";
import { MINUTE } from "../lib/durations.ts";
import { createSigner } from "../lib/sign.ts";

export const LINK_LASTS_MS = 15 * MINUTE;

const claimSchema = z.object({
  v: z.literal(1),
  /** What tells this link from all others. */
  id: z.string(),
  name: z.string(),
  /** Of whoever has another one than their name makes. */
  handle: z.string().optional(),
  /** Null: whoever has this name, or a new person. */
  joinedAt: z.number().nullable(),
  /** Real. */
  until: z.number(),
});

export type SignInClaim = Readonly<z.infer<typeof claimSchema>>;

/** Links that sign one person in, once. They carry all they say, so that one can be made wherever the secret is known. */
export interface SignInLinks {
  /** The address to open. `joinedAt` of a person who is known. */
  make(person: {
    readonly name: string;
    readonly handle?: string;
    readonly joinedAt: number | null;
  }): string;
  /** Null when it is not one of ours, or its time is over. */
  read(token: string): SignInClaim | null;
}

/** `now` is real time. */
export function createSignInLinks({
  secrets,
  publicUrl,
  now,
}: {
  readonly secrets: readonly string[];
  readonly publicUrl: string;
  now(): number;
}): SignInLinks {
  const signer = createSigner(secrets, "sign-in link");
  return {
    make: ({ name, handle, joinedAt }) => {
      const id = randomBytes(12).toString("base64url");
      const until = now() + LINK_LASTS_MS;
      const claim: SignInClaim = { v: 1, id, name, handle, joinedAt, until };
      const text = Buffer.from(JSON.stringify(claim)).toString("base64url");
      return `${publicUrl}/signin/${text}.${signer.sign(text)}`;
    },
    read: (token) => {
      const [text = "", signature = ""] = token.split(".");
      if (!signer.verify(text, signature)) return null;
      const claim = claimSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
      return isInTime(claim, now()) ? claim : null;
    },
  };
}

/** One that lies further ahead than any could was made before the clock went back. */
function isInTime({ until }: SignInClaim, now: number): boolean {
  return now < until && until <= now + 2 * LINK_LASTS_MS;
}
