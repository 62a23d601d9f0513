import type { Section } from "./book.ts";
import type { Heading, Outline } from "./outline.ts";

/** What stands in the place of a block, and the alert that it defines. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly alert: string | null;
}

/** All sections of a file, in the order of their headings. */
export function sectionsOf(
  outline: Outline,
  replacements: readonly Replacement[],
): readonly Section[] {
  const { file, text, headings } = outline;
  const read = rewrite(text, replacements);
  const ends = endsOf(headings, text.length);
  return headings.map((heading, index) => {
    const until = headings[index + 1]?.start ?? text.length;
    return {
      file,
      anchor: heading.anchor,
      heading: heading.text,
      depth: heading.depth,
      line: heading.line,
      body: read(heading.end, ends[index]!),
      alerts: replacements.flatMap(({ start, alert }) =>
        alert !== null && start > heading.start && start < until ? [alert] : [],
      ),
    };
  });
}

/** Where each section ends: at the next heading of the same or a higher level. */
export function endsOf(headings: readonly Heading[], length: number): readonly number[] {
  const ends = headings.map(() => length);
  const open: number[] = [];
  for (const [index, { depth, start }] of headings.entries()) {
    while (open.length > 0 && headings[open.at(-1)!]!.depth >= depth) ends[open.pop()!] = start;
    open.push(index);
  }
  return ends;
}

/** A reader of the text by old offsets, with the replacements done. */
function rewrite(
  text: string,
  replacements: readonly Replacement[],
): (start: number, end: number) => string {
  const pieces: string[] = [];
  const shifts: { readonly from: number; readonly by: number }[] = [{ from: 0, by: 0 }];
  let at = 0;
  let by = 0;
  for (const { start, end, text: reading } of replacements) {
    const alone = apart(text, start, end, reading);
    pieces.push(text.slice(at, start), alone);
    by += alone.length - (end - start);
    shifts.push({ from: end, by });
    at = end;
  }
  const whole = [...pieces, text.slice(at)].join("");
  const moved = (offset: number): number =>
    offset + shifts.findLast(({ from }) => from <= offset)!.by;
  return (start, end) => withoutBlankEnds(whole.slice(moved(start), moved(end)));
}

/** The first line keeps its indentation: it may be code. */
function withoutBlankEnds(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, "").trimEnd();
}

/** A paragraph of its own, whatever the block's neighbours. */
function apart(text: string, start: number, end: number, reading: string): string {
  const before = /(?:^|\n[ \t]*\n) {0,3}$/.test(text.slice(Math.max(0, start - 80), start))
    ? ""
    : "\n";
  const after = /^(?:$|[ \t]*\n[ \t]*(?:\n|$))/.test(text.slice(end, end + 80)) ? "" : "\n";
  return `${before}${reading}${after}`;
}
