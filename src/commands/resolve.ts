import type { Incident } from "../incidents/incident.ts";
import type { Answer } from "../ports/inward.ts";
import { resolve as resolveIncident } from "../watch/resolve.ts";
import type { Command, Context } from "./command.ts";
import { onlyNumber } from "./incident-number.ts";
import { onIncident, wasResolved } from "./on-incident.ts";
import { usageOf } from "./reply.ts";
import { actorOf, at } from "./said.ts";
import { whichOne } from "./which-one.ts";

export const resolve: Command = {
  name: "resolve",
  usage: "resolve #n",
  summary: "It is over. One incident at a time.",
  respondersOnly: false,
  unaddressed: (words) => words.length === 0 || onlyNumber(words) !== null,
  async run(context, words) {
    const number = onlyNumber(words);
    if (number === null) return context.addressed ? usageOf(resolve) : askWhich(context);
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
  },
};

async function askWhich({ watch }: Context): Promise<Answer | null> {
  const open = await watch.incidents.open();
  return open.length > 0 ? whichOne(open) : null;
}

function isResolved(context: Context, { number, phase }: Incident): string {
  const closedUntil = phase.kind === "resolved" ? phase.closedUntil : null;
  return `#${number} is resolved.${closedUntil === null ? "" : ` If its alert still fires at ${at(context, closedUntil)}, it opens anew.`}`;
}
