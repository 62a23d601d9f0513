import type { SlackAnswer } from "./api.ts";

/** New incidents go before what changes in them, and both before everything else. */
export type Urgency = "incident" | "change" | "other";

/**
 * One line per channel, at Slack's pace. Whoever is asked to wait by Slack waits with that channel alone. What cannot go
 * before its signal aborts is answered as rate-limited, with how long it would have had to wait.
 */
export interface Lines {
  send<T>(
    channel: string,
    urgency: Urgency,
    signal: AbortSignal,
    call: () => Promise<SlackAnswer<T>>,
  ): Promise<SlackAnswer<T>>;
}
