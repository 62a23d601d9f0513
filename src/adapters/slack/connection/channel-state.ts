import { z } from "zod";
import type { SlackFailure } from "./api.ts";
import { archived, channelProblem, notInChannel } from "./channel-problem.ts";
import type { Connection, SlackProblem } from "./connection.ts";

/** How the team's channel stands for us. `unknown`: Slack did not say; null: it said nothing that makes sense. */
export type ChannelState =
  | { readonly kind: "open"; readonly name: string; readonly isMember: boolean }
  | { readonly kind: "closed"; readonly problem: SlackProblem }
  | { readonly kind: "unknown"; readonly failure: SlackFailure | null };

const schema = z.object({
  channel: z.object({
    name: z.string().catch("the channel"),
    is_archived: z.boolean().catch(false),
    is_private: z.boolean().catch(false),
    is_member: z.boolean().catch(true),
  }),
});

/** Posts nothing, joins nothing. `scopes`: of an empty set nothing is known. */
export async function channelState(
  { api, channel }: Pick<Connection, "api" | "channel">,
  scopes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ChannelState> {
  const id = channel();
  const answer = await api.call("conversations.info", { channel: id }, signal);
  if (answer.outcome === "failed") {
    const problem = channelProblem(answer.error, id);
    return problem === null ? { kind: "unknown", failure: answer } : { kind: "closed", problem };
  }
  const read = schema.safeParse(answer.data);
  if (!read.success) return { kind: "unknown", failure: null };
  const { name, is_archived, is_private, is_member: isMember } = read.data.channel;
  if (is_archived) return { kind: "closed", problem: archived(id) };
  const canJoin = !is_private && (scopes.size === 0 || scopes.has("channels:join"));
  return isMember || canJoin
    ? { kind: "open", name, isMember }
    : { kind: "closed", problem: notInChannel(id) };
}
