import { MINUTE } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import { every } from "../../../lib/timers.ts";
import type { Notices } from "../../../ports/notices.ts";
import type { SlackProblem } from "./connection.ts";

/** What is wrong now, by name. It is said when it comes up, and each minute while it lasts. */
export interface Problems {
  /** Null: it is mended. */
  set(name: string, problem: SlackProblem | null): void;
  /** The one that stands before all others. */
  worst(): SlackProblem | null;
  named(name: string): SlackProblem | null;
  start(): void;
  stop(): void;
}

/** Without these nothing can be posted. */
const FIRST = ["access", "token", "channel"];

export function createProblems(notices: Pick<Notices, "say" | "mended">, log: Log): Problems {
  const current = new Map<string, SlackProblem>();
  const say = (name: string, problem: SlackProblem): void => notices.say(`slack-${name}`, problem);
  let stop: (() => void) | null = null;
  return {
    set: (name, problem) => {
      const before = current.get(name);
      if (problem === null) {
        if (!current.delete(name)) return;
        log.info({ problem: `slack-${name}` }, "this is mended");
        return notices.mended(`slack-${name}`);
      }
      current.set(name, problem);
      if (before?.what !== problem.what) say(name, problem);
    },
    worst: () => {
      const name = [...FIRST, ...current.keys()].find((one) => current.has(one));
      return name === undefined ? null : (current.get(name) ?? null);
    },
    named: (name) => current.get(name) ?? null,
    start: () => {
      stop = every(MINUTE, () => {
        for (const [name, problem] of current) say(name, problem);
      });
    },
    stop: () => stop?.(),
  };
}
