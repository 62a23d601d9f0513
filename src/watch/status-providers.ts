import type { Method } from "../incidents/policy.ts";
import { formatDuration, MINUTE } from "../lib/durations.ts";
import type { Refusal } from "../ports/failure.ts";
import { providerStates, type ProviderState } from "./provider-health.ts";
import { warning, type StatusProblem } from "./status-problem.ts";
import type { Watch } from "./watch.ts";

const SUBJECTS: Readonly<Record<Method, string>> = {
  dm: "A direct message goes",
  push: "Push goes",
  sms: "SMS goes",
  voice: "A call goes",
  pagerduty: "PagerDuty is told",
  opsgenie: "Opsgenie is told",
};

const FAULTS: Readonly<Record<Refusal, string>> = {
  unauthorized: "refused our credentials",
  unpaid: "said that the account may not do this",
  "server-error": "answered with errors",
  timeout: "did not answer",
  unreachable: "could not be reached",
  rejected: "refused what it was sent",
  "rate-limited": "wanted us to slow down",
  "bad-destination": "knew no such number",
  "opted-out": "was told STOP",
};

/** Providers that lately failed: by whom pages go instead. */
export async function providerProblems(watch: Watch): Promise<readonly StatusProblem[]> {
  const states = await providerStates(watch);
  const now = watch.clock.real();
  return states.flatMap((state) =>
    state.out === null ? [] : [warning(problem(states, state, now), mend(state))],
  );
}

/** Why it comes after the others, in words: "refused our credentials 5 min ago". */
export function faultOf(
  { reason, sinceMs }: NonNullable<ProviderState["out"]>,
  now: number,
): string {
  const ago = now - sinceMs < MINUTE ? "just now" : `${formatDuration(minutes(now - sinceMs))} ago`;
  return `${FAULTS[reason]} ${ago}`;
}

function problem(states: readonly ProviderState[], state: ProviderState, now: number): string {
  const { method, provider, inUse, out } = state;
  const fault = out === null ? "" : faultOf(out, now);
  const used = states.find((one) => one.method === method && one.inUse)?.provider;
  return inUse || used === undefined
    ? `${SUBJECTS[method]} out by ${provider}, which ${fault}, and by nobody better.`
    : `${SUBJECTS[method]} out by ${used}: ${provider} ${fault}.`;
}

function mend({ provider, out }: ProviderState): string {
  if (out?.reason === "unauthorized")
    return `Set the credentials of ${provider} anew, as its own pages show them, and start again.`;
  if (out?.reason === "unpaid")
    return `Look at the account at ${provider}: credit, trial, and the countries that it may reach.`;
  return `See whether ${provider} has trouble, and whether this machine reaches it. It is tried first again within 5 minutes.`;
}

const minutes = (ms: number): number => Math.floor(ms / MINUTE) * MINUTE;
