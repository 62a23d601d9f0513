import type { KnownBlock, View } from "@slack/types";

/** What `chat.postMessage` takes. `text` is what a notification shows. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** A message, and what did not fit and goes into its thread. */
export interface SlackPost {
  readonly main: SlackMessage;
  readonly thread: readonly SlackMessage[];
}

export type SlackView = View;
