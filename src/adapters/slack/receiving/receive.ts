import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";
import type { EventRecords } from "../../../ports/event-records.ts";
import type { Notices } from "../../../ports/notices.ts";
import { answerAct, type ActAnswer } from "./answer-act.ts";
import type { Dispatch } from "./bolt-app.ts";
import type { Connection } from "../connection/connection.ts";
import { takeEvent, type Retry } from "./take-event.ts";
import type { SlackEvent } from "./worth-keeping.ts";

export interface ReceiveParts {
  readonly connection: Pick<Connection, "self" | "channel">;
  readonly events: Pick<EventRecords, "add">;
  readonly notices: Pick<Notices, "say">;
  readonly clock: Pick<Clock, "real">;
  readonly log: Log;
  readonly dispatch: Dispatch;
  /** Real milliseconds in which a command or a button is answered. */
  readonly answerWithinMs: number;
}

/** What Slack sends, whichever way it came: events are stored, acts are carried out at once. Throws when the store is away. */
export type Receive = (body: SlackEvent, retry: Retry) => Promise<ActAnswer>;

export function createReceive(parts: ReceiveParts): Receive {
  const { notices, log, dispatch, answerWithinMs } = parts;
  return async (body, retry) => {
    if (body["type"] === "event_callback") {
      await takeEvent(parts, body, retry);
      return TAKEN;
    }
    if (body["type"] === "app_rate_limited") {
      notices.say("slack-events-limited", {
        what: "More happens in Slack's channels than Slack tells us of: some reactions and commands do not arrive.",
        mend: "Take watchroom out of channels that it does not need.",
      });
      return TAKEN;
    }
    return answerAct({ dispatch, log, withinMs: answerWithinMs }, body);
  };
}

const TAKEN = { outcome: "answered", body: undefined } as const;
