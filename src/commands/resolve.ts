import type { Incident } from "../incidents/incident.ts";
import type { Answer } from "../ports/inward.ts";
import { resolve as resolveIncident } from "../watch/resolve.ts";
import type { Command, Context } from "./command.ts";
import { onlyNumber } from "./incident-number.ts";
import { theOneMeant } from "./incidents-meant.ts";
import { onIncident, wasResolved } from "./on-incident.ts";
import { usageOf } from "./reply.ts";
import { actorOf, at } from "./said.ts";
import { whichOne } from "./which-one.ts";

export const resolve: Command = {
  name: "resolve",
  usage: "resolve [#n]",
  summary: "It is over. One incident at a time.",
  respondersOnly: false,
  unaddressed: (words) => words.length === 0 || onlyNumber(words) !== null,
  async run(context, words) {
    if (words.length === 0) return resolveUnnamed(context);
    const number = onlyNumber(words);
    return number === null ? usageOf(resolve) : resolveOne(context, number);
  },
};

function resolveOne(context: Context, number: number): Promise<Answer> {
  const by = actorOf(context);
  return onIncident(
    context,
    number,
    (incident) => resolveIncident(context.watch, { incident, by }),
    {
      done: (incident) => isResolved(context, incident),
      unchanged: (incident) => wasResolved(context, incident),
    },
  );
}

/** Said to nobody and outside of a thread, it may be meant for anybody: it is asked. */
async function resolveUnnamed(context: Context): Promise<Answer | null> {
  if (!context.addressed && context.incident === null) return askWhich(context);
  const meant = await theOneMeant(
    context,
    ({ status }) => status !== "resolved",
    "Nothing is open.",
  );
  return "answer" in meant ? meant.answer : resolveOne(context, meant.number);
}

async function askWhich({ watch }: Context): Promise<Answer | null> {
  const open = await watch.incidents.open();
  return open.length > 0 ? whichOne(open) : null;
}

function isResolved(context: Context, { number, phase }: Incident): string {
  const closedUntil = phase.kind === "resolved" ? phase.closedUntil : null;
  return `#${number} is resolved.${closedUntil === null ? "" : ` If its alert still fires at ${at(context, closedUntil)}, it opens anew.`}`;
}
