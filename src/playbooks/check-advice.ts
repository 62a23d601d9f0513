import type { AlertDefinition } from "../alerts/alert.ts";
import type { Problem } from "./book.ts";
import { lastAtOrBefore } from "./last-before.ts";
import type { Outline } from "./outline.ts";
import { errorAt, quoted, warningAt } from "./problem.ts";
import type { Read } from "./read-alert.ts";
import { endsOf } from "./sections.ts";

/** What a good section of an alert has: a heading, steps, and patience before it wakes somebody. */
export function checkAdvice(
  outline: Outline,
  reads: readonly Read<AlertDefinition>[],
): readonly Problem[] {
  const starts = outline.headings.map(({ start }) => start);
  const ends = endsOf(outline.headings, outline.text.length);
  const stepless = (read: Read<AlertDefinition>): readonly Problem[] => {
    const index = lastAtOrBefore(starts, read.block.start);
    const heading = outline.headings[index];
    if (
      heading === undefined ||
      read.meaning === null ||
      hasProse(outline, heading.start, ends[index]!)
    )
      return [];
    return [without(outline.file, heading.line, read.meaning.name)];
  };
  return [
    ...headless(outline),
    ...reads.flatMap((read) => [...stepless(read), ...impatient(read)]),
  ];
}

function hasProse({ prose }: Outline, start: number, end: number): boolean {
  return (prose[lastAtOrBefore(prose, start) + 1] ?? Infinity) < end;
}

function without(file: string, line: number, alert: string): Problem {
  return warningAt(
    file,
    { line, column: 1 },
    {
      message: `${quoted(alert)} has no steps to take`,
      mend: "Write below the block what to do first, as a numbered list.",
    },
  );
}

function headless({ file, headings, blocks }: Outline): readonly Problem[] {
  const first = headings[0]?.start ?? Infinity;
  return blocks
    .filter(({ start }) => start < first)
    .map(({ kind, fence }) =>
      errorAt(file, fence, {
        message: `This ${kind} stands under no heading`,
        mend: "Put a heading such as `## Disk is full` above it.",
      }),
    );
}

function impatient({ block, yaml, meaning }: Read<AlertDefinition>): readonly Problem[] {
  if (
    yaml === null ||
    meaning === null ||
    meaning.threshold === null ||
    meaning.severity !== "critical" ||
    meaning.forMs > 0
  )
    return [];
  const bound = "above" in meaning.threshold ? "above" : "below";
  return [
    warningAt(block.file, yaml.keyAt([bound]), {
      message: `${quoted(meaning.name)} wakes somebody for a single bad reading`,
      mend: "Add `for: 5m`, or `severity: warning`.",
    }),
  ];
}
