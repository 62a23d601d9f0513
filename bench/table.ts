import type { Row, Scenario } from "./scenario.ts";
import { spread, type Spread } from "./statistics.ts";
import type { Fsync } from "./watchroom.ts";

export interface Table {
  add(row: string, fsync: Fsync, figure: number): void;
  /** Minimum, median and maximum of each row's runs. */
  markdown(): string;
}

export function createTable(scenarios: readonly Scenario[]): Table {
  const figures = new Map<string, number[]>();
  const cell = (row: string, fsync: Fsync): string => {
    const runs = figures.get(key(row, fsync));
    return runs === undefined ? "" : said(spread(runs));
  };
  const line = ({ id, what, aim, alertmanager }: Row): string =>
    `| ${[what, cell(id, "always"), cell(id, "everysec"), aimed(aim, figures.get(key(id, "everysec")) ?? figures.get(key(id, "always"))), alertmanager ?? ""].join(" | ")} |`;
  return {
    add: (row, fsync, figure) => {
      const runs = figures.get(key(row, fsync)) ?? [];
      figures.set(key(row, fsync), [...runs, figure]);
    },
    markdown: () =>
      [
        "| min / median / max of the runs | fsync always, as shipped | everysec | aim, everysec | [Alertmanager] |",
        "| --- | --- | --- | --- | --- |",
        ...scenarios.flatMap(({ rows }) => rows.map(line)),
      ].join("\n"),
  };
}

function key(row: string, fsync: Fsync): string {
  return `${row} ${fsync}`;
}

function aimed(aim: Row["aim"], runs: readonly number[] | undefined): string {
  if (aim === undefined || runs === undefined) return "";
  const { median } = spread(runs);
  const [least, wanted] = "atLeast" in aim ? [true, aim.atLeast] : [false, aim.atMost];
  const isMet = least ? median >= wanted : median <= wanted;
  return `${least ? "at least" : "at most"} ${number(wanted)}${isMet ? "" : ", **missed**"}`;
}

function said({ min, median, max }: Spread): string {
  return min === max ? number(median) : [min, median, max].map(number).join(" / ");
}

/** Three digits say enough. */
function number(figure: number): string {
  if (figure >= 1_000) return (Math.round(figure / 100) * 100).toLocaleString("en-US");
  return figure >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(2)));
}
