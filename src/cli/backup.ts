import { resolve } from "node:path";
import { stat } from "node:fs/promises";
import { backup as backUp, restore as putBack, resume as goOn } from "../app-backup.ts";
import { readConfig, type Config } from "../config.ts";
import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/config-error.ts";
import { isoInstant } from "../lib/instant.ts";
import { createLog } from "../lib/log.ts";
import type { WhatGoesOut } from "../watch/what-goes-out.ts";

/** Unset, the file gets the instant as its name, in the folder where the command was called. */
export async function backup(given?: string, config: Config = readConfig()): Promise<void> {
  const name = `watchroom-${isoInstant(systemClock.real()).slice(0, 19).replaceAll(":", "-")}.backup`;
  const file = resolve(given ?? name);
  const before = await stat(file).catch(() => null);
  if (before !== null)
    throw new ConfigError(`${file} exists already. Name another file, or remove it.`);
  await backUp(config, createLog("error"), file);
  const size = ((await stat(file)).size / 1024 / 1024).toFixed(1);
  say([
    `Backed up to ${file} (${size} MB).`,
    "It holds what people wrote and how to reach them: keep it where only you can read it.",
    "Keep WATCHROOM_SECRET with it, or the file `secret` of the data folder: without it nobody can be reached by what is encrypted.",
  ]);
}

export async function restore(
  file: string,
  { replace = false }: { readonly replace?: boolean } = {},
  config: Config = readConfig(),
): Promise<void> {
  const done = await putBack(config, createLog("error"), { file: resolve(file), replace });
  const { header, keys } = done;
  say([
    `Restored ${keys} keys as they were at ${header.created}.`,
    ...(header.prefix === config.prefix
      ? []
      : [`They were under ${header.prefix} and are now under ${config.prefix}`]),
    "Paging is held: nobody is called, and the room is told so.",
    ...linesOf(done.goesOut, "`npx watchroom resume` would"),
    "Start watchroom, look at the incidents, then let it go on: `npx watchroom resume`.",
  ]);
}

export async function resume(config: Config = readConfig()): Promise<void> {
  const goesOut = await goOn(config, createLog("error"));
  if (goesOut === null) return say(["Nothing was held."]);
  say(["Paging goes on.", ...linesOf(goesOut, "What waited will")]);
}

function linesOf({ incidents, pages }: WhatGoesOut, what: string): readonly string[] {
  return [
    incidents.length === 0 ? "No incident is open." : "Open incidents:",
    ...incidents.map(
      ({ number, title, severity, status }) => `  #${number} ${title} (${severity}, ${status})`,
    ),
    pages.length === 0 ? `${what} call nobody at once.` : `${what} call at once:`,
    ...pages.map(
      ({ name, method, incidents: numbers }) =>
        `  ${name} by ${method}: ${numbers.map((number) => `#${number}`).join(", ")}`,
    ),
  ];
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
