import { plainMarkdown } from "../lib/plain.ts";
import type { Section } from "../playbooks/book.ts";
import { findSection } from "../playbooks/find-section.ts";
import { sectionOfAlert } from "../playbooks/look-up.ts";
import type { Answer } from "../ports/inward.ts";
import type { Watch } from "../watch/watch.ts";
import type { Command, Context } from "./command.ts";
import { threadIncident } from "./incidents-meant.ts";
import { nearest } from "./nearest.ts";
import { tellAsker, tellRoom, usageOf } from "./reply.ts";
import { quoted } from "./said.ts";

const BODY_LETTERS = 20_000;
const MOST_SECTIONS = 8;
/** A sentence about playbooks is longer, or has a sentence's marks. */
const LONGEST_UNADDRESSED = 5;

export const playbook: Command = {
  name: "playbook",
  usage: "playbook <alert>",
  summary: "The section of the book: what to do when it fires.",
  respondersOnly: false,
  forGuests: true,
  unaddressed: (words) =>
    words.length > 0 &&
    words.length <= LONGEST_UNADDRESSED &&
    !/[.,;:!?](\s|$)/.test(words.join(" ")),
  async run(context, words) {
    if (words.length === 0) return ofThread(context);
    return lookUp(context, words);
  },
};

async function ofThread(context: Context): Promise<Answer> {
  const incident = await threadIncident(context);
  if (incident === null) return usageOf(playbook);
  const section = sectionOfAlert(context.watch.book(), incident.alert);
  return section === null
    ? tellAsker(noSection(context.watch, incident.alert))
    : tellSection(context.watch, section);
}

function lookUp({ watch, addressed }: Context, words: readonly string[]): Answer | null {
  const query = words.join(" ");
  const result = findSection(watch.book(), query);
  switch (result.kind) {
    case "found":
      return tellSection(watch, result.section);
    case "several":
      return tellRoom(
        [
          `Several sections match ${quoted(query)}:`,
          "",
          ...result.sections
            .slice(0, MOST_SECTIONS)
            .map((section) => `- ${linkTo(watch, section)}`),
        ].join("\n"),
      );
    case "none":
      // "playbook needs work" is chat; one word alone is a name that somebody looks for.
      return addressed || words.length === 1 ? tellAsker(noSection(watch, query)) : null;
  }
}

function tellSection(watch: Watch, section: Section): Answer {
  return { ...tellRoom(sectionText(watch, section)), base: urlOf(watch, section) };
}

function sectionText(watch: Watch, section: Section): string {
  return `### ${plainMarkdown(section.heading, 200)}\n\n${linkTo(watch, section, `${section.file}#${section.anchor}`)}\n\n${shortened(section.body)}`;
}

/** The link stands above, so that a block cut open swallows nothing. */
function shortened(body: string): string {
  if (body.length <= BODY_LETTERS) return body.trim();
  const end = body.lastIndexOf("\n", BODY_LETTERS);
  return `${body.slice(0, end > 0 ? end : BODY_LETTERS)}\n…`;
}

function linkTo(watch: Watch, section: Section, words: string = section.heading): string {
  return `[${plainMarkdown(words, 200)}](<${urlOf(watch, section)}>)`;
}

function urlOf({ playbooksUrl }: Watch, { file, anchor }: Section): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${playbooksUrl}/${path}#${encodeURIComponent(anchor)}`;
}

function noSection(watch: Watch, query: string): string {
  const { alerts, sections } = watch.book();
  const names = [
    ...alerts.flatMap((alert) => [alert.name, ...alert.aliases]),
    ...sections.map((section) => section.heading),
  ];
  const near = nearest(query, names);
  return `The book has no section for ${quoted(query)}.${near === null ? "" : ` Nearest: ${plainMarkdown(near, 100)}.`}`;
}
