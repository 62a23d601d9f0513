import { DAY } from "../lib/durations.ts";
import type { Signer } from "../lib/sign.ts";
import type { Method } from "../incidents/policy.ts";

/** What a callback is about. */
export type CallbackSubject =
  /** One attempt of a page by one notifier. */
  | {
      readonly kind: "page";
      readonly page: string;
      readonly attempt: number;
      readonly notifier: string;
    }
  /** A call or push that its person asked for, to try it. */
  | { readonly kind: "test"; readonly handle: string; readonly method: Method };

/** Our own unguessable names for what providers call us back about. Real milliseconds. */
export interface CallbackTokens {
  /** For one path segment. */
  of(subject: CallbackSubject, now: number): string;
  /** Null: forged, damaged or expired. */
  read(token: string, now: number): CallbackSubject | null;
}

/** An SMS may be told undelivered an hour later, a hand-over be answered the next day. */
const LASTS_MS = 2 * DAY;

export function createCallbackTokens(signer: Signer): CallbackTokens {
  return {
    of: (subject, now) => {
      const claim = Buffer.from(JSON.stringify({ ...subject, until: now + LASTS_MS })).toString(
        "base64url",
      );
      return `${claim}.${signer.sign(claim)}`;
    },
    read: (token, now) => {
      const [claim = "", signature = "", ...more] = token.split(".");
      if (more.length > 0 || !signer.verify(claim, signature)) return null;
      const { until, ...subject } = JSON.parse(
        Buffer.from(claim, "base64url").toString("utf8"),
      ) as CallbackSubject & { readonly until: number };
      return until <= now ? null : subject;
    },
  };
}
