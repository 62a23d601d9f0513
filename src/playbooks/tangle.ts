const CONTAINERS_PER_LINE = 30;

/**
 * Where Markdown gets too tangled to be read in reasonable time: the 1-based line, or null when all is well.
 *
 * Parsing brackets and stars costs the square of their number within one paragraph, and quotes and lists inside each
 * other cost the square of their depth. `budget` bounds the sum of those squares: a million is about a third of a second.
 * What looks like code counts too, since only the parser can tell what is.
 */
export function tangledAt(text: string, budget: number): number | null {
  let spent = 0;
  let before = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const more = line.match(/[[*_~]/g)?.length ?? 0;
    spent += more * (2 * before + more);
    before = line.trim() === "" ? 0 : before + more;
    if (spent > budget || containers(line) > CONTAINERS_PER_LINE) return index + 1;
  }
  return null;
}

/** Quotes and list items that a line may open. */
function containers(line: string): number {
  const lead = /^(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*/.exec(line)?.[0] ?? "";
  return lead.match(/[>*+.)-]/g)?.length ?? 0;
}
