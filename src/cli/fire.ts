import { relative } from "node:path";
import { readBook, type CompileBook } from "../app-book.ts";
import { startThread } from "../app-thread.ts";
import { surveyConfig, type ConfigSurvey } from "../config.ts";
import { systemClock } from "../lib/clock.ts";
import { oneLine } from "../lib/plain.ts";
import { shellWord } from "../lib/shell-word.ts";
import { bookConfig } from "./check.ts";
import { createApi } from "./fire/api.ts";
import { findName } from "./fire/find-name.ts";
import { endTest, startTest, type TestRun } from "./fire/run-test.ts";
import { sayOpen } from "./fire/say-incident.ts";
import { sender } from "./fire/sender.ts";
import { targetOf } from "./fire/target.ts";

export interface FireOptions {
  readonly resolve?: boolean;
  readonly force?: boolean;
  readonly value?: number;
  readonly severity?: string;
  readonly url?: string;
  readonly token?: string;
}

interface Said {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/** Sends a test signal to the watchroom that runs, and says what follows. */
export async function fire(alert: string, options: FireOptions): Promise<void> {
  const thread = startThread();
  try {
    const { lines, exitCode } = await fireTest(alert, options, surveyConfig(), thread.compile);
    (exitCode === 0 ? process.stdout : process.stderr).write(`${lines.join("\n")}\n`);
    process.exitCode = exitCode;
  } finally {
    await thread.stop();
  }
}

/** Throws a ConfigError for a fault in what this needs of the environment. */
export async function fireTest(
  words: string,
  options: FireOptions,
  survey: ConfigSurvey,
  compile: CompileBook,
): Promise<Said> {
  const { url, tokens } = targetOf(survey, options);
  const named = await nameOf(words, options, survey, compile);
  if ("refused" in named) return { lines: named.refused, exitCode: 1 };
  const api = createApi(url, tokens);
  const test = {
    alert: named.alert,
    sender: sender(),
    value: options.value ?? null,
    severity: options.severity ?? null,
  };
  const run = await (options.resolve ? endTest(api, test) : startTest(api, test));
  const said = sayRun(
    run,
    { ...test, ending: endCommand(test.alert, options) },
    survey.config.zone,
  );
  return { ...said, lines: [...named.notes, ...said.lines] };
}

type Named =
  | { readonly alert: string; readonly notes: readonly string[] }
  | { readonly refused: readonly string[] };

/** As the book has it. The book is read here: a name that it does not have is most likely a typing mistake. */
async function nameOf(
  words: string,
  { force = false, severity }: FireOptions,
  survey: ConfigSurvey,
  compile: CompileBook,
): Promise<Named> {
  const folder = bookConfig(undefined, survey).playbooksFolder;
  const { reading } = await readBook(folder, compile);
  const shown = relative("", folder) || ".";
  if (!reading.ok) {
    if (force) return { alert: words, notes: [] };
    return {
      refused: [
        `The book in ${shown} has errors, so its alerts are not known; \`npx watchroom check\` names them. --force sends it all the same.`,
      ],
    };
  }
  const found = findName(reading.book, words);
  if (found.ok) {
    const its = reading.book.alerts.find(({ name }) => name === found.name)!.severity;
    const isBeaten = severity !== undefined && severity !== its;
    return {
      alert: found.name,
      notes: isBeaten ? [`The book says ${its}, and the book beats the sender.`] : [],
    };
  }
  if (force) return { alert: words, notes: [] };
  const near = found.nearest === null ? "" : ` Did you mean ${found.nearest}?`;
  return {
    refused: [
      `The book in ${shown} has no alert named ${oneLine(words, 60)}.${near} --force sends it all the same.`,
    ],
  };
}

function endCommand(alert: string, { force = false, url }: FireOptions): string {
  return [
    `npx watchroom fire ${shellWord(alert)} --resolve`,
    ...(force ? ["--force"] : []),
    ...(url === undefined ? [] : [`--url ${shellWord(url)}`]),
  ].join(" ");
}

function sayRun(
  run: TestRun,
  { alert, ending }: { readonly alert: string; readonly ending: string },
  zone: string,
): Said {
  switch (run.outcome) {
    case "open":
      return {
        lines: [
          ...sayOpen(run.incident, { zone, now: systemClock.now() }),
          `End it with: ${ending}`,
        ],
        exitCode: 0,
      };
    case "ended":
      return { lines: [`#${run.incident.number} has ended.`], exitCode: 0 };
    case "none-open":
      return { lines: [`No test of ${oneLine(alert, 60)} is open.`], exitCode: 1 };
    case "refused":
      return { lines: [run.why], exitCode: 1 };
    case "unseen":
      return run.why === "unreadable"
        ? {
            lines: [
              "It is taken in. What comes of it cannot be seen from here: that needs a token with the scope read.",
            ],
            exitCode: 0,
          }
        : {
            lines: [
              "It is taken in, and nothing has come of it within 10 seconds. Does a worker run? `npx watchroom doctor` says.",
            ],
            exitCode: 1,
          };
  }
}
