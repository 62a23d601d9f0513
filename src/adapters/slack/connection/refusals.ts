import type { Refusal } from "../../../ports/failure.ts";
import type { SlackFailure } from "./api.ts";

interface Kind {
  readonly reason: Refusal;
  readonly permanent: boolean;
  readonly mayHaveArrived: boolean;
}

const OUR_ACCESS: Kind = { reason: "unauthorized", permanent: true, mayHaveArrived: false };
const WHERE_TO: Kind = { reason: "bad-destination", permanent: true, mayHaveArrived: false };
const TOO_MUCH: Kind = { reason: "rate-limited", permanent: false, mayHaveArrived: false };
const UNDECIDED: Kind = { reason: "server-error", permanent: false, mayHaveArrived: true };
const REFUSED: Kind = { reason: "rejected", permanent: true, mayHaveArrived: false };
const NOT_NOW: Kind = { reason: "server-error", permanent: false, mayHaveArrived: false };

/** Slack's words, and what stands behind each. Every other word is about what was sent. */
const KINDS: readonly (readonly [Kind, readonly string[]])[] = [
  [
    OUR_ACCESS,
    [
      "invalid_auth",
      "not_authed",
      "token_revoked",
      "token_expired",
      "account_inactive",
      "missing_scope",
      "not_allowed_token_type",
      "no_permission",
      "access_denied",
      "team_access_not_granted",
      "org_login_required",
      "ekm_access_denied",
      "two_factor_setup_required",
    ],
  ],
  [
    WHERE_TO,
    [
      "channel_not_found",
      "is_archived",
      "channel_is_limited_access",
      "not_in_channel",
      "user_not_found",
      "users_not_found",
      "user_disabled",
      "user_not_visible",
      "user_not_in_channel",
      "cannot_dm_bot",
      "messages_tab_disabled",
    ],
  ],
  [TOO_MUCH, ["ratelimited", "rate_limited"]],
  [UNDECIDED, ["fatal_error", "internal_error", "service_unavailable"]],
  [NOT_NOW, ["request_timeout", "team_added_to_org", "accesslimited"]],
];

const KIND_OF = new Map(KINDS.flatMap(([kind, words]) => words.map((word) => [word, kind])));

/** Slack's own word for a no, as a failure. */
export function refusalOf(error: string): SlackFailure {
  return { outcome: "failed", ...(KIND_OF.get(error) ?? REFUSED), error };
}
