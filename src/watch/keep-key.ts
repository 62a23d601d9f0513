import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import type { Person } from "../oncall/person.ts";
import type { Failure } from "../ports/failure.ts";
import type { Delivery } from "../ports/notifier.ts";
import { testPage } from "./test-page.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** Somebody waits for the answer. */
const PATIENCE_MS = 5 * SECOND;

export type KeptKey =
  | { readonly outcome: "not-set-up" }
  /** Nothing was changed. */
  | { readonly outcome: "refused"; readonly failure: Failure }
  | { readonly outcome: "kept"; readonly test: Delivery };

/** Keeps the key of somebody's own push account, sealed, instead of the former one, if its service says that it reaches them; then sends a test to it. */
export async function keepKey(watch: Watch, person: Person, key: string): Promise<KeptKey> {
  const notifier = notifiersBy(watch, "push").find(({ accepts }) => accepts !== undefined);
  if (!notifier?.accepts) return { outcome: "not-set-up" };
  const accepted = await notifier.accepts(key, deadline(PATIENCE_MS));
  if (accepted.outcome === "failed") return { outcome: "refused", failure: accepted };
  const { handle } = person;
  await watch.contacts.set({ handle, method: "pushover", value: key, at: watch.clock.now() });
  const test = await notifier.send(
    testPage(watch, person, notifier.method),
    key,
    deadline(PATIENCE_MS),
  );
  return { outcome: "kept", test };
}

/** Whether people can give a key of their own for push. */
export function hasPushover(watch: Watch): boolean {
  return notifiersBy(watch, "push").some(({ accepts }) => accepts !== undefined);
}
