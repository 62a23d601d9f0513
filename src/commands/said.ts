import { formatInstant } from "../lib/wall-time.ts";
import { plainMarkdown } from "../lib/plain.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Actor, Person } from "../oncall/person.ts";
import { zoneOf } from "../oncall/zone-of.ts";
import type { Context } from "./command.ts";

const NAME_LETTERS = 40;
const TITLE_LETTERS = 100;
const QUOTE_LETTERS = 60;

/** Names and titles come from outside; all that goes into an answer passes through here. */
export const name = (person: Pick<Person, "name">): string =>
  plainMarkdown(person.name, NAME_LETTERS);
export const mention = (person: Pick<Person, "handle">): string =>
  `@${plainMarkdown(person.handle, NAME_LETTERS)}`;
export const title = (incident: Incident): string => plainMarkdown(incident.title, TITLE_LETTERS);
export const quoted = (words: string): string => `“${plainMarkdown(words, QUOTE_LETTERS)}”`;

export const actorOf = ({ person, room }: Context): Actor => ({
  handle: person.handle,
  name: person.name,
  via: room,
});

export const zoneFor = (context: Context): string => zoneOf(context.person, context.watch.zone);

/** By the clock of whoever asks. */
export const at = (context: Context, instant: number): string =>
  formatInstant(instant, zoneFor(context), context.watch.clock.now());

/** " until 18:00 (Europe/Berlin)", or nothing when there is no end. */
export function untilWords(context: Context, until: number | null): string {
  return until === null ? "" : ` until ${at(context, until)} (${zoneFor(context)})`;
}
