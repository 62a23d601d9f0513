import type { Log } from "../../src/lib/log.ts";

export interface RecordedLog extends Log {
  readonly lines: {
    readonly level: "debug" | "info" | "warn" | "error";
    readonly fields: object;
    readonly message: string;
  }[];
}

/** Keeps what was logged, for tests that expect it or its absence. */
export function recordedLog(): RecordedLog {
  const lines: RecordedLog["lines"] = [];
  const at = (level: RecordedLog["lines"][number]["level"]) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Throws when one of these was logged. */
export function expectNoSecret({ lines }: RecordedLog, secrets: readonly string[]): void {
  const logged = JSON.stringify(lines);
  for (const secret of secrets)
    if (logged.includes(secret)) throw new Error(`${secret} was logged: ${logged}`);
}
