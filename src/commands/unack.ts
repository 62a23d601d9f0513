import { listed } from "../lib/listed.ts";
import type { Incident } from "../incidents/incident.ts";
import { unacknowledge } from "../watch/unacknowledge.ts";
import type { Command } from "./command.ts";
import { onlyNumber } from "./incident-number.ts";
import { theOneMeant } from "./incidents-meant.ts";
import { onIncident } from "./on-incident.ts";
import { usageOf } from "./reply.ts";
import { actorOf, name } from "./said.ts";

export const unack: Command = {
  name: "unack",
  usage: "unack [#n]",
  summary:
    "Takes your acknowledgement back, or, if you gave none, everybody's. If nobody has it then, escalation goes on.",
  respondersOnly: false,
  async run(context, words) {
    const meant =
      words.length === 0
        ? await theOneMeant(
            context,
            ({ status }) => status === "acknowledged",
            "Nobody has anything: there is nothing to take back.",
          )
        : { number: onlyNumber(words) };
    if ("answer" in meant) return meant.answer;
    const { number } = meant;
    if (number === null) return usageOf(unack);
    const by = actorOf(context);
    return onIncident(
      context,
      number,
      (incident) => unacknowledge(context.watch, { incident, by, token: null }),
      {
        done: whoHasItNow,
        unchanged: (incident) => `Nobody has #${incident.number}: there is nothing to take back.`,
      },
    );
  },
};

function whoHasItNow(incident: Incident): string {
  const others = [
    ...new Map(incident.acknowledgements.map(({ actor }) => [actor.handle, name(actor)])).values(),
  ];
  if (others.length === 0) return `#${incident.number} needs somebody again.`;
  return `#${incident.number} is no longer yours. ${listed(others)} still ${others.length === 1 ? "has" : "have"} it.`;
}
