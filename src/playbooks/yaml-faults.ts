import type { YAMLError } from "yaml";
import { oneLine } from "../lib/plain.ts";
import type { Fault } from "./problem.ts";

/** Keys that stand there twice are mistakes each; anything else confuses the parser, and what follows means nothing. */
export function worthTelling(errors: readonly YAMLError[]): readonly YAMLError[] {
  const [first] = errors
    .filter(({ code }) => code !== "DUPLICATE_KEY")
    .toSorted((a, b) => a.pos[0] - b.pos[0]);
  return first === undefined ? errors : [first];
}

export function explainYaml({ code, message }: YAMLError): Fault {
  return (
    EXPLAINED[code] ?? {
      message: `This is not YAML: ${oneLine(message, 120)}`,
      mend: "Write one `key: value` a line; put a value with `: ` or `#` in quotes, and close brackets and quotes.",
    }
  );
}

const EXPLAINED: Partial<Record<YAMLError["code"], Fault>> = {
  DUPLICATE_KEY: { message: "This key stands here twice", mend: "Keep one of the two." },
  TAB_AS_INDENT: { message: "Tabs do not count as indentation", mend: "Indent with spaces." },
  MULTIPLE_DOCS: {
    message: "A line of `---` ends the block",
    mend: "Leave it out; give each alert a block of its own.",
  },
  TAG_RESOLVE_FAILED: {
    message: "Tags (`!`) are not read here",
    mend: "Put the value in quotes if it begins with `!`.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "A value must not hold `: `",
    mend: "Put the value in quotes.",
  },
};
