import type { Incident } from "../incidents/incident.ts";
import type { Answer } from "../ports/inward.ts";
import type { Context } from "./command.ts";
import { tellAsker } from "./reply.ts";
import { whichOne } from "./which-one.ts";

type Fits = (incident: Incident) => boolean;

/** The incident in whose thread it was said. */
export async function threadIncident({ watch, incident }: Context): Promise<Incident | null> {
  const id = incident === null ? null : await watch.incidents.idOf(incident);
  return id === null ? null : watch.incidents.load(id);
}

/** What the person was last paged about, as far as it fits. */
export async function lastPaged(
  { watch, person }: Context,
  fits: Fits,
): Promise<readonly Incident[]> {
  const page = await watch.pages.lastOf(person.handle);
  const incidents = page === null ? [] : await watch.incidents.loadMany(page.incidents);
  return incidents.filter((incident) => incident !== null).filter(fits);
}

/** For a command without a number that takes one: the thread's, else of the last page, else the only open one; an answer when that is none or several. */
export async function theOneMeant(
  context: Context,
  fits: Fits,
  none: string,
): Promise<{ readonly number: number } | { readonly answer: Answer }> {
  if (context.incident !== null) return { number: context.incident };
  const paged = await lastPaged(context, fits);
  const found = paged.length > 0 ? paged : (await context.watch.incidents.open()).filter(fits);
  const [only, ...more] = found;
  if (only === undefined) return { answer: tellAsker(none) };
  return more.length === 0 ? { number: only.number } : { answer: whichOne(found) };
}
