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

export interface Completion {
  readonly options: readonly Option[];
  /** The command that the line has chosen already. */
  readonly command: CommandHelp | undefined;
}

const LINE = /^(\/watchroom\s+|@watchroom\s+|\/)?(.*)$/;
/** The only commands that count in a room without addressing the bot. */
const UNADDRESSED = ["playbook", "ack", "resolve"];
/** A chat line that merely begins like a command is left alone until so many letters agree. */
const LETTERS = 2;

const wordOf = ({ usage }: CommandHelp): string => usage.split(" ")[0] ?? "";

/** What the line could become; nothing for a line that is no command. */
export function complete(line: string, known: Known): Completion {
  const [, prefix = "", rest = ""] = LINE.exec(line.toLowerCase()) ?? [];
  const command = known.commands.find((one) => rest.startsWith(`${wordOf(one)} `));
  if (command) return { command, options: argumentsFor(line, known) };
  const isCommand = prefix !== "" || rest.length >= LETTERS;
  const alike = isCommand ? known.commands.filter((one) => wordOf(one).startsWith(rest)) : [];
  return { command, options: alike.map((one) => option(one, prefix)) };
}

function option(command: CommandHelp, prefix: string): Option {
  const word = wordOf(command);
  const isBare = prefix === "" && UNADDRESSED.includes(word);
  const address = prefix.startsWith("/") ? "/watchroom " : "@watchroom ";
  return {
    label: command.usage,
    detail: command.summary,
    line: `${isBare ? "" : address}${word} `,
  };
}

function argumentsFor(line: string, { people, incidents }: Known): readonly Option[] {
  const [, before = "", typed] = /^(.*\s)([#@]\S*)$/.exec(line) ?? [];
  if (typed === undefined) return [];
  return [
    ...incidents.map(({ number, title }) => ({ label: `#${number}`, detail: title })),
    ...people.map(({ handle, name }) => ({ label: `@${handle}`, detail: name })),
  ]
    .filter(({ label }) => label.startsWith(typed.toLowerCase()))
    .map((one) => ({ ...one, line: `${before}${one.label} ` }));
}
