import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Invitation } from "../ports/notifier.ts";
import { notifiersBy } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** A destination of their own for somebody; the former one is void at once. Null: nothing that is set up makes destinations. */
export async function enrol(
  watch: Watch,
  { handle }: Person,
  method: Method,
): Promise<Invitation | null> {
  const inviting = notifiersBy(watch, method).find(({ invite }) => invite !== undefined);
  const invitation = inviting?.invite?.() ?? null;
  if (invitation === null) return null;
  await watch.contacts.set({
    handle,
    method,
    value: invitation.destination,
    at: watch.clock.now(),
  });
  return invitation;
}
