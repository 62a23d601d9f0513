import type { RichTextElement } from "@slack/types";
import type { SlackMessage } from "../drawing/message.ts";

/** A sentence of our own. A part that is a channel's or a person's id is shown by its name. */
export type Piece = string | { readonly channel: string };

/** One line of our own, as text that is never live. */
export function ownWords(...pieces: readonly Piece[]): SlackMessage {
  return {
    text: pieces
      .map((piece) => (typeof piece === "string" ? escaped(piece) : `<#${piece.channel}>`))
      .join(""),
    blocks: [
      {
        type: "rich_text",
        elements: [{ type: "rich_text_section", elements: pieces.map(element) }],
      },
    ],
  };
}

function element(piece: Piece): RichTextElement {
  return typeof piece === "string"
    ? { type: "text", text: piece }
    : { type: "channel", channel_id: piece.channel };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
