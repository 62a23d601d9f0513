/** Why a remote call failed: a closed set, for logs and metrics. Never carries an address, a number or a token. */
export type Refusal =
  | "unauthorized"
  | "bad-destination"
  | "rate-limited"
  | "timeout"
  | "unreachable"
  | "server-error"
  | "rejected"
  /** The person told the provider that they want nothing more from this sender. */
  | "opted-out"
  /** The account may not do this: a trial, a country or a campaign that is not switched on, no credit. */
  | "unpaid";

/** A remote failure is a value. `permanent`: trying again cannot help. `retryAfterMs` as the other side asked for. */
export interface Failure {
  readonly outcome: "failed";
  readonly reason: Refusal;
  readonly permanent: boolean;
  readonly retryAfterMs?: number;
}
