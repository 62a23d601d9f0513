import type { SlackAnswer } from "./api.ts";
import type { Connection } from "./connection.ts";

/** Joins a public channel and asks once more, when Slack says that we are not in it. */
export async function asMember<T>(
  connection: Connection,
  channel: string,
  signal: AbortSignal,
  call: () => Promise<SlackAnswer<T>>,
): Promise<SlackAnswer<T>> {
  const first = await call();
  if (first.outcome === "answered" || first.error !== "not_in_channel") return first;
  const joined = await connection.api.call("conversations.join", { channel }, signal);
  return joined.outcome === "answered" ? call() : first;
}
