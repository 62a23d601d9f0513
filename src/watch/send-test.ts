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

export interface Tests {
  readonly sent: readonly { readonly notifier: Notifier; readonly delivery: Delivery }[];
  /** Those that call as well, and would find the line busy. */
  readonly left: readonly Notifier[];
  /** What goes to their phone, and went there too often lately; until when, in real milliseconds. */
  readonly held: { readonly notifiers: readonly Notifier[]; readonly until: number } | null;
}

/** The same by every real way that reaches them, as a page would go: the second provider is to be proven, too. Of those that call, the first that takes it does. */
export async function sendTests(watch: Watch, person: Person): Promise<Tests> {
  const all = allNotifiers(watch).filter(
    ({ method, pretend }) => pretend !== true && !isHandOver(method),
  );
  const held = await heldNow(watch, all.filter(costs), person);
  const real = held === null ? all : all.filter((one) => !held.notifiers.includes(one));
  const [quiet, calling] = await Promise.all([
    Promise.all(real.filter((one) => !calls(one)).map((one) => sendBy(watch, one, person))),
    callOnce(watch, real.filter(calls), person),
  ]);
  return { sent: [...quiet.flat(), ...calling.sent], left: calling.left, held };
}

const calls = ({ method }: Notifier): boolean => method === "voice";
const costs = ({ method }: Notifier): boolean => method === "sms" || method === "voice";

/** All that goes to one phone counts once. Null: it may go. */
async function heldNow(
  { phones, clock }: Watch,
  notifiers: readonly Notifier[],
  person: Person,
): Promise<Tests["held"]> {
  const numbers = await Promise.all(notifiers.map((one) => one.destinationOf(person)));
  const number = numbers.find((to) => to !== null) ?? null;
  const until = number === null ? null : await phones.reserve(person.handle, number, clock.real());
  return until === null ? null : { notifiers, until };
}

async function callOnce(
  watch: Watch,
  notifiers: readonly Notifier[],
  person: Person,
): Promise<Pick<Tests, "sent" | "left">> {
  const sent: Tests["sent"][number][] = [];
  for (const [index, notifier] of notifiers.entries()) {
    sent.push(...(await sendBy(watch, notifier, person)));
    if (sent.at(-1)?.delivery.outcome === "sent") return { sent, left: notifiers.slice(index + 1) };
  }
  return { sent, left: [] };
}

async function sendBy(watch: Watch, notifier: Notifier, person: Person): Promise<Tests["sent"]> {
  const to = await notifier.destinationOf(person);
  return to === null ? [] : [{ notifier, delivery: await sendTo(watch, notifier, person, to) }];
}

function sendTo(watch: Watch, notifier: Notifier, person: Person, to: string): Promise<Delivery> {
  return notifier.send(testPage(watch, person, notifier.method), to, deadline(PATIENCE_MS));
}
