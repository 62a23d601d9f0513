import type { Failure } from "../../../ports/failure.ts";
import type { SlackFailure } from "../connection/api.ts";
import type { Place } from "./ref.ts";

/** Slack's words for a message that cannot be edited any more. */
const GONE = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "is_inactive",
  "block_mismatch",
]);

/** The message is to be posted anew. */
export function isGone({ error }: SlackFailure): boolean {
  return GONE.has(error);
}

/** The team has another channel by now, and the one that it is in does not let us in any more. */
export function isLeftBehind(
  { reason }: SlackFailure,
  { channel }: Pick<Place, "channel">,
  ofTeam: string,
): boolean {
  return channel !== ofTeam && reason === "bad-destination";
}

/** For whoever knows nothing of Slack. */
export function toFailure({ reason, permanent, retryAfterMs }: SlackFailure): Failure {
  return {
    outcome: "failed",
    reason,
    permanent,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
