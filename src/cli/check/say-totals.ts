import type { CheckedBook } from "../../app-check.ts";
import { counted } from "../../lib/counted.ts";
import { listed } from "../../lib/listed.ts";
import type { Remark } from "../../playbooks/idle-alerts.ts";

type Severity = Remark["severity"];

export interface Totals {
  /** Null when the book cannot be read. */
  readonly alerts: number | null;
  readonly policies: number | null;
  readonly files: number;
}

/** Of what the team wrote; the alerts that watch watchroom itself come on top. */
export function totalsOf({ book, files, pages }: CheckedBook): Totals {
  if (book === null) return { alerts: null, policies: null, files: pages };
  const own = new Set(files.map(({ path }) => path));
  const alerts = book.sections.filter(({ file }) => own.has(file)).flatMap((s) => s.alerts);
  return { alerts: alerts.length, policies: book.policies.length, files: pages };
}

/** "2 errors and 1 warning in 4 files." */
export function sayTotals(checked: CheckedBook): string {
  const { alerts, policies, files } = totalsOf(checked);
  const problems = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = countOf(checked.remarks, severity);
    return count === 0 ? [] : [counted(count, severity)];
  });
  const said = problems.length === 0 ? "No problem" : listed(problems);
  const held =
    alerts === null || policies === null
      ? []
      : [counted(alerts, "alert"), counted(policies, "policy", "policies")];
  return `${[`${said} in ${counted(files, "file")}`, ...held].join(", ")}.`;
}

export function countOf(remarks: readonly Remark[], severity: Severity): number {
  return remarks.filter((remark) => remark.severity === severity).length;
}
