import type { SlackMessage } from "../drawing/message.ts";

/** The same in plain words: in a form Slack makes nothing of a channel's id, nor of what is escaped. */
export function formWords({ text }: Pick<SlackMessage, "text">): string {
  return text
    .replaceAll(/<#\w+>/g, "the team's channel")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
