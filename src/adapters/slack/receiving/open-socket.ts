import { SocketModeClient } from "@slack/socket-mode";
import { SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { every, sleep } from "../../../lib/timers.ts";
import { quietLogger } from "./quiet-logger.ts";
import { socketEndOf, type SocketEnd } from "./socket-end.ts";
import type { Retry } from "./take-event.ts";
import type { SlackEvent } from "./worth-keeping.ts";

const CALL_TIMEOUT_MS = 10 * SECOND;
const LOOK_EVERY_MS = SECOND / 2;
const GOODBYE_MS = SECOND / 2;

/** One thing that came over the socket. */
export interface Frame {
  readonly body: SlackEvent;
  readonly retry: Retry;
  /** Rejects when the socket is gone. */
  ack(response?: unknown): Promise<void>;
}

export interface SocketParts {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly log: Log;
  /** Must not reject. */
  heard(frame: Frame): Promise<void>;
  connected(): void;
  /** How long it may take to connect, and how soon a silent other side is noticed; real milliseconds. */
  readonly patience: SocketPatience;
}

export interface SocketPatience {
  readonly connectMs: number;
  readonly pongMs: number;
}

/**
 * One connection of Socket Mode, from its opening to its end. It is not mended but followed by another: the package's own
 * reconnecting leaves rejections that nobody can catch, after which it stays deaf. Never rejects; ends when the signal
 * aborts.
 */
export async function openSocket(parts: SocketParts, signal: AbortSignal): Promise<SocketEnd> {
  const client = createClient(parts);
  guardFrames(client, parts.log);
  const hear = (event: RawFrame): void => {
    if (typeof event.body === "object" && event.body !== null) void parts.heard(frameOf(event));
  };
  client.on("slack_event", hear);
  const over = new AbortController();
  const end = await untilOver(client, parts, AbortSignal.any([signal, over.signal]));
  over.abort();
  client.off("slack_event", hear);
  const gone = throwAway(client);
  if (signal.aborted) await gone;
  return end;
}

function createClient({ appToken, apiUrl, log, patience }: SocketParts): SocketModeClient {
  return new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    clientPingTimeout: patience.pongMs,
    logger: quietLogger(log),
    // An object of its own: the package writes into it.
    clientOptions: {
      ...(apiUrl !== null && { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: CALL_TIMEOUT_MS,
    },
  });
}

function untilOver(
  client: SocketModeClient,
  { connected, patience }: SocketParts,
  ending: AbortSignal,
): Promise<SocketEnd> {
  return new Promise((resolve) => {
    let isConnected = false;
    const closed = (): void => resolve({ kind: "closed" });
    if (ending.aborted) return closed();
    ending.addEventListener("abort", closed, { once: true });
    client.once("disconnected", closed);
    // While it says goodbye to somebody who does not answer, it is as deaf as if it were closed.
    const look = (): void => {
      if (isConnected && client.websocket?.isActive() !== true) closed();
    };
    ending.addEventListener("abort", every(LOOK_EVERY_MS, look), { once: true });
    void sleep(patience.connectMs, ending).then(() => isConnected || closed());
    client.start().then(
      () => {
        isConnected = true;
        connected();
      },
      (error: unknown) => resolve(socketEndOf(error)),
    );
  });
}

interface RawFrame {
  readonly body: unknown;
  readonly retry_num?: unknown;
  readonly retry_reason?: unknown;
  ack(response?: unknown): Promise<void>;
}

function frameOf({ body, retry_num: num, retry_reason: reason, ack }: RawFrame): Frame {
  const isRetry = typeof num === "number" && num > 0;
  return {
    body: body as SlackEvent,
    retry: isRetry ? { num, ...(typeof reason === "string" && { reason }) } : {},
    ack,
  };
}

/** The package reads frames in a promise that nobody looks at: one that is not as it expects would end the process. */
function guardFrames(client: SocketModeClient, log: Log): void {
  const readers = client.listeners("ws_message") as ((...frame: unknown[]) => Promise<void>)[];
  client.removeAllListeners("ws_message");
  for (const read of readers)
    client.on("ws_message", (...frame: unknown[]) => {
      read(...frame).catch((error: unknown) =>
        log.debug({ error }, "a frame from Slack could not be read"),
      );
    });
}

/** Says goodbye, and waits for an answer only for a moment. */
async function throwAway(client: SocketModeClient): Promise<void> {
  const drop = (): void => client.websocket?.disconnect();
  // What it still opens is closed as soon as it is there; the second time it does not wait for a goodbye.
  client.on("connecting", () =>
    queueMicrotask(() => {
      drop();
      drop();
    }),
  );
  if (client.websocket === undefined) return;
  const done = new AbortController();
  client.once("close", () => done.abort());
  drop();
  await sleep(GOODBYE_MS, done.signal);
  drop();
}
