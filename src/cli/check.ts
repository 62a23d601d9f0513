import { relative, resolve } from "node:path";
import { startThread } from "../app-thread.ts";
import { checkBook, type CheckedBook } from "../app-check.ts";
import type { CompileBook } from "../app-book.ts";
import { surveyConfig, type Config, type ConfigSurvey } from "../config.ts";
import { ConfigError } from "../lib/config-error.ts";
import { sayRemarks } from "./check/say-remarks.ts";
import { countOf, sayTotals, totalsOf } from "./check/say-totals.ts";

export interface CheckOptions {
  readonly json?: boolean;
  /** Warnings fail, too. */
  readonly strict?: boolean;
}

export interface Verdict {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

/** Reads the book as a compiler would. Throws a ConfigError when the folder is not named and PLAYBOOKS_DIR is wrong. */
export async function check(folder: string | undefined, options: CheckOptions): Promise<void> {
  const config = bookConfig(folder, surveyConfig());
  const thread = startThread();
  try {
    const { text, exitCode } = await judgeBook(config, thread.compile, options);
    process.stdout.write(`${text}\n`);
    process.exitCode = exitCode;
  } finally {
    await thread.stop();
  }
}

/** What is wrong elsewhere in the environment does not matter to the book. */
export function bookConfig(
  folder: string | undefined,
  { config, faults }: Pick<ConfigSurvey, "config" | "faults">,
): Config {
  if (folder !== undefined) return { ...config, playbooksFolder: resolve(folder) };
  const fault = faults.find(({ name }) => name === "PLAYBOOKS_DIR");
  if (fault !== undefined) throw new ConfigError(fault.text);
  return config;
}

export async function judgeBook(
  config: Config,
  compile: CompileBook,
  { json = false, strict = false }: CheckOptions,
): Promise<Verdict> {
  const checked = await checkBook(config, compile);
  const fails =
    countOf(checked.remarks, "error") + (strict ? countOf(checked.remarks, "warning") : 0) > 0;
  return {
    text: json
      ? JSON.stringify({ ok: !fails, problems: checked.remarks, ...totalsOf(checked) }, null, 2)
      : inWords(checked, relative("", config.playbooksFolder)),
    exitCode: fails ? 1 : 0,
  };
}

function inWords(checked: CheckedBook, folder: string): string {
  return [...sayRemarks(checked.remarks, checked.files, folder), sayTotals(checked)].join("\n");
}
