import type { Method } from "../../incidents/policy.ts";
import { SECOND } from "../../lib/durations.ts";
import { deadline } from "../../lib/timers.ts";
import type { Probe } from "../../ports/probe.ts";
import type { Watch } from "../../watch/watch.ts";
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

/** `setUp`: the methods for which somebody has configured something. */
export function checkWays(ways: readonly ProbedWay[], setUp: ReadonlySet<Method>): readonly Line[] {
  const lines = ways.map(({ notifier, probe }) => {
    const { method, pretend } = notifier;
    if (probe.ok) return ok(method, probe.said);
    return setUp.has(method) && pretend !== true
      ? fail(method, ...said(probe))
      : warn(method, ...said(probe));
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

function said({ said: text, mend }: Extract<Probe, { ok: false }>): [string, string] {
  return [`${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, ".")}`, mend];
}
