import type { Command } from "./command.ts";
import { tellAsker, usageOf } from "./reply.ts";
import { unknownCommand } from "./unknown-command.ts";

/** `all` is asked when it runs: the list holds this command too. */
export function helpOver(all: () => readonly Command[]): Command {
  const help: Command = {
    name: "help",
    usage: "help [command]",
    summary: "All commands, or one.",
    respondersOnly: false,
    forGuests: true,
    async run(_context, [wanted, ...more]) {
      if (more.length > 0) return usageOf(help);
      if (wanted === undefined)
        return tellAsker(
          all()
            .map((command) => `- \`${command.usage}\`: ${command.summary}`)
            .join("\n"),
        );
      const command = all().find(({ name }) => name === wanted.toLowerCase());
      return command === undefined ? unknownCommand(all(), wanted) : usageOf(command);
    },
  };
  return help;
}
