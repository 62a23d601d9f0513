import type { Clock } from "../../../lib/clock.ts";
import { MINUTE, SECOND } from "../../../lib/durations.ts";
import { isoInstant } from "../../../lib/instant.ts";
import type { Log } from "../../../lib/log.ts";
import { oneLine } from "../../../lib/plain.ts";
import { createSeldom } from "../../../lib/seldom.ts";
import { every, sleep } from "../../../lib/timers.ts";
import type { Notices } from "../../../ports/notices.ts";
import type { SlackProblem } from "../connection/connection.ts";
import { openSocket, type Frame, type SocketPatience } from "./open-socket.ts";
import type { Receive } from "./receive.ts";
import type { SocketEnd } from "./socket-end.ts";

export interface SocketReceiverParts {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly notices: Pick<Notices, "say" | "mended">;
  readonly receive: Receive;
  readonly times: SocketTimes;
}

/** Real milliseconds. */
export interface SocketTimes extends SocketPatience {
  /** A connection that lasted so long was sound: the next one follows at once. */
  readonly steadyMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  readonly refusedPauseMs: number;
  /** Slack ends connections every few hours; that is nothing to speak of unless it lasts. */
  readonly speakAfterMs: number;
}

export const SOCKET_TIMES: SocketTimes = {
  connectMs: 20 * SECOND,
  pongMs: 5 * SECOND,
  steadyMs: 10 * SECOND,
  firstPauseMs: SECOND / 4,
  longestPauseMs: 10 * SECOND,
  refusedPauseMs: MINUTE,
  speakAfterMs: 10 * SECOND,
};

export interface SocketReceiver {
  start(): void;
  stop(): Promise<void>;
  problem(): SlackProblem | null;
}

/** Keeps one connection of Socket Mode open for as long as it runs, whatever Slack or the network do. */
export function createSocketReceiver(parts: SocketReceiverParts): SocketReceiver {
  const { clock, notices, times, log } = parts;
  const ending = new AbortController();
  let downSince: number | null = clock.real();
  let refusal: string | null = null;
  let running: Promise<void> = Promise.resolve();
  const heard = createHeard(parts);
  const problem = (): SlackProblem | null => {
    if (downSince === null) return null;
    if (refusal !== null) return refused(refusal);
    return clock.real() - downSince < times.speakAfterMs ? null : away(downSince);
  };
  const say = (): void => {
    const found = problem();
    if (found !== null) notices.say("slack-socket", found);
  };
  const connected = (): void => {
    downSince = null;
    refusal = null;
    notices.mended("slack-socket");
    log.info({}, "connected to Slack (Socket Mode)");
  };
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!ending.signal.aborted) {
      const openedAt = clock.real();
      const end = await openSocket({ ...parts, patience: times, heard, connected }, ending.signal);
      const wasSteady = downSince === null && clock.real() - openedAt >= times.steadyMs;
      downSince ??= clock.real();
      refusal = end.kind === "refused" ? end.error : null;
      failures = wasSteady ? 0 : failures + 1;
      say();
      await sleep(pauseAfter(end, failures, times), ending.signal);
    }
  };
  return {
    problem,
    start: () => {
      downSince = clock.real();
      ending.signal.addEventListener("abort", every(times.speakAfterMs / 2, say), { once: true });
      running = run();
    },
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** Slack is told that something arrived only once it is stored; what it is not told it sends again. */
function createHeard({
  receive,
  log,
  clock,
}: SocketReceiverParts): (frame: Frame) => Promise<void> {
  const isWorthALine = createSeldom(MINUTE, clock);
  return async ({ body, retry, ack }) => {
    try {
      const answer = await receive(body, retry);
      if (answer.outcome === "failed") return;
      await ack(answer.outcome === "answered" ? answer.body : undefined);
    } catch (error) {
      if (isWorthALine("")) log.warn({ error }, "something from Slack could not be taken yet");
    }
  };
}

function pauseAfter(end: SocketEnd, failures: number, times: SocketTimes): number {
  if (end.kind === "refused") return times.refusedPauseMs;
  if (end.kind === "limited") return Math.max(end.retryAfterMs, times.firstPauseMs);
  if (failures === 0) return 0;
  return Math.min(times.firstPauseMs * 2 ** (failures - 1), times.longestPauseMs);
}

function refused(error: string): SlackProblem {
  return {
    what: `Slack refuses the app token (${oneLine(error, 60)}): reactions, buttons and commands in Slack do not arrive.`,
    mend: "On api.slack.com/apps, in your app: turn on Socket Mode, then under Basic Information, App-Level Tokens make a token with the scope connections:write, and set SLACK_APP_TOKEN to it. It is tried again every minute.",
  };
}

function away(since: number): SlackProblem {
  return {
    what: `The connection to Slack (Socket Mode) is down since ${isoInstant(since).slice(11, 16)} UTC: reactions, buttons and commands in Slack do not arrive.`,
    mend: "It is tried again every few seconds. If it lasts, look at status.slack.com, and whether this machine may open connections to slack.com.",
  };
}
