import type { z } from "zod";
import { quoted, type Fault } from "./problem.ts";
import { didYouMean } from "./values.ts";
import type { Path } from "./yaml-block.ts";

export type Issue = z.core.$ZodIssue;

/** What is wrong with a key of a block, and which. */
export interface Finding extends Fault {
  readonly path: Path;
  /** Whether to point at the key or at its value. */
  readonly at: "key" | "value";
}

const TYPE_MENDS: Readonly<Record<string, string>> = {
  number: "Write it plainly, such as 5000: no quotes, commas or units.",
  string: "Put it in quotes.",
  array: "Write a list, such as [a, b].",
  object: "Write its keys below it, indented.",
  boolean: "Write true or false.",
};

const OUR_WORDS: Readonly<Record<string, string>> = {
  array: "a list",
  object: "keys with values",
  record: "keys with values",
  string: "text",
  number: "a number",
  boolean: "true or false",
};

/** `known`: the keys that may stand on the block's first level. */
export function explainIssue(
  issue: Issue,
  data: unknown,
  known: readonly string[],
): readonly Finding[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey([...path, key], path.length === 0 ? known : []));
  if (issue.code === "invalid_union" && issue.errors.length > 0)
    return bestBranch(issue.errors).flatMap((inner) =>
      explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, data, known),
    );
  return [{ path, at: "value", ...explain(issue, last(path), valueIn(data, path)) }];
}

export function unknownKey(path: Path, known: readonly string[]): Finding {
  const key = path.at(-1);
  return { path, at: "key", message: `Unknown key ${quoted(key)}`, mend: didYouMean(key, known) };
}

function explain(issue: Issue, key: string, value: unknown): Fault {
  if (issue.code === "custom")
    return {
      message: sentence(key, issue.message),
      mend: String(issue.params?.["mend"] ?? "Change it."),
    };
  if (value === undefined) return { message: sentence(key, "is missing"), mend: "Add it." };
  if (!/^(?:Invalid|Too|Unrecognized)\b/.test(issue.message))
    return { message: sentence(key, issue.message), mend: "Change it." };
  if (issue.code === "invalid_type")
    return {
      message: sentence(
        key,
        `must be ${OUR_WORDS[issue.expected] ?? issue.expected}, not ${quoted(value)}`,
      ),
      mend: TYPE_MENDS[issue.expected] ?? "Change it.",
    };
  if (issue.code === "invalid_value")
    return {
      message: sentence(key, `must not be ${quoted(value)}`),
      mend: didYouMean(value, issue.values.map(String)),
    };
  return { message: sentence(key, `is not right: ${issue.message}`), mend: "Change it." };
}

/** A source's own words may be a sentence already, or go on after the key's name as ours do. */
function sentence(key: string, message: string): string {
  const goesOn = /^(?:must|is|has|needs|cannot|may)\b/.test(message);
  return goesOn ? `${quoted(key)} ${message}` : `${quoted(key)}: ${message}`;
}

/** Of several forms that a value may have, the one that it nearly has. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  return branches.toSorted((a, b) => a.length - b.length)[0]!;
}

function last(path: Path): string {
  return path.findLast((part) => typeof part === "string") ?? "block";
}

function valueIn(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path)
    value =
      typeof value === "object" && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined;
  return value;
}
