import { listed } from "../lib/listed.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Person } from "../oncall/person.ts";

const MOST_NAMED = 3;

/** What to say to somebody who is asked about incidents that need nobody any more. `name` makes a name fit for where it is said. Null: one of them needs somebody. */
export function whoHasIt(
  incidents: readonly Incident[],
  { handle }: Pick<Person, "handle">,
  words: { readonly it: string; readonly over: string; name(name: string): string },
): string | null {
  if (incidents.some(needsSomebody)) return null;
  const held = incidents.filter(({ status }) => status === "acknowledged");
  if (held.length === 0) {
    const isQuiet = incidents.some(({ phase }) => phase.kind === "silenced");
    return isQuiet ? `${capital(words.it)} is silenced.` : words.over;
  }
  const holders = new Map(
    held.flatMap((one) => one.acknowledgements.map(({ actor }) => [actor.handle, actor.name])),
  );
  if (holders.has(handle)) return `You have ${words.it} already.`;
  const names = [...holders.values()].map((name) => words.name(name) || "Somebody");
  const said = [...names.slice(0, MOST_NAMED), ...more(names.length - MOST_NAMED)];
  return `${listed(said)} ${names.length === 1 ? "has" : "have"} ${words.it} already.`;
}

/** Waits for a human, in the room or at a phone. */
export function needsSomebody({ status, phase }: Incident): boolean {
  return status === "triggered" && phase.kind !== "silenced";
}

const more = (count: number): readonly string[] => (count > 0 ? [`${count} more`] : []);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
