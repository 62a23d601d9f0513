import { xmlText } from "../../lib/call-markup.ts";
import { cut } from "../../lib/cut.ts";
import type { Route } from "../../ports/web.ts";
import { PATHS } from "./addresses.ts";
import { markupReply } from "./markup-reply.ts";
import { report } from "./report.ts";
import type { RoutesParts } from "./routes-parts.ts";
import { numberOf, type SignedRoute } from "./signed-route.ts";
import { messageProgress } from "./states.ts";

const MAX_TEXT = 1_600;
const MAX_NAME = 100;

/** What Twilio tells of our messages, and those that come in. */
export function messageRoutes(parts: RoutesParts, signed: SignedRoute): readonly Route[] {
  return [
    signed(PATHS.messageStatus, (told) => {
      const { field } = told;
      const state = messageProgress(field("MessageStatus"), numberOf(field("ErrorCode")));
      return report(parts, told, field("MessageSid"), state);
    }),
    signed(PATHS.messages, async ({ field }) => {
      const said = await parts.callbacks.texted({
        provider: "twilio",
        id: cut(field("MessageSid"), MAX_NAME),
        from: cut(field("From"), MAX_NAME),
        text: cut(field("Body"), MAX_TEXT),
      });
      return markupReply(answerOf(said));
    }),
  ];
}

function answerOf(said: string | null): string {
  const message = said === null ? "" : `<Message>${xmlText(said.slice(0, MAX_TEXT))}</Message>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`;
}
