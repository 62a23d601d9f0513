import type { Answer, Inward } from "../ports/inward.ts";
import type { Watch } from "../watch/watch.ts";
import { readAddress } from "./address.ts";
import type { Command, Context } from "./command.ts";
import { COMMANDS } from "./registry.ts";
import { tellAsker } from "./reply.ts";
import { unknownCommand } from "./unknown-command.ts";

/** Carries out a member's line. Null: it was chat. */
export async function hear(
  watch: Watch,
  line: Parameters<Inward["heard"]>[0],
): Promise<Answer | null> {
  const { addressed, words } = readAddress(line.text, line.addressed);
  const [first = "help", ...rest] = words;
  const command = COMMANDS.find(({ name }) => name === first.toLowerCase());
  const context: Context = {
    watch,
    person: line.person,
    room: line.room,
    addressed,
    direct: line.direct ?? false,
    incident: line.incident ?? null,
  };
  if (command !== undefined && command.forGuests !== true && line.mayAct === false)
    return addressed ? tellAsker(`\`${command.name}\` is for members. Guests can read.`) : null;
  if (addressed)
    return command === undefined ? unknownCommand(COMMANDS, first) : runFor(command, context, rest);
  // A command is one line; whoever writes more is telling something.
  const isExact =
    words.length > 0 && !/[\r\n]/.test(line.text.trim()) && command?.unaddressed?.(rest) === true;
  return command !== undefined && isExact ? runFor(command, context, rest) : null;
}

async function runFor(
  command: Command,
  context: Context,
  words: readonly string[],
): Promise<Answer | null> {
  if (command.respondersOnly && !context.person.responder) {
    if (!context.addressed) return null;
    return tellAsker(
      `\`${command.name}\` is for responders, whom watchroom can call. You can read, acknowledge and resolve.`,
    );
  }
  return command.run(context, words);
}
