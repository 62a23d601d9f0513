import { cutBytes } from "../../lib/cut-bytes.ts";
import type { PageMessage } from "../../ports/notifier.ts";

/** A server takes a message of 4,096 bytes for an attachment, which most refuse, and no envelope over 8,192: in JSON, quotes count twice. */
const MAX_MESSAGE_BYTES = 3_000;
const MAX_TITLE_BYTES = 200;
const URGENT = 5;
const HIGH = 4;

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
