import type { Incident } from "../incidents/incident.ts";
import type { Person } from "../oncall/person.ts";
import type { Answer } from "../ports/inward.ts";
import { escalate as escalateIncident } from "../watch/escalate.ts";
import type { Command, Context } from "./command.ts";
import { findPerson } from "./find-person.ts";
import { incidentNumber } from "./incident-number.ts";
import { theOneMeant } from "./incidents-meant.ts";
import { onIncident } from "./on-incident.ts";
import { tellAsker, usageOf } from "./reply.ts";
import { actorOf, name } from "./said.ts";

export const escalate: Command = {
  name: "escalate",
  usage: "escalate [#n] [to @who]",
  summary: "Do not wait any longer: call the next one now, or the one you name.",
  respondersOnly: true,
  async run(context, words) {
    const number = incidentNumber(words[0]);
    const [preposition, who, ...more] = number === null ? words : words.slice(1);
    if (preposition === undefined) return escalateTo(context, number, null);
    if (preposition.toLowerCase() !== "to" || who === undefined || more.length > 0)
      return usageOf(escalate);
    const found = findPerson(await context.watch.people.all(), who);
    if (!found.ok) return tellAsker(found.why);
    if (!found.person.responder)
      return tellAsker(`${name(found.person)} is not a responder and cannot be called.`);
    return escalateTo(context, number, found.person);
  },
};

async function escalateTo(
  context: Context,
  named: number | null,
  to: Person | null,
): Promise<Answer> {
  const meant =
    named === null
      ? await theOneMeant(context, ({ status }) => status !== "resolved", "Nothing is open.")
      : { number: named };
  return "answer" in meant ? meant.answer : escalateOne(context, meant.number, to);
}

function escalateOne(context: Context, number: number, to: Person | null): Promise<Answer> {
  const by = actorOf(context);
  return onIncident(
    context,
    number,
    (incident) => escalateIncident(context.watch, { incident, by, to: to?.handle ?? null }),
    {
      done: () => `#${number} goes to ${to === null ? "the next in line" : name(to)} now.`,
      unchanged,
    },
  );
}

function unchanged({ number, acknowledgedBy }: Incident): string {
  return acknowledgedBy === null
    ? `#${number} is being escalated already.`
    : `#${number} stays as it is: ${name(acknowledgedBy)} has it.`;
}
