import type { Answer } from "../ports/inward.ts";
import type { Command } from "./command.ts";
import { nearest } from "./nearest.ts";
import { tellAsker } from "./reply.ts";
import { quoted } from "./said.ts";

/** A line that is nearly a command is never guessed: it is named, and nothing is done. */
export function unknownCommand(all: readonly Command[], word: string): Answer {
  const near = nearest(
    word,
    all.map(({ name }) => name),
  );
  const usage = all.find(({ name }) => name === near)?.usage;
  return tellAsker(
    `${quoted(word)} is no command. ${usage === undefined ? "`help` lists them." : `Nearest: \`${usage}\`. Nothing was done.`}`,
  );
}
