import { readBook, type CompileBook } from "./app-book.ts";
import { createSources } from "./app-sources.ts";
import { systemClock } from "./lib/clock.ts";
import type { Config } from "./config.ts";
import type { PhoneConfig } from "./lib/phone-config.ts";
import { METHODS, type Method } from "./incidents/policy.ts";
import type { Book, BookFile } from "./playbooks/book.ts";
import { checkMethods } from "./playbooks/check-methods.ts";
import { idleAlerts, type Remark } from "./playbooks/idle-alerts.ts";
import { byPlace } from "./playbooks/problem.ts";

export interface CheckedBook {
  /** In the order of files and lines. */
  readonly remarks: readonly Remark[];
  /** The team's own pages, those that can be read. */
  readonly files: readonly BookFile[];
  /** Pages that are there, whether they can be read or not. */
  readonly pages: number;
  /** Null with any error. */
  readonly book: Book | null;
}

/** The book as `start` would read it, and what this environment makes of it. */
export async function checkBook(
  config: Pick<Config, "playbooksFolder" | "sources"> & Reaching,
  compile: CompileBook,
): Promise<CheckedBook> {
  const { reading, files, pages } = await readBook(config.playbooksFolder, compile);
  const methods = methodsSetUp(config);
  // Where nothing is set up, as in a build, nobody means to call anybody from there.
  const wanting = methods.size === 0 ? [] : checkMethods(files, methods);
  const book = reading.ok ? reading.book : null;
  const remarks = [
    ...reading.problems,
    ...wanting,
    ...(book === null ? [] : idleAlerts(book, createSources(config, systemClock, null).all)),
  ];
  return { remarks: remarks.toSorted(byPlace), files, pages, book };
}

type Reaching = Pick<Config, "slack" | "ntfy" | keyof PhoneConfig>;

/** The ways out that reach somebody in the real world. */
export function methodsSetUp(config: Reaching): ReadonlySet<Method> {
  const { slack, ntfy, pushover, twilio, telnyx, pagerduty, opsgenie } = config;
  const setUp: Readonly<Record<Method, boolean>> = {
    dm: slack !== null,
    push: ntfy !== null || pushover !== null,
    sms: twilio !== null || telnyx !== null,
    voice: twilio !== null || telnyx !== null,
    pagerduty: pagerduty !== null,
    opsgenie: opsgenie !== null,
  };
  return new Set(METHODS.filter((method) => setUp[method]));
}
