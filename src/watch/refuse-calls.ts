import type { Person } from "../oncall/person.ts";
import { dutyNow } from "./duty-now.ts";
import { redrawCards } from "./redraw-cards.ts";
import type { Watch } from "./watch.ts";

export type Refused =
  | { readonly outcome: "done" | "already" }
  /** They are on call now. Who could take over from them. */
  | { readonly outcome: "on-call"; readonly others: readonly Person[] };

/** From now on they are not called any more; not while they are on call, as then nobody else would be. */
export async function refuseCalls(watch: Watch, { handle }: Person): Promise<Refused> {
  const { onCall, order } = await dutyNow(watch);
  if (!order.some((person) => person.handle === handle)) return { outcome: "already" };
  if (onCall?.handle === handle)
    return { outcome: "on-call", others: order.filter((person) => person.handle !== handle) };
  await watch.people.change(handle, (now) => ({ ...now, responder: false }));
  await redrawCards(watch);
  return { outcome: "done" };
}
