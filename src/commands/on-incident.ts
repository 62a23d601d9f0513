import type { Incident } from "../incidents/incident.ts";
import type { Answer } from "../ports/inward.ts";
import type { Acted } from "../watch/act.ts";
import type { Context } from "./command.ts";
import { tellAsker, tellRoom } from "./reply.ts";
import { at } from "./said.ts";

interface Words {
  readonly done: (incident: Incident) => string;
  readonly unchanged: (incident: Incident) => string;
}

/** Does something to incident #n and says what became of it. */
export async function onIncident(
  context: Context,
  number: number,
  act: (id: string) => Promise<Acted>,
  words: Words,
): Promise<Answer> {
  const id = await context.watch.incidents.idOf(number);
  const acted: Acted = id === null ? { outcome: "unknown" } : await act(id);
  switch (acted.outcome) {
    case "done":
      return tellRoom(words.done(acted.incident));
    case "unchanged":
      return tellAsker(words.unchanged(acted.incident));
    case "resolved-before":
      return tellAsker(wasResolved(context, acted.incident));
    case "unknown":
      return tellAsker(`There is no #${number}.`);
  }
}

export function wasResolved(context: Context, incident: Incident): string {
  const when = incident.resolvedAt === null ? "before" : `at ${at(context, incident.resolvedAt)}`;
  return `#${incident.number} was resolved ${when}.`;
}
