import { WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";
import { SECOND } from "../../../lib/durations.ts";

/** Why a connection of Socket Mode is over. `refused`: Slack's own word for what is wrong with the app token. */
export type SocketEnd =
  | { readonly kind: "closed" }
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  | { readonly kind: "refused"; readonly error: string };

/** What Slack says when it is not about us. */
const TRANSIENT = /^(internal_error|fatal_error|service_unavailable|request_timeout|ratelimited)$/;

/** What `start` threw. */
export function socketEndOf(error: unknown): SocketEnd {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: "limited", retryAfterMs: error.retryAfter * SECOND };
  const word = error instanceof WebAPIPlatformError ? wordOf(error) : null;
  return word === null || TRANSIENT.test(word)
    ? { kind: "closed" }
    : { kind: "refused", error: word };
}

/** The client takes whatever else stands where Slack should for its word. */
function wordOf({ data }: WebAPIPlatformError): string | null {
  const said: unknown = data.error;
  return typeof said === "string" && /^\w{1,60}$/.test(said) ? said : null;
}
