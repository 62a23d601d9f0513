/** What a query returned: each cell as text, a truth value, or null. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | boolean | null)[])[];
}

export interface TableSeries {
  readonly readings: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
  /** Why some row has no number, for humans. The others count. */
  readonly unusable: string | null;
}

/** One series for each row. */
export const MOST_ROWS = 100;
const MOST_LABELS = 20;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The column `value` holds the numbers, all others are labels. Or why it cannot be so, for humans. A row whose value is
 * null is a series that is missing; integers beyond 2^53 lose digits.
 */
export function tableSeries({ columns, rows }: Table): TableSeries | string {
  const reason = unfit(columns) ?? (rows.length > MOST_ROWS ? tooMany() : null);
  if (reason !== null) return reason;
  const at = columns.findIndex(isValue);
  const present = rows.filter((row) => row[at] !== null);
  const measured = present.map((row) => ({
    labels: labelsOf(columns, row, at),
    value: numberOf(row[at]),
  }));
  const bad = measured.findIndex(({ value }) => value === null);
  return {
    readings: measured.flatMap(({ labels, value }) => (value === null ? [] : [{ labels, value }])),
    unusable:
      bad === -1
        ? null
        : `the value of ${named(measured[bad]!.labels)} is no number: ${shown(present[bad]![at])}`,
  };
}

export function tooMany(): string {
  return `the query returned more than ${MOST_ROWS} rows`;
}

function isValue(column: string): boolean {
  return column.toLowerCase() === "value";
}

function unfit(columns: readonly string[]): string | null {
  const values = columns.filter(isValue).length;
  if (values === 0) return "the query returned no column named value";
  if (values > 1) return "the query returned two columns named value";
  if (columns.length - 1 > MOST_LABELS)
    return `the query returned ${columns.length - 1} columns beside value, at most ${MOST_LABELS} are allowed`;
  return new Set(columns).size < columns.length
    ? "the query returned two columns of the same name"
    : null;
}

function labelsOf(
  columns: readonly string[],
  row: Table["rows"][number],
  valueAt: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    columns.flatMap((column, index) =>
      index === valueAt ? [] : [[column, String(row[index] ?? null)] as const],
    ),
  );
}

function numberOf(cell: string | boolean | null | undefined): number | null {
  if (typeof cell === "boolean") return cell ? 1 : 0;
  const value = typeof cell === "string" && NUMBER.test(cell) ? Number(cell) : NaN;
  return Number.isFinite(value) ? value : null;
}

function named(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "the series" : pairs.join(", ").slice(0, 100);
}

function shown(cell: string | boolean | null | undefined): string {
  return `"${String(cell).slice(0, 40)}"`;
}
