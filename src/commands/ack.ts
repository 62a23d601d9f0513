import { listed } from "../lib/listed.ts";
import { DAY, formatDuration, parseDuration } from "../lib/durations.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Answer } from "../ports/inward.ts";
import { acknowledge } from "../watch/acknowledge.ts";
import type { Acted } from "../watch/act.ts";
import type { Command, Context } from "./command.ts";
import { incidentNumber } from "./incident-number.ts";
import { lastPaged } from "./incidents-meant.ts";
import { onIncident } from "./on-incident.ts";
import { tellAsker, tellRoom, usageOf } from "./reply.ts";
import { actorOf, name } from "./said.ts";
import { whichOne } from "./which-one.ts";

/** Who wants longer wants a silence. */
const LONGEST_ACK_MS = 7 * DAY;

export const ack: Command = {
  name: "ack",
  usage: "ack [#n] [for 2h]",
  summary:
    "You have it; nobody else is called. Without a number: the thread's incident, else what your last page was about, else the only open one. At most for 7d.",
  respondersOnly: false,
  unaddressed: (words) => parseAck(words) !== null,
  async run(context, words) {
    const wanted = parseAck(words);
    if (wanted === null) return usageOf(ack);
    const { forMs } = wanted;
    const number = wanted.number ?? context.incident;
    if (number === null) return ackUnnamed(context, forMs);
    return onIncident(context, number, (id) => acknowledgeOne(context, id, forMs), {
      done: (incident) => isYours(context, [incident], forMs),
      unchanged: (incident) => `#${incident.number} is yours already, ${name(context.person)}.`,
    });
  },
};

function parseAck(
  words: readonly string[],
): { readonly number: number | null; readonly forMs: number | null } | null {
  const number = incidentNumber(words[0]);
  const [preposition, span, ...more] = number === null ? words : words.slice(1);
  if (preposition === undefined) return { number, forMs: null };
  const forMs = preposition.toLowerCase() === "for" ? parseDuration(span ?? "") : null;
  if (forMs === null || forMs === 0 || forMs > LONGEST_ACK_MS || more.length > 0) return null;
  return { number, forMs };
}

function acknowledgeOne(context: Context, incident: string, forMs: number | null): Promise<Acted> {
  return acknowledge(context.watch, {
    incident,
    by: actorOf(context),
    at: context.watch.clock.now(),
    token: null,
    forMs,
  });
}

async function ackUnnamed(context: Context, forMs: number | null): Promise<Answer | null> {
  const paged = await lastPaged(context, ({ status }) => status === "triggered");
  if (paged.length > 0) return ackAll(context, paged, forMs);
  const open = await context.watch.incidents.open();
  const waiting = open.filter(
    ({ status, phase }) => status === "triggered" && phase.kind !== "silenced",
  );
  if (waiting.length === 1) return ackAll(context, waiting, forMs);
  if (waiting.length > 1) return whichOne(waiting);
  const taken = forMs === null ? whoHasTheOnly(open, context) : null;
  if (taken !== null) return tellAsker(taken);
  // Between people "ack" also means "I have read it".
  return context.addressed ? tellAsker("Nothing is waiting for anybody.") : null;
}

/** Null: none or several are open, or nobody else has it. */
function whoHasTheOnly(open: readonly Incident[], { person }: Context): string | null {
  const [only, ...more] = open;
  if (only === undefined || more.length > 0 || only.status !== "acknowledged") return null;
  const holders = new Map(only.acknowledgements.map(({ actor }) => [actor.handle, actor]));
  if (holders.size === 0 || holders.has(person.handle)) return null;
  const names = listed([...holders.values()].map(name));
  return `${names} ${holders.size === 1 ? "has" : "have"} #${only.number}.`;
}

async function ackAll(
  context: Context,
  incidents: readonly Incident[],
  forMs: number | null,
): Promise<Answer> {
  const acted = await Promise.all(
    incidents.map((incident) => acknowledgeOne(context, incident.id, forMs)),
  );
  const mine = acted.flatMap((one) =>
    one.outcome === "done" || one.outcome === "unchanged" ? [one.incident] : [],
  );
  return mine.length > 0
    ? tellRoom(isYours(context, mine, forMs))
    : tellAsker("It was resolved a moment ago.");
}

function isYours(context: Context, incidents: readonly Incident[], forMs: number | null): string {
  const numbers = listed(incidents.map((incident) => `#${incident.number}`));
  const span = forMs === null ? "" : ` for ${formatDuration(forMs)}`;
  return `${numbers} ${incidents.length === 1 ? "is" : "are"} yours${span}, ${name(context.person)}.`;
}
