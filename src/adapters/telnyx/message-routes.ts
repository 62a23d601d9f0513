import { readJson } from "../../lib/read-json.ts";
import type { Route } from "../../ports/web.ts";
import { PATHS } from "./addresses.ts";
import { answerSms } from "./answer-sms.ts";
import { readIncoming, readMessageStatus } from "./read-message.ts";
import { report, TAKEN } from "./report.ts";
import type { RoutesParts } from "./routes-parts.ts";
import type { SignedRoute } from "./signed-route.ts";

/** What Telnyx tells of our messages, and those that come in. */
export function messageRoutes(parts: RoutesParts, signed: SignedRoute): readonly Route[] {
  return [
    signed(PATHS.messageStatus, ({ token, rawBody }) =>
      report(parts, token, readMessageStatus(readJson(rawBody))),
    ),
    signed(PATHS.messages, async ({ rawBody }) => {
      const sms = readIncoming(readJson(rawBody));
      const answer = sms === null ? null : await parts.callbacks.texted(sms);
      // Telnyx waits two seconds, and takes no answer here: it goes out as a message of its own.
      if (sms !== null && answer !== null) void answerSms(parts, sms.from, answer);
      return TAKEN;
    }),
  ];
}
