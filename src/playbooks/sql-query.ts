import type { ZodType } from "zod";
import { inWords, valueOf, type Checked } from "./values.ts";
import { quoted } from "./problem.ts";

const LONGEST = 10_000;
const COMMENTS_FIRST = /^(\s|\(|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*/;
/** Every column: one of them may be `value`. */
const ALL_COLUMNS = /(\bselect(\s+distinct)?|[.,])\s*\*/i;

/** One statement that reads. `beginnings` are the words that it may begin with; those of `unnamed` name their columns themselves. */
export function sqlQuery(
  beginnings: readonly string[],
  unnamed: readonly string[] = [],
): ZodType<string> {
  return valueOf((given): Checked<string> => {
    if (typeof given !== "string" || given.trim() === "")
      return {
        message: `must be a query, not ${quoted(given)}`,
        mend: "Write `query: |`, and below it, indented, SELECT count(*) AS value FROM …",
      };
    if (given.length > LONGEST || given.includes("\0"))
      return {
        message: `has more than ${LONGEST.toLocaleString("en")} letters, or one that cannot be`,
        mend: "Make it a view in the database, and read that.",
      };
    const [word = ""] = /^\w*/.exec(given.replace(COMMENTS_FIRST, "").toUpperCase()) ?? [];
    if (![...beginnings, ...unnamed].includes(word))
      return {
        message: `must begin with ${inWords([...beginnings, ...unnamed], "or")}, not ${quoted(given.trim())}`,
        mend: "It may only read.",
      };
    // A transaction that only reads forbids it to PostgreSQL, but not to MySQL.
    if (/\binto\s+(outfile|dumpfile)\b/i.test(given))
      return { message: "must not write a file", mend: "It may only read." };
    return /\bvalue\b/i.test(given) || ALL_COLUMNS.test(given) || unnamed.includes(word)
      ? { value: given }
      : {
          message: "has no column named value",
          mend: "Name the number: SELECT count(*) AS value FROM … All other columns are labels.",
        };
  });
}
