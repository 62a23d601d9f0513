import { z } from "zod";
import { oneLine } from "../../../lib/plain.ts";
import type { Probe } from "../../../ports/probe.ts";
import { accessProblem, lacksScopes, scopeProblem, tokenProblem } from "./access-problem.ts";
import { archived, channelProblem, notInChannel } from "./channel-problem.ts";
import type { Connection, SlackProblem } from "./connection.ts";
import { missingScopes } from "./missing-scopes.ts";

const NAME_LENGTH = 80;

const selfSchema = z.object({
  user: z.string().catch("the bot"),
  team: z.string().catch("the workspace"),
  response_metadata: z.object({ scopes: z.array(z.string()).catch([]) }).catch({ scopes: [] }),
});

const channelSchema = z.object({
  channel: z.object({
    name: z.string().catch("the channel"),
    is_archived: z.boolean().catch(false),
    is_private: z.boolean().catch(false),
    is_member: z.boolean().catch(true),
  }),
});

/** Whether an incident would be posted now, and what to click where not. Posts nothing, joins nothing. */
export async function probe(
  connection: Connection,
  botToken: string,
  signal: AbortSignal,
): Promise<Probe> {
  const self = await connection.api.call("auth.test", {}, signal);
  if (self.outcome === "failed") return bad(tokenProblem(botToken) ?? accessProblem(self));
  const { user, team, response_metadata: said } = selfSchema.parse(self.data);
  const scopes = new Set(said.scopes.filter((scope) => scope !== ""));
  const token = tokenProblem(botToken) ?? scopeProblem(missingScopes(scopes));
  if (token !== null) return bad(token);
  const channel = await probeChannel(connection, scopes, signal);
  if (typeof channel !== "string") return bad(channel);
  const more = connection.problem();
  return more === null
    ? {
        ok: true,
        said: `Slack knows us as ${short(user)} in ${short(team)}; ${channel}`,
      }
    : bad(more);
}

/** In words how it stands, or what is wrong with it. */
async function probeChannel(
  connection: Connection,
  scopes: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string | SlackProblem> {
  const id = connection.channel();
  const answer = await connection.api.call("conversations.info", { channel: id }, signal);
  if (answer.outcome === "failed") {
    if (answer.error === "missing_scope") return lacksScopes([answer.needed ?? "channels:read"]);
    return channelProblem(answer.error, id) ?? accessProblem(answer);
  }
  const read = channelSchema.safeParse(answer.data);
  if (!read.success) return "the channel could not be looked at";
  const { name, is_archived, is_private, is_member } = read.data.channel;
  if (is_archived) return archived(id);
  if (is_member) return `#${short(name)} is ours to post in`;
  const canJoin = !is_private && (scopes.size === 0 || scopes.has("channels:join"));
  return canJoin ? `#${short(name)} is joined with the first post` : notInChannel(id);
}

function short(name: string): string {
  return oneLine(name, NAME_LENGTH);
}

function bad({ what, mend }: SlackProblem): Probe {
  return { ok: false, said: what, mend };
}
