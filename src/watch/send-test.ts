import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import { isHandOver, type Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Delivery, Notifier } from "../ports/notifier.ts";
import { testPage } from "./test-page.ts";
import { allNotifiers, notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** Somebody waits for the answer. */
const PATIENCE_MS = 5 * SECOND;

/** One message that says it is a test, as urgent as a real page. Null: they have no contact for it, or none that can be read. */
export async function sendTest(
  watch: Watch,
  person: Person,
  method: Method,
): Promise<Delivery | null> {
  const notifier = notifiersBy(watch, method).find(({ invite }) => invite !== undefined);
  const contact = await watch.contacts.find(person.handle, method);
  if (!notifier || contact?.state !== "known") return null;
  return sendTo(watch, notifier, person, contact.value);
}

/** The same by every real way that reaches them, as a page would go. */
export async function sendTests(
  watch: Watch,
  person: Person,
): Promise<readonly { readonly notifier: Notifier; readonly delivery: Delivery }[]> {
  const real = allNotifiers(watch).filter(
    ({ method, pretend }) => pretend !== true && !isHandOver(method),
  );
  const tests = await Promise.all(
    real.map(async (notifier) => {
      const to = await notifier.destinationOf(person);
      if (to === null) return [];
      return [{ notifier, delivery: await sendTo(watch, notifier, person, to) }];
    }),
  );
  return tests.flat();
}

function sendTo(watch: Watch, notifier: Notifier, person: Person, to: string): Promise<Delivery> {
  return notifier.send(testPage(watch, person, notifier.method), to, deadline(PATIENCE_MS));
}
