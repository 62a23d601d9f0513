import type { SourceSpec } from "../alerts/alert.ts";
import type { Book, Problem } from "./book.ts";
import { sectionOfAlert } from "./look-up.ts";
import { quoted } from "./problem.ts";

/** A problem, or what is worth knowing and no fault of the book. */
export type Remark = Problem | (Omit<Problem, "severity"> & { readonly severity: "note" });

/** Alerts that nobody measures, because this environment lacks what their source needs. */
export function idleAlerts(
  book: Book,
  sources: readonly { readonly kind: string; idle(spec: SourceSpec): string | null }[],
): readonly Remark[] {
  const byKind = new Map(sources.map((source) => [source.kind, source]));
  return book.alerts.flatMap(({ name, source }) => {
    const missing = byKind.get(source.kind)?.idle(source) ?? null;
    const section = missing === null ? null : sectionOfAlert(book, name);
    if (section === null) return [];
    return [
      {
        severity: "note",
        file: section.file,
        line: section.line,
        column: 1,
        message: `${quoted(name)} is idle here: ${missing}`,
        mend: "Set it where watchroom runs.",
      },
    ];
  });
}
