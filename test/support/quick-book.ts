import { BUILDS } from "./book.ts";

const FENCE = "```";

/** The book of the tests with a policy that needs seconds: push at once, each further method so long after the one before, and then nothing for hours. */
export function quickBook({
  afterMs,
  later,
  reopen = "6h",
}: {
  readonly afterMs: number;
  readonly later: readonly string[];
  readonly reopen?: string;
}): Readonly<Record<string, string>> {
  const step = (method: string, index: number): readonly string[] => [
    `  - by: [${method}]`,
    "    page: on-call",
    ...(index > 0 ? [`    after: ${afterMs / 1_000}s`] : []),
  ];
  const policy = [
    "name: default",
    "wait: 10m",
    "steps:",
    ...["push", ...later].flatMap(step),
    "again: { after: 3h }",
    `acknowledged: { remind: ${reopen}, reopen: ${reopen} }`,
  ];
  return {
    "escalation.md": ["# Escalation", "", `${FENCE}yaml policy`, ...policy, FENCE, ""].join("\n"),
    "builds.md": BUILDS,
  };
}
