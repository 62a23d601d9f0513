import { z } from "zod";
import type { HttpOutcome } from "../../lib/http.ts";
import { SECOND } from "../../lib/durations.ts";
import type { Probe } from "../../ports/probe.ts";
import { readJson } from "../../lib/read-json.ts";
import { call, type NtfyServer } from "./server.ts";

const TIMEOUT_MS = 5 * SECOND;

const healthSchema = z.object({ healthy: z.boolean() });
const accountSchema = z.object({
  stats: z.object({ messages_remaining: z.number() }).optional(),
});

/** Whether the server is there and well, and knows our token. Whether the token may publish shows only when something is. */
export async function probe(server: NtfyServer, signal: AbortSignal): Promise<Probe> {
  const ask = (path: string): Promise<HttpOutcome> =>
    call(server, { method: "GET", path, timeoutMs: TIMEOUT_MS, signal });
  const health = await ask("/v1/health");
  const trouble = unwell(health);
  if (trouble !== null) return trouble;
  return account(await ask("/v1/account"), server.token !== null);
}

function unwell(reply: HttpOutcome): Probe | null {
  if (reply.outcome === "failed")
    return bad(
      reply.reason === "unreachable"
        ? "ntfy cannot be reached"
        : "ntfy does not answer as it should",
      "Look whether the server runs and NTFY_URL is its address.",
    );
  if (reply.status >= 300 && reply.status < 400)
    return bad(
      "NTFY_URL leads to another address",
      "Set NTFY_URL to the final one; often it begins with https.",
    );
  if (reply.status === 401 || reply.status === 403) return refused();
  const read = healthSchema.safeParse(readJson(reply.body));
  if (!read.success)
    return bad("no ntfy answers at NTFY_URL", "Set NTFY_URL to the address of an ntfy server.");
  return read.data.healthy
    ? null
    : bad("ntfy says that it is not healthy", "Look at the server's own log.");
}

function account(reply: HttpOutcome, hasToken: boolean): Probe {
  if (reply.outcome === "failed")
    return bad("ntfy does not answer as it should", "Look at the server's own log.");
  if (reply.status === 401 || reply.status === 403) return refused();
  const read = accountSchema.safeParse(readJson(reply.body));
  const left = read.success ? read.data.stats?.messages_remaining : undefined;
  if (reply.status === 200 && left !== undefined && left <= 0)
    return bad(
      "ntfy takes no more messages from us today",
      "Raise the daily limit of the account, or use a server of your own.",
    );
  return {
    ok: true,
    said: `ntfy is well${hasToken && reply.status === 200 ? " and knows our token" : ""}${left === undefined ? "" : `; ${left} messages left today`}`,
  };
}

function refused(): Probe {
  return bad("ntfy refuses our token", "Set NTFY_TOKEN to an access token that may publish.");
}

function bad(said: string, mend: string): Probe {
  return { ok: false, said, mend };
}
