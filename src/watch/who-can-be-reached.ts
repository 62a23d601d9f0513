import { isHandOver, type HandOver, type Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Duty } from "../oncall/who-is-on-call.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { Probe } from "../ports/probe.ts";
import { dutyNow } from "./duty-now.ts";
import { probeWithin } from "./probe-within.ts";
import type { Watch } from "./watch.ts";
import { allNotifiers } from "./ways-out.ts";

export interface ProbedWay {
  readonly notifier: Notifier;
  readonly probe: Probe;
}

export interface Reachability {
  readonly duty: Duty;
  /** By handle: the ways that lead to this responder and would work now. */
  readonly by: ReadonlyMap<string, readonly Method[]>;
  /** The services that can be handed over to now, whoever is on call. */
  readonly handOvers: readonly HandOver[];
}

/** Asks each notifier whether a page would go out; contacts nobody. One that breaks, or does not answer, does not work. */
export function probeNotifiers(
  watch: Pick<Watch, "notifiers">,
  signal: AbortSignal,
): Promise<readonly ProbedWay[]> {
  return Promise.all(
    allNotifiers(watch).map(async (notifier) => ({
      notifier,
      probe: await probeWithin(notifier, signal),
    })),
  );
}

export async function whoCanBeReached(
  watch: Watch,
  ways: readonly ProbedWay[],
): Promise<Reachability> {
  const duty = await dutyNow(watch);
  const up = ways.flatMap(({ notifier, probe }) => (probe.ok ? [notifier] : []));
  const working = up.filter(({ method }) => !isHandOver(method));
  const by = await Promise.all(
    duty.order.map(
      async (person) => [person.handle, await methodsOf(watch, person, working)] as const,
    ),
  );
  const handOvers = new Set(up.map(({ method }) => method).filter(isHandOver));
  return { duty, by: new Map(by), handOvers: [...handOvers] };
}

async function methodsOf(
  { log }: Watch,
  person: Person,
  notifiers: readonly Notifier[],
): Promise<readonly Method[]> {
  const found = await Promise.all(
    notifiers.map(async (notifier) => {
      try {
        return (await notifier.destinationOf(person)) === null ? [] : [notifier.method];
      } catch (error) {
        log.debug({ error, notifier: notifier.name }, "a destination could not be read");
        return [];
      }
    }),
  );
  return [...new Set(found.flat())];
}
