import { isAbsolute, join } from "node:path";
import { oneLine } from "../../lib/plain.ts";
import type { BookFile } from "../../playbooks/book.ts";
import type { Remark } from "../../playbooks/idle-alerts.ts";

const LONGEST_EXCERPT = 100;
const LONGEST_PATH = 200;
const INDENT = "    ";

/**
 * A block for each remark, as compilers give them: place and message, the line with a caret, the mend.
 * `folder`: how the reader names the book's folder from where they are.
 */
export function sayRemarks(
  remarks: readonly Remark[],
  files: readonly BookFile[],
  folder: string,
): readonly string[] {
  const lines = new Map<string, readonly string[]>();
  const linesOf = (path: string): readonly string[] => {
    const known = lines.get(path);
    if (known !== undefined) return known;
    const text = files.find((file) => file.path === path)?.text ?? "";
    const split = text.split(/\r\n|\r|\n/);
    lines.set(path, split);
    return split;
  };
  return remarks.map((remark) => {
    const { severity, message, mend } = remark;
    const place = placeOf(remark, files, folder);
    return [
      `${place === null ? "" : `${place} `}${severity}: ${oneLine(message, 500)}`,
      ...excerpt(remark, linesOf(remark.file)[remark.line - 1] ?? ""),
      `${INDENT}${oneLine(mend, 500)}`,
    ].join("\n");
  });
}

/** Null for what is wrong with the folder itself. */
function placeOf(
  { file, line, column }: Remark,
  files: readonly BookFile[],
  folder: string,
): string | null {
  if (isAbsolute(file)) return null;
  const isTheirs = file !== "watchroom.md" || files.some(({ path }) => path === file);
  return `${oneLine(isTheirs ? join(folder, file) : file, LONGEST_PATH)}:${line}:${column}`;
}

function excerpt({ line, column }: Remark, text: string): readonly string[] {
  const indent = Math.min(/^\s*/.exec(text)![0].length, column - 1);
  // What a terminal would obey is shown as a blank, so that the caret stays below its letter.
  const shown = text
    .slice(indent, indent + LONGEST_EXCERPT)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, " ");
  if (shown.trim() === "" || column - indent > LONGEST_EXCERPT) return [];
  const number = String(line);
  return [
    `${INDENT}${number} | ${shown.trimEnd()}`,
    `${INDENT}${" ".repeat(number.length)} | ${" ".repeat(column - 1 - indent)}^`,
  ];
}
