import { severalLines } from "../../../lib/plain.ts";
import type { Saying } from "../../../ports/room.ts";
import { asText } from "../drawing/as-text.ts";
import type { SlackMessage } from "../drawing/message.ts";

const LONGEST = 3_000;

/** A line of ours, as text: whatever stands in it is shown as it is written. */
export function sayingMessage({ text, loud }: Pick<Saying, "text" | "loud">): SlackMessage {
  const shown = severalLines(text, LONGEST) || "…";
  return {
    text: asText(shown, LONGEST),
    blocks: [
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [{ type: "text", text: shown, ...(loud && { style: { bold: true } }) }],
          },
        ],
      },
    ],
  };
}
