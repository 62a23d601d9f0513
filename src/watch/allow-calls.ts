import type { Person } from "../oncall/person.ts";
import { redrawCards } from "./redraw-cards.ts";
import type { Watch } from "./watch.ts";

/** From now on they may be called. False: they could be already, or nobody knows them. */
export async function allowCalls(watch: Watch, { handle }: Person): Promise<boolean> {
  const before = await watch.people.find(handle);
  if (before === null || before.responder) return false;
  await watch.people.change(handle, (now) => ({ ...now, responder: true }));
  await redrawCards(watch);
  return true;
}
