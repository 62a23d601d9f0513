import type { AlertDefinition } from "../alerts/alert.ts";
import { BUILT_IN_POLICY, type Policy } from "../incidents/policy.ts";
import type { Problem } from "./book.ts";
import { errorAt, quoted, warningAt } from "./problem.ts";
import type { Read } from "./read-alert.ts";
import { didYouMean, NAME } from "./values.ts";
import type { Path } from "./yaml-block.ts";

/** What alerts and policies say of each other. Read from the bare keys, so that one mistake does not hide another. */
export function checkNames(
  alerts: readonly Read<AlertDefinition>[],
  policies: readonly Read<Policy>[],
): readonly Problem[] {
  return [
    ...doubles(alerts, "alert"),
    ...doubles(policies, "policy"),
    ...unknownPolicies(alerts, policies),
    ...sharedAliases(alerts),
  ];
}

function doubles(reads: readonly Read<unknown>[], what: string): readonly Problem[] {
  const first = new Map<string, Read<unknown>>();
  const problems: Problem[] = [];
  for (const read of reads) {
    const name = nameIn(read);
    if (name === null) continue;
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, read);
    else
      problems.push(
        errorAt(read.block.file, read.yaml!.valueAt(["name"]), {
          message: `There is another ${what} named ${quoted(name)}, in ${placeOf(earlier)}`,
          mend: "Rename one of the two.",
        }),
      );
  }
  return problems;
}

function unknownPolicies(
  alerts: readonly Read<AlertDefinition>[],
  policies: readonly Read<Policy>[],
): readonly Problem[] {
  const known = [
    ...new Set([...policies.flatMap((read) => nameIn(read) ?? []), BUILT_IN_POLICY.name]),
  ];
  return alerts.flatMap(({ block, yaml }) => {
    const policy = yaml?.data["policy"];
    if (typeof policy !== "string" || !NAME.test(policy) || known.includes(policy)) return [];
    return [
      errorAt(block.file, yaml!.valueAt(["policy"]), {
        message: `Unknown policy ${quoted(policy)}`,
        mend: didYouMean(policy, known),
      }),
    ];
  });
}

function sharedAliases(alerts: readonly Read<AlertDefinition>[]): readonly Problem[] {
  const taken = new Map<string, string>(
    alerts.flatMap((read) => (nameIn(read) === null ? [] : [[fold(nameIn(read)!), nameIn(read)!]])),
  );
  const problems: Problem[] = [];
  for (const { alias, read, path } of alerts.flatMap(aliasesOf)) {
    const other = taken.get(fold(alias));
    if (other === undefined) taken.set(fold(alias), nameIn(read) ?? "another alert");
    else
      problems.push(
        warningAt(read.block.file, read.yaml!.valueAt(path), {
          message: `${quoted(alias)} already stands for ${quoted(other)}`,
          mend: "Keep it with one alert only.",
        }),
      );
  }
  return problems;
}

function aliasesOf(read: Read<AlertDefinition>): readonly {
  readonly alias: string;
  readonly read: Read<AlertDefinition>;
  readonly path: Path;
}[] {
  const aliases = read.yaml?.data["aliases"];
  if (!Array.isArray(aliases)) return [];
  return aliases.flatMap((alias: unknown, index) =>
    typeof alias === "string" ? [{ alias, read, path: ["aliases", index] }] : [],
  );
}

function nameIn({ yaml }: Read<unknown>): string | null {
  const name = yaml?.data["name"];
  return typeof name === "string" && name !== "" ? name : null;
}

function placeOf({ block, yaml }: Read<unknown>): string {
  return `${block.file}:${yaml!.valueAt(["name"]).line}`;
}

function fold(alias: string): string {
  return alias.trim().toLowerCase();
}
