import type { Refusal } from "../../ports/failure.ts";

export interface Meaning {
  readonly reason: Refusal;
  readonly permanent: boolean;
}

/** One of Telnyx's errors. Its words are only looked at, never kept. */
export interface TelnyxError {
  readonly code: number;
  readonly words: string;
  /** The field that it is about: `/to`. */
  readonly pointer: string;
}

const UNAUTHORIZED = { reason: "unauthorized", permanent: true } as const;
const UNPAID = { reason: "unpaid", permanent: true } as const;
const BAD_NUMBER = { reason: "bad-destination", permanent: true } as const;
const REJECTED = { reason: "rejected", permanent: true } as const;
const OPTED_OUT = { reason: "opted-out", permanent: true } as const;
const BUSY = { reason: "rate-limited", permanent: false } as const;
const DAY_IS_FULL = { reason: "rate-limited", permanent: true } as const;
const NOT_REACHED = { reason: "unreachable", permanent: false } as const;
const TOO_LATE = { reason: "timeout", permanent: false } as const;

const BLOCKED = 40_300;

/** What Telnyx's own numbers mean for a page. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  // The key.
  10009: UNAUTHORIZED,
  10010: UNAUTHORIZED,
  20002: UNAUTHORIZED, // revoked
  20006: UNAUTHORIZED, // expired
  // The account, and what it may do.
  10038: UNPAID, // not at this level of the account
  10039: UNPAID, // to verified numbers only, at this level of the account
  20012: UNPAID, // not active
  20013: UNPAID, // blocked
  20014: UNPAID, // not verified
  20015: UNPAID, // not switched on
  20016: UNPAID, // not verified
  20017: UNPAID, // not verified
  20100: UNPAID, // no credit
  40010: UNPAID, // the number belongs to no campaign
  40100: UNPAID, // the number sends no messages
  40150: UNPAID, // the toll-free number is not registered
  40151: UNPAID, // the number still sends its messages elsewhere
  40309: UNPAID, // messages to this region are not switched on
  40312: UNPAID, // the messaging profile is switched off
  40314: UNPAID, // messages are switched off
  40320: UNPAID, // the number is not bought yet
  40321: UNPAID, // the messaging profile has no number
  40329: UNPAID, // the toll-free number is not verified
  // The number that it is sent from.
  40013: UNAUTHORIZED,
  40305: UNAUTHORIZED,
  // The number that it goes to.
  10001: BAD_NUMBER,
  10002: BAD_NUMBER,
  10016: BAD_NUMBER,
  40001: BAD_NUMBER, // a landline
  40012: BAD_NUMBER,
  40301: BAD_NUMBER, // takes no SMS
  40310: BAD_NUMBER,
  40319: BAD_NUMBER, // takes no SMS
  // What it says, or where it comes from, is not let through.
  40002: { reason: "rejected", permanent: false },
  40003: REJECTED,
  40004: REJECTED,
  40015: REJECTED,
  40017: REJECTED,
  40302: REJECTED, // too long
  40322: REJECTED,
  // Telnyx or a carrier in trouble.
  10007: { reason: "server-error", permanent: false },
  10008: TOO_LATE,
  10011: BUSY,
  40005: TOO_LATE,
  40006: NOT_REACHED,
  40008: NOT_REACHED,
  40011: BUSY,
  40014: TOO_LATE,
  40016: DAY_IS_FULL, // of the campaign
  40018: BUSY,
  40318: BUSY,
};

/** Null for a number that stands for nothing we know. */
export function meaningOf(error: TelnyxError | null): Meaning | null {
  if (error === null) return null;
  if (error.code === BLOCKED) return blocked(error);
  const meaning = Object.hasOwn(MEANINGS, error.code) ? MEANINGS[error.code]! : null;
  // The same numbers stand for a wrong number of our own.
  return meaning === BAD_NUMBER && /\bfrom$/i.test(error.pointer) ? UNAUTHORIZED : meaning;
}

/** The same number stands for other blocks too, and nobody may be taken for one who wants no more SMS. */
function blocked({ words }: TelnyxError): Meaning {
  return words.trim() === "" || /\bstop\b|opt(ed)?.?out|block rule/i.test(words)
    ? OPTED_OUT
    : REJECTED;
}
