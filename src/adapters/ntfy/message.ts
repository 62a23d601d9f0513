import { cutBytes } from "../../lib/cut-bytes.ts";
import { listed } from "../../lib/listed.ts";
import type { PageMessage, Standing } from "../../ports/notifier.ts";

/** A server takes a message of 4,096 bytes for an attachment, which most refuse, and no envelope over 8,192: in JSON, quotes count twice. */
const MAX_MESSAGE_BYTES = 3_000;
const MAX_TITLE_BYTES = 200;
const URGENT = 5;
const HIGH = 4;
/** Neither sounds nor vibrates. */
const SILENT = 1;

/** What is published as JSON: in headers, a title could only be ASCII. */
export function messageJson({ text, title, urgent, links }: PageMessage, topic: string): object {
  return {
    topic,
    title: cutBytes(title, MAX_TITLE_BYTES),
    message: cutBytes(text, MAX_MESSAGE_BYTES),
    priority: urgent ? URGENT : HIGH,
    tags: [urgent ? "rotating_light" : "warning"],
    click: links.view,
    actions: [
      {
        action: "http",
        label: "Acknowledge",
        url: links.acknowledge,
        method: "POST",
        clear: true,
      },
    ],
  };
}

/** What takes the place of a message that nobody is needed for any more: no button, and no sound. */
export function update({ title, text, standing, links }: PageMessage): {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
} {
  return {
    headers: {
      "x-title": encodedWord(cutBytes(title, MAX_TITLE_BYTES)),
      "x-priority": String(SILENT),
      "x-tags": "white_check_mark",
      "x-click": links.view,
    },
    text: cutBytes(`${standingWords(standing)}\n${text}`, MAX_MESSAGE_BYTES),
  };
}

/** As RFC 2047 has it: a header is ASCII. */
const encodedWord = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;

function standingWords(standing: Standing): string {
  switch (standing.kind) {
    case "open":
      return "You are not needed for this now.";
    case "acknowledged":
      return `Acknowledged by ${listed(standing.by)}.`;
    case "resolved":
      return "It is over.";
    case "silenced":
      return "It is silenced.";
  }
}
