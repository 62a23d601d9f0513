import { listed } from "../lib/listed.ts";
import { oneLine, plainMarkdown } from "../lib/plain.ts";
import { parseUntil } from "../oncall/parse-until.ts";
import type { Person } from "../oncall/person.ts";
import type { Answer } from "../ports/inward.ts";
import { type Offered, offerHandoff } from "../watch/handoff.ts";
import type { Command, Context } from "./command.ts";
import { findPerson } from "./find-person.ts";
import { NOBODY_TO_CALL } from "./oncall.ts";
import { tellAsker, usageOf } from "./reply.ts";
import { at, mention, name, title, untilWords, zoneFor } from "./said.ts";
import { handoffSubject } from "./handoff-subject.ts";

const NOTE_LETTERS = 300;

export const handoff: Command = {
  name: "handoff",
  usage: "handoff @who [until 18:00] [note]",
  summary: "Asks somebody to take over from you. Until they accept, you stay on call.",
  respondersOnly: true,
  async run(context, [who, ...words]) {
    if (who === undefined) return usageOf(handoff);
    const until = parseUntil(words, context.watch.clock.now(), zoneFor(context));
    if (!until.ok) return tellAsker(until.why);
    const found = findPerson(await context.watch.people.all(), who);
    if (!found.ok) return tellAsker(found.why);
    const note = until.rest.length > 0 ? oneLine(until.rest.join(" "), NOTE_LETTERS) : null;
    const offered = await offerHandoff(context.watch, {
      giver: context.person.handle,
      taker: found.person.handle,
      until: until.at,
      note,
    });
    return sayOffered(context, found.person, offered);
  },
};

async function sayOffered(context: Context, taker: Person, offered: Offered): Promise<Answer> {
  switch (offered.outcome) {
    case "offered":
      return {
        text: await question(context, offered),
        toAll: true,
        subject: handoffSubject(offered.offer.id),
        asks: taker.handle,
      };
    case "yourself":
      return tellAsker("You cannot hand over to yourself.");
    case "unknown-person":
      return tellAsker(`${name(taker)} is no longer here.`);
    case "not-a-responder":
      return tellAsker(`${name(taker)} is not a responder and cannot be called.`);
    case "not-on-call":
      return tellAsker(
        offered.onCall === null
          ? NOBODY_TO_CALL
          : `You are not on call: ${name(offered.onCall)} is. Only they can hand it over; \`take\` needs no asking.`,
      );
    case "beyond":
      return tellAsker(
        `You are on call only${untilWords(context, offered.until)}. Hand over until then at most.`,
      );
  }
}

async function question(
  context: Context,
  { offer, taker, open }: Extract<Offered, { outcome: "offered" }>,
): Promise<string> {
  const giver = name(context.person);
  return [
    `${mention(taker)}: ${giver} asks you to take over${untilWords(context, offer.until)}. Until you accept, ${giver} stays on call.`,
    ...(offer.note === null ? [] : [`> ${plainMarkdown(offer.note, NOTE_LETTERS)}`]),
    open.length === 0
      ? "Nothing is open."
      : `Open: ${listed(open.slice(0, 10).map((incident) => `#${incident.number} ${title(incident)}`))}${open.length > 10 ? `, and ${open.length - 10} more` : ""}.`,
    ...(await lastPage(context)),
    "React with ✅ or ❌, or say `accept` or `decline`.",
  ].join("\n\n");
}

async function lastPage(context: Context): Promise<readonly string[]> {
  const page = await context.watch.pages.lastOf(context.person.handle);
  if (page === null) return [];
  const incidents = (await context.watch.incidents.loadMany(page.incidents)).filter(
    (incident) => incident !== null,
  );
  const about =
    incidents.length === 0
      ? ""
      : ` about ${listed(incidents.map((incident) => `#${incident.number}`))}`;
  return [
    `${name(context.person)}'s last page: ${page.method} at ${at(context, page.at)}${about}.`,
  ];
}
