import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Duty } from "../oncall/who-is-on-call.ts";
import type { Probe } from "../ports/probe.ts";
import { dutyNow } from "./duty-now.ts";
import { probeWithin } from "./probe-within.ts";
import type { Watch } from "./watch.ts";

export interface Way {
  readonly method: Method;
  readonly probe: Probe;
}

export interface Reachability {
  readonly duty: Duty;
  /** By handle: the ways that lead to this responder and would work now. */
  readonly by: ReadonlyMap<string, readonly Method[]>;
}

/** Asks each notifier whether a page would go out; contacts nobody. One that breaks, or does not answer, does not work. */
export function probeNotifiers(
  { notifiers }: Pick<Watch, "notifiers">,
  signal: AbortSignal,
): Promise<readonly Way[]> {
  return Promise.all(
    [...notifiers].map(async ([method, notifier]) => ({
      method,
      probe: await probeWithin(notifier, signal),
    })),
  );
}

export async function whoCanBeReached(watch: Watch, ways: readonly Way[]): Promise<Reachability> {
  const duty = await dutyNow(watch);
  const working = ways.filter(({ probe }) => probe.ok).map(({ method }) => method);
  const by = await Promise.all(
    duty.order.map(
      async (person) => [person.handle, await waysTo(watch, person, working)] as const,
    ),
  );
  return { duty, by: new Map(by) };
}

async function waysTo(
  { notifiers, log }: Watch,
  person: Person,
  methods: readonly Method[],
): Promise<readonly Method[]> {
  const found = await Promise.all(
    methods.map(async (method) => {
      try {
        return ((await notifiers.get(method)?.destinationOf(person)) ?? null) === null
          ? []
          : [method];
      } catch (error) {
        log.debug({ error, method }, "a destination could not be read");
        return [];
      }
    }),
  );
  return found.flat();
}
