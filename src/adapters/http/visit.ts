import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Distance } from "../../lib/distance.ts";
import { formatDuration } from "../../lib/durations.ts";
import { guardedLookup, type GuardedLookup } from "../../lib/guarded-lookup.ts";
import { request, type HttpOutcome } from "../../lib/http.ts";
import { stopwatch } from "../../lib/stopwatch.ts";
import type { Target } from "./target.ts";

export interface VisitOptions {
  readonly redirects: number;
  /** Real milliseconds for all of it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  allows(distance: Distance): boolean;
}

export type Visit =
  | {
      readonly outcome: "answered";
      readonly status: number;
      readonly body: Buffer;
      readonly ms: number;
    }
  /** `dead`: the other side's doing. `refused`: nobody was asked. */
  | { readonly outcome: "dead"; readonly reason: string }
  | { readonly outcome: "refused"; readonly reason: string };

type Failed = Extract<HttpOutcome, { readonly outcome: "failed" }>["reason"];

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** From what anybody may offer to what only this machine can reach. */
const INWARD: readonly Distance[] = ["far", "near", "own", "link-local"];

/** Asks, and goes where it is sent; never with a secret to another origin, and never further inward than it began. */
export async function visit(target: Target, options: VisitOptions): Promise<Visit> {
  const elapsed = stopwatch();
  let url = target.url;
  let began: Distance = "far";
  for (let hop = 0; ; hop += 1) {
    const guard = guardedLookup(
      (distance) =>
        options.allows(distance) &&
        (hop === 0 || INWARD.indexOf(distance) <= INWARD.indexOf(began)),
    );
    const left = options.timeoutMs - elapsed();
    const answer = await ask(url, target.secret, guard, { ...options, timeoutMs: left });
    if (guard.refused()) return refusal(hop);
    if (answer.outcome === "failed")
      return { outcome: "dead", reason: explain(answer.reason, options.timeoutMs) };
    if (hop === 0) began = guard.distance() ?? began;
    const next = redirectOf(answer, url);
    if (next === null || options.redirects === 0)
      return { outcome: "answered", status: answer.status, body: answer.body, ms: elapsed() };
    if (hop >= options.redirects)
      return { outcome: "dead", reason: `more than ${options.redirects} redirects` };
    if (!/^https?:$/.test(next.protocol))
      return { outcome: "dead", reason: "a redirect leads to something that is no web address" };
    url = next;
  }
}

async function ask(
  url: URL,
  secret: Target["secret"],
  guard: GuardedLookup,
  { timeoutMs, signal }: VisitOptions,
): Promise<HttpOutcome> {
  if (!guard.admits(url.hostname)) return { outcome: "failed", reason: "unreachable" };
  const Agent = url.protocol === "https:" ? HttpsAgent : HttpAgent;
  return request({
    url: url.href,
    headers: {
      "user-agent": "watchroom",
      ...(secret?.origin === url.origin && { authorization: secret.authorization }),
    },
    timeoutMs,
    cutBody: true,
    signal,
    agent: new Agent({ lookup: guard.lookup }),
  });
}

/** Credentials that a redirect brings along are not ours to send. */
function redirectOf(
  { status, headers }: Extract<HttpOutcome, { readonly outcome: "answered" }>,
  from: URL,
): URL | null {
  const location = headers["location"];
  if (!REDIRECTS.has(status) || location === undefined || !URL.canParse(location, from.href))
    return null;
  const url = new URL(location, from);
  url.username = "";
  url.password = "";
  return url;
}

function refusal(hop: number): Visit {
  return hop === 0
    ? { outcome: "refused", reason: "its address is not one that may be asked" }
    : { outcome: "dead", reason: "a redirect leads to an address that may not be asked" };
}

function explain(reason: Failed, timeoutMs: number): string {
  switch (reason) {
    case "unreachable":
      return "no connection: refused, an unknown name, or a certificate that is not trusted";
    case "timeout":
      return `no whole answer within ${formatDuration(timeoutMs)}`;
    case "aborted":
      return "no whole answer in time";
    case "broken-off":
    case "too-large":
      return "the connection broke off before the answer was whole";
  }
}
