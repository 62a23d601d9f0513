import type { Refusal } from "../../ports/failure.ts";

export interface Meaning {
  readonly reason: Refusal;
  readonly permanent: boolean;
}

const UNAUTHORIZED = { reason: "unauthorized", permanent: true } as const;
const UNPAID = { reason: "unpaid", permanent: true } as const;
const BAD_NUMBER = { reason: "bad-destination", permanent: true } as const;
const REJECTED = { reason: "rejected", permanent: true } as const;
const OPTED_OUT = { reason: "opted-out", permanent: true } as const;
const BUSY = { reason: "rate-limited", permanent: false } as const;
const DAY_IS_FULL = { reason: "rate-limited", permanent: true } as const;
const NOT_REACHED = { reason: "unreachable", permanent: false } as const;

/** What Twilio's own numbers mean for a page. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  // The account, and what it may do.
  10001: UNPAID, // not active
  10002: UNPAID, // not on a trial
  10004: BUSY, // too many calls at once
  10005: UNPAID, // calls are switched off
  20003: UNAUTHORIZED,
  20005: UNPAID, // not active
  20008: UNAUTHORIZED, // credentials for testing only
  20403: UNPAID, // suspended or closed
  20429: BUSY,
  30002: UNPAID, // suspended
  63038: DAY_IS_FULL,
  70051: UNAUTHORIZED,
  90010: UNPAID, // not active
  // Trials, countries and registrations.
  21215: UNPAID, // calls to this country are not switched on
  21219: UNPAID, // a trial calls verified numbers only
  21408: UNPAID, // messages to this country are not switched on
  21607: UNPAID, // a trial sends from its own number only
  21608: UNPAID, // a trial sends to verified numbers only
  30023: DAY_IS_FULL, // of the campaign
  30032: UNPAID, // the toll-free number is not verified
  30033: UNPAID, // the campaign is suspended
  30034: UNPAID, // the number belongs to no campaign
  572002: UNPAID, // the trial's number is not meant for this recipient
  572005: UNPAID, // the recipient has not been verified
  573002: UNPAID,
  573005: UNPAID,
  // The number that it is sent from.
  21210: UNAUTHORIZED,
  21212: UNAUTHORIZED,
  21213: UNAUTHORIZED,
  21401: UNAUTHORIZED,
  21603: UNAUTHORIZED,
  21606: UNAUTHORIZED,
  21659: UNAUTHORIZED,
  21660: UNAUTHORIZED,
  // The number that it goes to.
  13224: BAD_NUMBER,
  21201: BAD_NUMBER,
  21211: BAD_NUMBER,
  21214: BAD_NUMBER,
  21217: BAD_NUMBER,
  21604: BAD_NUMBER,
  21612: BAD_NUMBER, // no way leads there
  21614: BAD_NUMBER, // no mobile
  21635: BAD_NUMBER, // a landline
  30005: BAD_NUMBER, // unknown to its carrier
  30006: BAD_NUMBER, // a landline
  // A phone that is switched off, or without a signal: the number may be right.
  30003: { reason: "bad-destination", permanent: false },
  21610: OPTED_OUT,
  // What it says, or where it comes from, is not let through.
  21216: REJECTED,
  21617: REJECTED, // too long
  30004: REJECTED,
  30007: REJECTED,
  30450: REJECTED,
  // Twilio or a carrier in trouble.
  14107: BUSY,
  21611: BUSY,
  30001: BUSY,
  30022: BUSY,
  30008: NOT_REACHED,
  30036: { reason: "timeout", permanent: false }, // not sent within the time that we gave
  30410: NOT_REACHED,
};

/** Null for a number that stands for nothing we know. */
export function meaningOf(code: number | null): Meaning | null {
  return code !== null && Object.hasOwn(MEANINGS, code) ? MEANINGS[code]! : null;
}
