import { formatDuration } from "../lib/durations.ts";
import { quietUntil } from "../incidents/acknowledgement.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Command, Context } from "./command.ts";
import { tellRoom, usageOf } from "./reply.ts";
import { at, name, title } from "./said.ts";

const MOST_LINES = 20;

export const incidents: Command = {
  name: "incidents",
  usage: "incidents",
  summary: "What is open, newest first.",
  respondersOnly: false,
  forGuests: true,
  async run(context, words) {
    if (words.length > 0) return usageOf(incidents);
    const open = await context.watch.incidents.open();
    if (open.length === 0) return tellRoom("Nothing is open.");
    const lines = open.slice(0, MOST_LINES).map((incident) => `- ${lineOf(context, incident)}`);
    const left = open.length - lines.length;
    return tellRoom([...lines, ...(left > 0 ? [`\n… and ${left} more.`] : [])].join("\n"));
  },
};

function lineOf(context: Context, incident: Incident): string {
  const age = formatDuration(context.watch.clock.now() - incident.openedAt);
  return `#${incident.number} ${title(incident)}, ${incident.severity}, open for ${age}: ${whoHasIt(context, incident)}.`;
}

function whoHasIt(context: Context, { phase, acknowledgedBy }: Incident): string {
  const until = quietUntil(phase);
  const quiet = until > context.watch.clock.now() ? [`silenced until ${at(context, until)}`] : [];
  const has = acknowledgedBy === null ? "nobody has it" : `${name(acknowledgedBy)} has it`;
  return (phase.kind === "silenced" ? quiet : [has, ...quiet]).join(", ") || has;
}
