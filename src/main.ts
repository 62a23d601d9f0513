#!/usr/bin/env node
import { Command } from "commander";
import { demo } from "./cli/demo.ts";
import { rehearse } from "./cli/rehearse.ts";
import { serve, start } from "./cli/start.ts";
import { ConfigError } from "./lib/config-error.ts";

/** EX_CONFIG of sysexits: a supervisor should not try again before somebody has mended it. */
const EXIT_CONFIG = 78;

const program = new Command("watchroom")
  .description("An on-call bot that lives in your team's chat room.")
  .showHelpAfterError()
  .version("0.1.0");
program
  .command("start")
  .description("run everything in one process, with a private Redis unless REDIS_URL is set")
  .action(() => start());
program
  .command("web")
  .description("answer requests; shares REDIS_URL and WATCHROOM_SECRET with the others")
  .action(() => serve("web"));
program
  .command("worker")
  .description("do the background work; as many as you like")
  .action(() => serve("worker"));
program
  .command("rehearse")
  .description("say who would be called, when, how and why, if an alert fired; nobody is told")
  .argument("<alert...>", "name or alias of the alert")
  .option("--at <time>", 'when it fires, such as "sun 03:00"; now without it')
  .option("--json", "for programs")
  .action(async (alert: string[], options: { at?: string; json?: boolean }) => {
    process.exitCode = await rehearse(alert, options);
  });
program
  .command("demo")
  .description("tell the whole story in under a minute, in a store of its own")
  .action(() => demo());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_CONFIG;
}
