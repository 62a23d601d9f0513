import type { Clock } from "../../../lib/clock.ts";
import { MINUTE, SECOND } from "../../../lib/durations.ts";
import type { SlackAnswer } from "./api.ts";
import type { Pace } from "./gate.ts";
import { createLine, type Line } from "./line.ts";

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

/** Given as the channel by `chat.update`: Slack counts edits together, whatever the channel, and apart from posts. */
export const EDITS = "chat.update";

export interface LinesOptions {
  readonly posts?: Pace;
  readonly edits?: Pace;
  /** Where Slack asks for a longer wait than this, nobody waits for it. Real milliseconds. */
  readonly patienceMs?: number;
}

const POSTS: Pace = { everyMs: SECOND, burst: 3 };
/** Fifty in any minute, which is what Slack allows. */
const EDITS_PACE: Pace = { everyMs: MINUTE / 40, burst: 10 };
const PATIENCE_MS = 8 * SECOND;

export function createLines(clock: Pick<Clock, "real">, options: LinesOptions = {}): Lines {
  const { posts = POSTS, edits = EDITS_PACE, patienceMs = PATIENCE_MS } = options;
  const lines = new Map<string, Line>();
  const lineOf = (channel: string): Line => {
    const known = lines.get(channel);
    if (known !== undefined) return known;
    const line = createLine(clock, channel === EDITS ? edits : posts, patienceMs);
    lines.set(channel, line);
    return line;
  };
  return {
    send: (channel, urgency, signal, call) => lineOf(channel).send(urgency, signal, call),
  };
}
