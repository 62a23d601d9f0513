import type { Delivery } from "../../../ports/notifier.ts";
import { markdownPost } from "../drawing/markdown-blocks.ts";
import { notSent, openDirect, sentTo } from "./direct.ts";
import type { DirectMessageParts } from "./notifier.ts";

/** A few words to one person. */
export async function tell(
  { connection, posts }: Pick<DirectMessageParts, "connection" | "posts">,
  text: string,
  to: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const channel = await openDirect(connection, to, signal);
  if (typeof channel !== "string") return notSent(channel);
  const posted = await posts.post(
    {
      channel,
      message: markdownPost(text).main,
      mark: { kind: "saying", id: "told", about: null },
      urgency: "other",
      triedSince: null,
    },
    signal,
  );
  return posted.outcome === "failed" ? notSent(posted) : sentTo(channel, posted.ts);
}
