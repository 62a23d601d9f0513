import type { AlertDefinition, Threshold } from "../alerts/alert.ts";
import type { Problem } from "./book.ts";
import { checkThreshold } from "./check-threshold.ts";
import { explainIssue, unknownKey, type Finding } from "./explain-issue.ts";
import type { Block } from "./outline.ts";
import { errorAt, quoted } from "./problem.ts";
import { ALERT, ALERT_KEYS, type AlertKeys } from "./schema-alert.ts";
import { keysOf, type SourceKeys } from "./source-keys.ts";
import { didYouMean } from "./values.ts";
import { readYaml, type YamlBlock } from "./yaml-block.ts";

/** A block that was read. `yaml` null: not even its keys are known. `meaning` null: something is wrong. */
export interface Read<T> {
  readonly block: Block;
  readonly yaml: YamlBlock | null;
  readonly meaning: T | null;
  readonly problems: readonly Problem[];
}

export function readAlert(block: Block, sources: readonly SourceKeys[]): Read<AlertDefinition> {
  const reading = readYaml(block);
  if (!reading.ok) return { block, yaml: null, meaning: null, problems: reading.problems };
  const { yaml } = reading;
  const source = sources.find(({ kind }) => kind === yaml.data["source"]) ?? null;
  const common = ALERT.safeParse(pick(yaml.data, (key) => ALERT_KEYS.includes(key)));
  const own = pick(yaml.data, (key) => !ALERT_KEYS.includes(key));
  const options = readOptions(own, source, sources);

  const findings = [
    ...(common.error?.issues.flatMap((issue) => explainIssue(issue, yaml.data, ALERT_KEYS)) ?? []),
    ...unknownSource(yaml.data["source"], sources),
    ...options.findings,
    ...checkThreshold(yaml.data, source),
  ];
  const problems = findings.map((finding) => toProblem(block, yaml, finding));
  const meaning =
    common.success && options.value !== null && problems.length === 0
      ? define(common.data, options.value)
      : null;
  return { block, yaml, meaning, problems };
}

export function toProblem(
  block: Block,
  yaml: YamlBlock,
  { path, at, message, mend }: Finding,
): Problem {
  return errorAt(block.file, at === "key" ? yaml.keyAt(path) : yaml.valueAt(path), {
    message,
    mend,
  });
}

type Data = Readonly<Record<string, unknown>>;

function readOptions(
  own: Data,
  source: SourceKeys | null,
  sources: readonly SourceKeys[],
): { readonly value: Data | null; readonly findings: readonly Finding[] } {
  if (source === null) {
    const known = new Set(sources.flatMap(({ options }) => keysOf(options)));
    // Whose keys they are is not known yet; but what no source knows is most likely a misspelt common one.
    return {
      value: null,
      findings: Object.keys(own).flatMap((key) =>
        known.has(key) ? [] : unknownKey([key], ALERT_KEYS),
      ),
    };
  }
  const known = [...keysOf(source.options), ...ALERT_KEYS];
  const parsed = source.options.safeParse(own);
  return parsed.success
    ? { value: parsed.data, findings: [] }
    : {
        value: null,
        findings: parsed.error.issues.flatMap((issue) => explainIssue(issue, own, known)),
      };
}

function unknownSource(kind: unknown, sources: readonly SourceKeys[]): readonly Finding[] {
  if (
    typeof kind !== "string" ||
    kind.trim() === "" ||
    sources.some((source) => source.kind === kind)
  )
    return [];
  const kinds = sources.map((source) => source.kind);
  return [
    {
      path: ["source"],
      at: "value",
      message: `Unknown source ${quoted(kind)}`,
      mend: didYouMean(kind, kinds),
    },
  ];
}

function define(keys: AlertKeys, options: Data): AlertDefinition {
  const threshold = thresholdOf(keys);
  const clears = keys.clears === undefined ? null : thresholdOf(keys.clears);
  return {
    name: keys.name,
    aliases: keys.aliases,
    severity: keys.severity,
    policy: keys.policy,
    source: { kind: keys.source, connection: keys.connection ?? null, options },
    threshold,
    forMs: keys.for,
    clears: clears === null ? null : { threshold: clears, forMs: keys.clears?.for ?? 0 },
    everyMs: keys.every,
    noData: keys["no-data"],
  };
}

function thresholdOf({
  above,
  below,
}: {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}): Threshold | null {
  if (above !== undefined) return { above };
  return below === undefined ? null : { below };
}

function pick(data: Data, wanted: (key: string) => boolean): Data {
  return Object.fromEntries(Object.entries(data).filter(([key]) => wanted(key)));
}
