import type { CommandHelp, Me } from "./contract.ts";

export interface Option {
  readonly label: string;
  readonly detail: string;
  /** What the whole line becomes. */
  readonly line: string;
}

export interface Known {
  readonly commands: readonly CommandHelp[];
  readonly people: readonly Me[];
  readonly incidents: readonly { readonly number: number; readonly title: string }[];
}

const PREFIX = /^(\/watchroom\s+|@watchroom\s+|\/)?(.*)$/s;
/** The only commands that count in a room without addressing the bot. */
const UNADDRESSED = new Set(["playbook", "ack", "resolve"]);
/** A chat line that merely begins like a command is left alone until so many letters agree. */
const LETTERS = 2;
const MOST = 8;

const wordOf = (command: CommandHelp): string => command.usage.split(/\s/)[0] ?? "";

/** What the line could become; nothing for a line that is no command. */
export function complete(line: string, known: Known): readonly Option[] {
  const [, prefix = "", rest = ""] = PREFIX.exec(line) ?? [];
  if (line.includes("\n")) return [];
  if (!/\s/.test(rest))
    return prefix === "" && rest.length < LETTERS
      ? []
      : commandsFor(prefix, rest, known).slice(0, MOST);
  return findCommand(line, known) ? argumentsFor(line, known).slice(0, MOST) : [];
}

/** The command that a line has chosen already, to show how it goes on. */
export function findCommand(line: string, known: Pick<Known, "commands">): CommandHelp | null {
  const [, , rest = ""] = PREFIX.exec(line) ?? [];
  const word = /^(\S+)\s/.exec(rest)?.[1]?.toLowerCase();
  return known.commands.find((command) => wordOf(command) === word) ?? null;
}

function commandsFor(prefix: string, typed: string, { commands }: Known): readonly Option[] {
  return commands
    .filter((command) => wordOf(command).startsWith(typed.toLowerCase()))
    .map((command) => ({
      label: command.usage,
      detail: command.summary,
      line: `${addressed(prefix, wordOf(command))} `,
    }));
}

function addressed(prefix: string, word: string): string {
  if (prefix.startsWith("/")) return `/watchroom ${word}`;
  return prefix === "" && UNADDRESSED.has(word) ? word : `@watchroom ${word}`;
}

function argumentsFor(line: string, { people, incidents }: Known): readonly Option[] {
  const [, before = "", typed = ""] = /^(.*\s)([#@]\S*)$/s.exec(line) ?? [];
  const all = [
    ...incidents.map(({ number, title }) => [`#${number}`, title]),
    ...people.map(({ handle, name }) => [`@${handle}`, name]),
  ];
  return all.flatMap(([label = "", detail = ""]) =>
    typed !== "" && label.startsWith(typed.toLowerCase())
      ? [{ label, detail, line: `${before}${label} ` }]
      : [],
  );
}
