import type { Method } from "../incidents/policy.ts";
import { listed } from "../lib/listed.ts";
import type { BookFile, Problem } from "./book.ts";
import { readOutline } from "./outline.ts";
import { quoted, warningAt } from "./problem.ts";
import { readPolicy } from "./read-policy.ts";

/** Ways out that a policy names and that nobody has set up: their pages are passed over, and a step may be silent. */
export function checkMethods(
  files: readonly BookFile[],
  setUp: ReadonlySet<Method>,
): readonly Problem[] {
  const blocks = files
    .filter(({ text }) => text.includes("policy"))
    .flatMap((file) => readOutline(file).blocks);
  return blocks
    .filter(({ kind }) => kind === "policy")
    .flatMap((block) => {
      const { meaning, yaml } = readPolicy(block);
      if (meaning === null || yaml === null) return [];
      const missing = meaning.steps.map(({ by }) => by.filter((method) => !setUp.has(method)));
      const first = missing.findIndex((methods) => methods.length > 0);
      if (first === -1) return [];
      const silent = missing.filter((methods, i) => methods.length === meaning.steps[i]!.by.length);
      const isOwn = yaml.data["steps"] !== undefined;
      return [
        warningAt(block.file, yaml.valueAt(isOwn ? ["steps", first, "by"] : ["name"]), {
          message: `${quoted(meaning.name)} calls by ${listed([...new Set(missing.flat())])}, which nobody has set up${saySilent(silent.length, missing.length)}`,
          mend: "Set it up in the environment, or take it out of the steps.",
        }),
      ];
    });
}

function saySilent(silent: number, all: number): string {
  if (silent === 0) return "";
  return silent === all
    ? "; no step calls anybody"
    : `; ${silent} of ${all} steps ${silent === 1 ? "calls" : "call"} nobody`;
}
