import { isHandOver, type HandOver, type Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Notifier } from "../ports/notifier.ts";
import type { Page } from "../ports/page-records.ts";
import type { Watch } from "./watch.ts";

type Notifying = Pick<Watch, "notifiers">;

/** Everything that is set up, whatever its method. */
export function allNotifiers({ notifiers }: Notifying): readonly Notifier[] {
  return [...notifiers.values()].flat();
}

const SERVICES: Readonly<Record<HandOver, string>> = {
  pagerduty: "PagerDuty",
  opsgenie: "Opsgenie",
};

/** Whom a page is for: a member of the team, or the service that it is handed over to, which is none. Null: nobody of that name. */
export async function recipientOf(
  { people }: Pick<Watch, "people">,
  { handle, method }: Pick<Page, "handle" | "method">,
): Promise<Person | null> {
  if (!isHandOver(method) || handle !== method) return people.find(handle);
  return { v: 1, handle, name: SERVICES[method], joinedAt: 0, responder: true, zone: null };
}

/** In the order in which they are to be tried. */
export function notifiersBy({ notifiers }: Notifying, method: Method): readonly Notifier[] {
  return notifiers.get(method) ?? [];
}

export interface Way {
  readonly notifier: Notifier;
  readonly to: string;
}

/** Those of this method that lead to the person, in the order in which they are to be tried. */
export async function waysTo(
  watch: Notifying,
  person: Person,
  method: Method,
): Promise<readonly Way[]> {
  const ways = await Promise.all(
    notifiersBy(watch, method).map(async (notifier) => {
      const to = await notifier.destinationOf(person);
      return to === null ? [] : [{ notifier, to }];
    }),
  );
  return ways.flat();
}

/** The ways to one person that are set up; hand-overs lead to a service instead. */
export async function methodsTo(watch: Notifying, person: Person): Promise<readonly Method[]> {
  const methods = [...watch.notifiers.keys()].filter((method) => !isHandOver(method));
  const found = await Promise.all(
    methods.map(async (method) =>
      (await waysTo(watch, person, method)).length === 0 ? [] : [method],
    ),
  );
  return found.flat();
}
