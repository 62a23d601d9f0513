import type { AlertDefinition } from "../alerts/alert.ts";
import type { Problem } from "./book.ts";
import type { Outline } from "./outline.ts";
import { errorAt, quoted, warningAt } from "./problem.ts";
import type { Read } from "./read-alert.ts";
import { endsOf } from "./sections.ts";

/** What a good section of an alert has: a heading, steps, and patience before it wakes somebody. */
export function checkAdvice(
  outline: Outline,
  reads: readonly Read<AlertDefinition>[],
): readonly Problem[] {
  const ends = endsOf(outline.headings, outline.text.length);
  return [
    ...headless(outline),
    ...reads.flatMap((read) => [...stepless(outline, ends, read), ...impatient(read)]),
  ];
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

function stepless(
  { file, headings, prose }: Outline,
  ends: readonly number[],
  { block, meaning }: Read<AlertDefinition>,
): readonly Problem[] {
  const index = headings.findLastIndex(({ start }) => start < block.start);
  const heading = headings[index];
  if (heading === undefined || meaning === null) return [];
  if (prose.some((start) => start > heading.start && start < ends[index]!)) return [];
  return [
    warningAt(
      file,
      { line: heading.line, column: 1 },
      {
        message: `${quoted(meaning.name)} has no steps to take`,
        mend: "Write below the block what to do first, as a numbered list.",
      },
    ),
  ];
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
