import { App, type AckFn } from "@slack/bolt";
import { SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { deadline } from "../../../lib/timers.ts";
import type { Connection } from "../connection/connection.ts";
import { quietLogger } from "./quiet-logger.ts";
import type { Retry } from "./take-event.ts";
import type { SlackEvent } from "./worth-keeping.ts";

const TIMEOUT_MS = 10 * SECOND;
/** Who we are is known a moment after the start; what people did is not to wait for a Slack that does not answer. */
const SELF_WITHIN_MS = 3 * SECOND;

/** Brings one body to its handlers. Rejects with what a handler threw. */
export type Dispatch = (body: SlackEvent, ack: AckFn<unknown>, retry?: Retry) => Promise<void>;

export interface BoltParts {
  readonly config: { readonly botToken: string; readonly apiUrl: string | null };
  readonly connection: Pick<Connection, "self" | "untilKnown">;
  readonly log: Log;
  register(app: App): void;
}

/** Bolt finds the handlers; it neither listens nor asks Slack for anything by itself. */
export function createDispatch({ config, connection, log, register }: BoltParts): Dispatch {
  const { botToken, apiUrl } = config;
  const app = new App({
    receiver: {
      init: () => undefined,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    authorize: async () => {
      const self = connection.self() ?? (await connection.untilKnown(deadline(SELF_WITHIN_MS)));
      return {
        botToken,
        ...(self !== null && { botId: self.botId, botUserId: self.userId, teamId: self.teamId }),
      };
    },
    convoStore: false,
    logger: quietLogger(log),
    clientOptions: {
      ...(apiUrl !== null && { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: TIMEOUT_MS,
    },
  });
  app.error((error) => Promise.reject(causeOf(error)));
  register(app);
  return (body, ack, { num, reason } = {}) =>
    app.processEvent({
      body,
      ack,
      ...(num !== undefined && { retryNum: num }),
      ...(reason !== undefined && { retryReason: reason }),
    });
}

/** Bolt wraps what a handler threw; of several the first. */
function causeOf(error: Error): Error {
  const { original, originals } = error as { original?: Error; originals?: readonly Error[] };
  return original ?? originals?.[0] ?? error;
}
