import { z } from "zod";
import { oneLine } from "../../../lib/plain.ts";
import type { Probe } from "../../../ports/probe.ts";
import { accessProblem, lacksScopes, scopeProblem, tokenProblem } from "./access-problem.ts";
import { channelState } from "./channel-state.ts";
import type { Connection, SlackProblem } from "./connection.ts";
import { missingScopes } from "./missing-scopes.ts";

const NAME_LENGTH = 80;

const selfSchema = z.object({
  user: z.string().catch("the bot"),
  team: z.string().catch("the workspace"),
  response_metadata: z.object({ scopes: z.array(z.string()).catch([]) }).catch({ scopes: [] }),
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
  const state = await channelState(connection, scopes, signal);
  switch (state.kind) {
    case "closed":
      return state.problem;
    case "open":
      return state.isMember
        ? `#${short(state.name)} is ours to post in`
        : `#${short(state.name)} is joined with the first post`;
    case "unknown":
      if (state.failure === null) return "the channel could not be looked at";
      return state.failure.error === "missing_scope"
        ? lacksScopes([state.failure.needed ?? "channels:read"])
        : accessProblem(state.failure);
  }
}

function short(name: string): string {
  return oneLine(name, NAME_LENGTH);
}

function bad({ what, mend }: SlackProblem): Probe {
  return { ok: false, said: what, mend };
}
