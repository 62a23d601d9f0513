import { join, relative, resolve } from "node:path";
import { counted } from "../lib/counted.ts";
import { shellWord } from "../lib/shell-word.ts";
import { makeBook } from "./init/make-book.ts";

const USUAL = "playbooks";
const SHOWN = 10;

/** Makes a team's own book, and says what to type next. */
export async function init(folder: string = USUAL): Promise<void> {
  const named = relative("", folder) || ".";
  const made = await makeBook(resolve(folder));
  switch (made.outcome) {
    case "made":
      process.stdout.write(`${sayMade(named, made.files)}\n`);
      return;
    case "taken":
      process.stderr.write(`${sayTaken(named, made.found)}\n`);
      break;
    case "failed":
      process.stderr.write(`${made.reason} Nothing was changed.\n`);
  }
  process.exitCode = 1;
}

function sayMade(folder: string, files: readonly string[]): string {
  const word = shellWord(folder);
  const isUsual = folder === USUAL;
  // Where the folder has another name, whoever reads the book must be told it.
  const env = isUsual ? "" : `PLAYBOOKS_DIR=${word} `;
  return [
    "This is your book:",
    ...files.map((file) => `  ${join(folder, file)}`),
    "",
    "Read it, then type:",
    `  npx watchroom check${isUsual ? "" : ` ${word}`}`,
    `  ${env}npx watchroom start`,
    "and while that runs, in another terminal:",
    `  ${env}npx watchroom fire first-alert`,
  ].join("\n");
}

function sayTaken(folder: string, found: readonly string[]): string {
  const rest = found.length - SHOWN;
  return [
    `${folder} holds ${counted(found.length, "page")} already:`,
    ...found.slice(0, SHOWN).map((file) => `  ${join(folder, file)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    "Nothing was written. Name another folder: npx watchroom init our-book",
  ].join("\n");
}
