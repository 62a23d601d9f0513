import type { Method } from "../../incidents/policy.ts";
import { SECOND } from "../../lib/durations.ts";
import { deadline } from "../../lib/timers.ts";
import type { Notifier } from "../../ports/notifier.ts";
import type { Probe } from "../../ports/probe.ts";
import type { Watch } from "../../watch/watch.ts";
import type { ProviderState } from "../../watch/provider-health.ts";
import { faultOf } from "../../watch/status-providers.ts";
import { probeWithin } from "../../watch/probe-within.ts";
import type { ProbedWay } from "../../watch/who-can-be-reached.ts";
import { fail, ok, warn, type Line } from "./line.ts";

const PROBE_WITHIN_MS = 4 * SECOND;

/** A room that is away is no silence: then people are called at once. */
export async function checkRooms({ rooms }: Pick<Watch, "rooms">): Promise<readonly Line[]> {
  const signal = deadline(PROBE_WITHIN_MS);
  return Promise.all(
    rooms.map(async (room) => {
      const probe = await probeWithin(room, signal);
      const what = `room ${room.name}`;
      return probe.ok ? ok(what, probe.said) : warn(what, ...said(probe));
    }),
  );
}

/** What is known of providers that share a method; `now` is real. */
export interface Providers {
  readonly states: readonly ProviderState[];
  readonly now: number;
}

/** `setUp`: the methods for which somebody has configured something. Without `providers` nobody knows how they fared. */
export function checkWays(
  ways: readonly ProbedWay[],
  setUp: ReadonlySet<Method>,
  providers: Providers = { states: [], now: 0 },
): readonly Line[] {
  const lines = ways.map(({ notifier, probe }) => {
    const { method, pretend } = notifier;
    const { note, isOut } = useOf(notifier, ways, providers);
    if (probe.ok)
      return isOut
        ? warn(method, `${probe.said}; ${note}.`, TRIED_AGAIN)
        : ok(method, [probe.said, ...(note ? [note] : [])].join("; "));
    const isNeeded = setUp.has(method) && pretend !== true && !worksOtherwise(method, ways);
    return isNeeded ? fail(method, ...said(probe)) : warn(method, ...said(probe));
  });
  if (ways.some(({ probe }) => probe.ok)) return lines;
  return [
    ...lines,
    fail(
      "reach",
      "Nobody can be called outside of the room.",
      "Set up a real way out, such as NTFY_URL.",
    ),
  ];
}

/** A night is not silent while another provider of the same way works. */
function worksOtherwise(method: Method, ways: readonly ProbedWay[]): boolean {
  return ways.some(({ notifier, probe }) => notifier.method === method && probe.ok);
}

const TRIED_AGAIN = "It is tried first again within 5 minutes. `/api/v1/status` says more.";

/** Which of several is in use, and why: worth saying only where there is a choice, or where it fails. */
function useOf(
  { method, name }: Notifier,
  ways: readonly ProbedWay[],
  { states, now }: Providers,
): { readonly note: string; readonly isOut: boolean } {
  const state = states.find((one) => one.method === method && one.provider === name);
  if (state === undefined) return { note: "", isOut: false };
  const use = state.inUse ? "in use" : "stands by";
  if (state.out !== null)
    return { note: `${name} ${use}: it ${faultOf(state.out, now)}`, isOut: true };
  const hasChoice = ways.filter(({ notifier }) => notifier.method === method).length > 1;
  return { note: hasChoice ? `${name} ${use}` : "", isOut: false };
}

function said({ said: text, mend }: Extract<Probe, { ok: false }>): [string, string] {
  return [`${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, ".")}`, mend];
}
