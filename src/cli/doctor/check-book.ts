import type { CheckedBook } from "../../app-check.ts";
import type { Book } from "../../playbooks/book.ts";
import { EXAMPLE_PLAYBOOKS, type Config } from "../../config.ts";
import { countOf, sayTotals } from "../check/say-totals.ts";
import { fail, ok, warn, type Line } from "./line.ts";

/** `inForce`: what holds until the folder is in order again. */
export function checkFolder(
  checked: CheckedBook,
  inForce: Book | null,
  { playbooksFolder: folder }: Pick<Config, "playbooksFolder">,
): readonly Line[] {
  const said = `${folder}: ${sayTotals(checked)}`;
  const see = "`npx watchroom check` says where.";
  const lines: Line[] = [];
  if (checked.book === null)
    lines.push(
      inForce === null
        ? fail("book", said, see)
        : warn("book", `${said} The last good book stays in force.`, see),
    );
  else if (countOf(checked.remarks, "warning") > 0) lines.push(warn("book", said, see));
  else lines.push(ok("book", said));
  if (folder === EXAMPLE_PLAYBOOKS)
    lines.push(
      warn(
        "book",
        "It is the example that comes with watchroom.",
        "`npx watchroom init` makes yours.",
      ),
    );
  return lines;
}
