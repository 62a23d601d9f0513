import { LogLevel, type Logger } from "@slack/bolt";
import type { Log } from "../../../lib/log.ts";
import { oneLine } from "../../../lib/plain.ts";

const nothing = (): void => undefined;

/** What Slack's packages say. Below a warning they say what people wrote. */
export function quietLogger(log: Log): Logger {
  const say = (...said: readonly unknown[]): void =>
    log.debug({ said: oneLine(said.map(String).join(" "), 300) }, "a package of Slack's says");
  return {
    debug: nothing,
    info: nothing,
    warn: say,
    error: say,
    setLevel: nothing,
    getLevel: () => LogLevel.WARN,
    setName: nothing,
  };
}
