import type { App } from "@slack/bolt";
import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import type { EventRecords } from "../../../ports/event-records.ts";
import type { Notices } from "../../../ports/notices.ts";
import type { Route } from "../../../ports/web.ts";
import { createDispatch } from "./bolt-app.ts";
import type { Connection, SlackProblem } from "../connection/connection.ts";
import { createHttpReceiver } from "./http-receiver.ts";
import { createReceive } from "./receive.ts";
import { createSocketReceiver, SOCKET_TIMES, type SocketTimes } from "./socket-receiver.ts";
import type { StoredBody } from "./take-event.ts";

const ANSWER_WITHIN_MS = 2.5 * SECOND;

export interface ReceivingParts {
  /** With an app token Slack is asked for what happens; without one it tells us. */
  readonly config: {
    readonly botToken: string;
    readonly appToken: string | null;
    readonly signingSecret: string | null;
    readonly apiUrl: string | null;
  };
  readonly connection: Pick<Connection, "self" | "untilKnown" | "channel">;
  readonly events: Pick<EventRecords, "add">;
  readonly clock: Clock;
  readonly log: Log;
  readonly notices: Pick<Notices, "say" | "mended">;
  /** Brings the handlers of events, commands, buttons and modals. */
  register(app: App): void;
  /** Real milliseconds in which a command or a button is answered; Slack waits three seconds. */
  readonly answerWithinMs?: number;
  readonly times?: Partial<SocketTimes>;
}

export interface Receiving {
  /** None in Socket Mode. */
  readonly routes: readonly Route[];
  /** Connects, in Socket Mode. A process that only handles does without. */
  start(): void;
  stop(): Promise<void>;
  /** Brings a stored event to its handlers. Rejects with what a handler threw. */
  handle(body: unknown): Promise<void>;
  /** Why nothing arrives; null while all is well. */
  problem(): SlackProblem | null;
}

/** What people do in Slack, by either transport, to the same handlers. */
export function createReceiving(parts: ReceivingParts): Receiving {
  const { config, clock, log, notices } = parts;
  const dispatch = createDispatch(parts);
  const answerWithinMs = parts.answerWithinMs ?? ANSWER_WITHIN_MS;
  const receive = createReceive({ ...parts, dispatch, answerWithinMs });
  const { appToken, apiUrl, signingSecret } = config;
  const socket =
    appToken === null
      ? null
      : createSocketReceiver({
          appToken,
          apiUrl,
          clock,
          log,
          notices,
          receive,
          times: { ...SOCKET_TIMES, ...parts.times },
        });
  return {
    routes: socket ? [] : [createHttpReceiver({ signingSecret, clock, log, receive })],
    start: () => socket?.start(),
    stop: async () => socket?.stop(),
    handle: (body) => {
      const { retry, ...event } = body as StoredBody;
      return dispatch({ ...event }, () => Promise.resolve(), retry);
    },
    problem: () => socket?.problem() ?? null,
  };
}
