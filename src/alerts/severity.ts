/** `critical` pages people, `warning` stays in the room, `info` is only recorded. */
export type Severity = "critical" | "warning" | "info";

const SYNONYMS: Readonly<Record<string, Severity>> = {
  critical: "critical",
  page: "critical",
  emergency: "critical",
  fatal: "critical",
  error: "warning",
  warning: "warning",
  minor: "warning",
  info: "info",
  none: "info",
  debug: "info",
};

const RANK = { info: 0, warning: 1, critical: 2 } as const satisfies Record<Severity, number>;

/** What an outside tool calls severity. Null when it is missing or unknown; the caller then takes critical and says so. */
export function severityFromOutside(word: string | undefined): Severity | null {
  const key = word?.trim().toLowerCase() ?? "";
  return Object.hasOwn(SYNONYMS, key) ? (SYNONYMS[key] ?? null) : null;
}

export function isMoreSevere(a: Severity, b: Severity): boolean {
  return RANK[a] > RANK[b];
}

export function isSeverity(value: unknown): value is Severity {
  return typeof value === "string" && Object.hasOwn(RANK, value);
}
