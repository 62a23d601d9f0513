#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import type { CheckOptions } from "./cli/check.ts";
import type { FireOptions } from "./cli/fire.ts";
import type { StartOptions } from "./cli/start.ts";
import { ConfigError } from "./lib/config-error.ts";

/** EX_CONFIG of sysexits: a supervisor should not try again before somebody has mended it. */
const EXIT_CONFIG = 78;

const program = new Command("watchroom")
  .description("An on-call bot that lives in your team's chat room.")
  .showHelpAfterError("(`npx watchroom --help` lists the commands)")
  .version("0.1.0")
  .addHelpText(
    "after",
    `
Everything else is an environment variable; .env.example lists them. Exit codes: 0 all is well, 1 something was found,
78 the environment needs mending.`,
  );

const ACCEPT = [
  "--accept-new-secret",
  "go on although the store was made under another secret, which is lost",
] as const;

program.commandsGroup("Run it:");
program
  .command("start")
  .description("everything in one process, with a private Redis unless REDIS_URL is set")
  .option(...ACCEPT)
  .action(async (options: StartOptions) => {
    const { start } = await import("./cli/start.ts");
    await untilItEnds(start(options));
  });
program
  .command("web")
  .description("answer requests; shares REDIS_URL and WATCHROOM_SECRET with the others")
  .option(...ACCEPT)
  .action(async (options: StartOptions) => {
    const { serve } = await import("./cli/start.ts");
    await untilItEnds(serve("web", options));
  });
program
  .command("worker")
  .description("do the background work; as many as you like")
  .option(...ACCEPT)
  .action(async (options: StartOptions) => {
    const { serve } = await import("./cli/start.ts");
    await untilItEnds(serve("worker", options));
  });
program
  .command("signin")
  .argument("<name>", "of somebody in the team, or of somebody new")
  .description("print a personal link to the room and the pages, good for 15 minutes, once")
  .action(async (name: string) => (await import("./cli/signin.ts")).signin(name));
program
  .command("demo")
  .description("tell the whole story in under a minute, in a store of its own")
  .action(async () => (await import("./cli/demo.ts")).demo());

program.commandsGroup("Your book:");
program
  .command("init")
  .description("make a team's first book, in ./playbooks unless you name another folder")
  .argument("[folder]")
  .action(async (folder: string | undefined) => (await import("./cli/init.ts")).init(folder));
program
  .command("check")
  .description(
    "read the book as a compiler would: every problem at once, where it is, how to mend it",
  )
  .argument("[folder]", "default: PLAYBOOKS_DIR, else ./playbooks")
  .option("--strict", "exit 1 for warnings, too")
  .option("--json", "print the findings as JSON, and nothing else")
  .action(async (folder: string | undefined, options: CheckOptions) =>
    (await import("./cli/check.ts")).check(folder, options),
  );

program.commandsGroup("Before you trust it with a night:");
program
  .command("doctor")
  .description(
    "ask each configured thing whether it would work tonight; exit 1 if the night would be silent",
  )
  .option("--json", "print the findings as JSON, and nothing else")
  .action(async (options: { readonly json?: boolean }) =>
    (await import("./cli/doctor.ts")).doctor(options),
  );
program
  .command("rehearse")
  .description("say who would be called, when, how and why, if an alert fired; nobody is told")
  .argument("<alert...>", "name or alias of the alert")
  .option("--at <time>", 'when it fires, such as "sun 03:00"; now without it')
  .option("--json", "for programs")
  .action(async (alert: string[], options: { at?: string; json?: boolean }) => {
    process.exitCode = await (await import("./cli/rehearse.ts")).rehearse(alert, options);
  });
program
  .command("fire")
  .description("send a test of an alert to the watchroom that runs; it says that it is a test")
  .argument("<alert>", "its name or an alias")
  .option("--resolve", "end the test")
  .option("--value <number>", "as if it had been measured", number)
  .addOption(
    new Option("--severity <severity>", "for an alert that the book does not know").choices([
      "critical",
      "warning",
      "info",
    ]),
  )
  .option("--force", "send it although the book does not know it")
  .option(
    "--url <address>",
    "where watchroom runs; default: PUBLIC_URL, else HOST and PORT",
    address,
  )
  .option("--token <token>", "default: one of WATCHROOM_TOKENS")
  .action(async (alert: string, options: FireOptions) =>
    (await import("./cli/fire.ts")).fire(alert, options),
  );

program.commandsGroup("What is stored:");
program
  .command("backup")
  .argument("[file]", "by default a name with the time, in this folder")
  .description("write all that is stored into one file, also while watchroom runs")
  .action(async (file?: string) => (await import("./cli/backup.ts")).backup(file));
program
  .command("restore")
  .argument("<file>", "what `backup` wrote")
  .option("--replace", "also into a store that is not empty")
  .description("bring a backup back into a store that nobody uses; paging is held until `resume`")
  .action(async (file: string, options: { readonly replace?: boolean }) =>
    (await import("./cli/backup.ts")).restore(file, options),
  );
program
  .command("resume")
  .description("let paging go on after a restore")
  .action(async () => (await import("./cli/backup.ts")).resume());

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError("It must be a number.");
  return value;
}

function address(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError("It looks like http://127.0.0.1:3000.");
  return text.replace(/\/+$/, "");
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_CONFIG;
}

/** What still hangs when all is stopped, a call to a service that does not answer for instance, keeps nobody waiting. */
async function untilItEnds(running: Promise<void>): Promise<never> {
  await running;
  process.exit(0);
}
