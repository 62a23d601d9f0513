import MiniSearch from "minisearch";
import type { Book, Section } from "./book.ts";
import { searchWords } from "./search-words.ts";

export type FoundSection =
  | { readonly kind: "found"; readonly section: Section }
  | { readonly kind: "several"; readonly sections: readonly Section[] }
  | { readonly kind: "none" };

const SHOWN = 5;
const LONGEST_QUERY = 200;
/** Of a section's text: enough to know what it is about, and no more to keep in memory. */
const INDEXED = 2_000;
/** By how much the best hit must beat the next to be the answer. */
const CLEAR = 1.5;

/** The section that somebody means: by its alert's name, an alias or its heading, else by whatever is near. */
export function findSection(book: Book, query: string): FoundSection {
  const wanted = query.slice(0, LONGEST_QUERY);
  const exact = exactly(book, fold(wanted));
  return answer(exact.length > 0 ? exact : nearest(book, wanted));
}

function answer(sections: readonly Section[]): FoundSection {
  const [first, ...others] = sections;
  if (first === undefined) return { kind: "none" };
  return others.length === 0
    ? { kind: "found", section: first }
    : { kind: "several", sections: sections.slice(0, SHOWN) };
}

function exactly(book: Book, wanted: string): readonly Section[] {
  if (wanted === "") return [];
  const named = (names: ReadonlySet<string>): readonly Section[] =>
    names.size === 0
      ? []
      : book.sections.filter(({ alerts }) => alerts.some((alert) => names.has(alert)));
  const byName = named(
    new Set(book.alerts.filter(({ name }) => fold(name) === wanted).map(({ name }) => name)),
  );
  if (byName.length > 0) return byName;
  const byAlias = named(
    new Set(
      book.alerts
        .filter(({ aliases }) => aliases.some((alias) => fold(alias) === wanted))
        .map(({ name }) => name),
    ),
  );
  return byAlias.length > 0
    ? byAlias
    : book.sections.filter(({ heading }) => fold(heading) === wanted);
}

function nearest(book: Book, query: string): readonly Section[] {
  const hits = indexOf(book).search(query);
  const [best] = hits;
  const close = hits
    .filter(({ score }) => score * CLEAR > best!.score)
    .map(({ id }) => id as number);
  const around = new Set(close.flatMap((id) => outer(book.sections, id)));
  return close.filter((id) => !around.has(id)).map((id) => book.sections[id]!);
}

/** The sections that a section stands in: they match whatever it matches, and say less. */
function outer(sections: readonly Section[], id: number): readonly number[] {
  const found: number[] = [];
  let { depth } = sections[id]!;
  for (
    let above = id - 1;
    above >= 0 && depth > 1 && sections[above]!.file === sections[id]!.file;
    above -= 1
  ) {
    if (sections[above]!.depth >= depth) continue;
    found.push(above);
    ({ depth } = sections[above]!);
  }
  return found;
}

const indexes = new WeakMap<Book, MiniSearch>();

function indexOf(book: Book): MiniSearch {
  const known = indexes.get(book);
  if (known !== undefined) return known;
  const index = new MiniSearch({
    fields: ["alerts", "aliases", "heading", "text"],
    tokenize: searchWords,
    searchOptions: {
      combineWith: "OR",
      boost: { alerts: 4, aliases: 4, heading: 3 },
      prefix: (term) => term.length >= 3,
      fuzzy: (term) => (term.length >= 4 ? 0.25 : false),
    },
  });
  const aliases = new Map(book.alerts.map((alert) => [alert.name, alert.aliases]));
  index.addAll(
    book.sections.map(({ alerts, heading, body }, id) => ({
      id,
      heading,
      alerts: alerts.join(" "),
      aliases: alerts.flatMap((alert) => aliases.get(alert) ?? []).join(" "),
      text: body.slice(0, INDEXED),
    })),
  );
  indexes.set(book, index);
  return index;
}

/** "Disk-Full" and "disk full" are the same. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .trim();
}
