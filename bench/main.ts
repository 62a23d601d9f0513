import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process, { argv, cwd, exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { describeMachine } from "./machine.ts";
import { killAll } from "./processes.ts";
import type { Scenario } from "./scenario.ts";
import { again } from "./scenarios/again.ts";
import { burst } from "./scenarios/burst.ts";
import { ceiling } from "./scenarios/ceiling.ts";
import { chart } from "./scenarios/chart.ts";
import { fresh } from "./scenarios/fresh.ts";
import { idle } from "./scenarios/idle.ts";
import { intakes } from "./scenarios/intake.ts";
import { streams } from "./scenarios/latency.ts";
import { phones } from "./scenarios/phones.ts";
import { slacks } from "./scenarios/slack.ts";
import { wakes } from "./scenarios/wake.ts";
import { createTable, type Table } from "./table.ts";
import type { Fsync } from "./watchroom.ts";

const SCENARIOS: readonly Scenario[] = [
  ceiling,
  ...intakes,
  again,
  fresh,
  ...streams,
  burst,
  ...wakes,
  chart,
  ...slacks,
  ...phones,
  idle,
];
const README = join(cwd(), "bench", "README.md");
const BETWEEN = /(<!-- figures -->\n)[^]*(<!-- end of figures -->)/;

const { values: given } = parseArgs({
  args: argv.slice(2),
  options: {
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    runs: { type: "string" },
    only: { type: "string" },
    fsync: { type: "string" },
  },
});

process.once("exit", killAll);
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => exit(130));

const chosen = SCENARIOS.filter(
  ({ name }) => given.only === undefined || name.startsWith(given.only),
);
const table = createTable(chosen);
await runAll(table);
const text = `${await describeMachine()}\n\n${table.markdown()}\n`;
stdout.write(text);
if (given.write) await write(text);

async function runAll(table: Table): Promise<void> {
  const runs = Number(given.runs ?? (given.quick ? 1 : 3));
  for (const scenario of chosen)
    for (let run = 1; run <= runs; run += 1)
      for (const fsync of scenario.writes ? modes() : (["always"] as const))
        await runOnce(table, scenario, fsync);
}

function modes(): readonly Fsync[] {
  return (["always", "everysec"] as const).filter(
    (mode) => given.fsync === undefined || given.fsync === mode,
  );
}

async function runOnce(table: Table, scenario: Scenario, fsync: Fsync): Promise<void> {
  const measured = await scenario.run(fsync, given.quick);
  for (const [id, figure] of Object.entries(measured)) {
    table.add(id, fsync, figure);
    stderr.write(`${scenario.writes ? `${fsync} ` : ""}${id}: ${figure.toFixed(1)}\n`);
  }
}

/** Everything around the figures in the README is written by hand. */
async function write(figures: string): Promise<void> {
  const readme = await readFile(README, "utf8");
  await writeFile(
    README,
    readme.replace(
      BETWEEN,
      (_all, before: string, after: string) => `${before}\n${figures}\n${after}`,
    ),
  );
}
