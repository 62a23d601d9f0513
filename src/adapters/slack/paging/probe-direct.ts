import type { Probe } from "../../../ports/probe.ts";
import { accessProblem, scopeProblem } from "../connection/access-problem.ts";
import type { Connection } from "../connection/connection.ts";

const NEEDED = ["chat:write", "im:write"] as const;

/** Whether a direct message would go out. */
export async function probeDirect({ api, self }: Connection, signal: AbortSignal): Promise<Probe> {
  const answer = await api.call("auth.test", {}, signal);
  if (answer.outcome === "failed") return sayProblem(accessProblem(answer));
  const scopes = self()?.scopes;
  const missing = NEEDED.filter((scope) => scopes !== undefined && !scopes.has(scope));
  const problem = scopeProblem(missing);
  return problem === null ? { ok: true, said: "direct messages in Slack" } : sayProblem(problem);
}

const sayProblem = ({ what, mend }: { readonly what: string; readonly mend: string }): Probe => ({
  ok: false,
  said: what,
  mend,
});
