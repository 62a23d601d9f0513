import type { Section } from "./book.ts";
import { lastAtOrBefore } from "./last-before.ts";
import type { Heading, Outline } from "./outline.ts";

/** What stands in the place of a block, and the alert that it defines. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly alert: string | null;
}

/** All sections of a file, in the order of their headings. The replacements are in the order of the text. */
export function sectionsOf(
  outline: Outline,
  replacements: readonly Replacement[],
): readonly Section[] {
  const { file, text, headings } = outline;
  const read = rewrite(text, replacements);
  const ends = endsOf(headings, text.length);
  const alerts = alertsOf(headings, replacements);
  return headings.map(({ anchor, text: heading, depth, line, end }, index) => ({
    file,
    anchor,
    heading,
    depth,
    line,
    body: read(end, ends[index]!),
    alerts: alerts[index]!,
  }));
}

/** For each heading the alerts between it and the next, of whatever level. */
function alertsOf(
  headings: readonly Heading[],
  replacements: readonly Replacement[],
): readonly (readonly string[])[] {
  const starts = headings.map(({ start }) => start);
  const alerts: string[][] = headings.map(() => []);
  for (const { start, alert } of replacements)
    if (alert !== null) alerts[lastAtOrBefore(starts, start)]?.push(alert);
  return alerts;
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
  const from = [0];
  const shifts = [0];
  let at = 0;
  let by = 0;
  for (const { start, end, text: reading } of replacements) {
    const alone = apart(text, start, end, reading);
    pieces.push(text.slice(at, start), alone);
    by += alone.length - (end - start);
    from.push(end);
    shifts.push(by);
    at = end;
  }
  const whole = [...pieces, text.slice(at)].join("");
  const moved = (offset: number): number => offset + shifts[lastAtOrBefore(from, offset)]!;
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
