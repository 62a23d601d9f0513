import { counted } from "../../lib/counted.ts";
import { oneLine } from "../../lib/plain.ts";
import type { Line } from "./line.ts";

const STATES = { ok: "ok", warn: "warn", fail: "FAIL" } as const;

/** A line each, in columns, and the verdict. */
export function sayLines(lines: readonly Line[]): string {
  const widest = Math.max(...lines.map(({ what }) => what.length));
  return [
    ...lines.map(({ what, state, said, mend }) =>
      [
        STATES[state].padEnd(4),
        oneLine(what, 60).padEnd(widest),
        oneLine(mend === null ? said : `${said} ${mend}`, 600),
      ].join("  "),
    ),
    "",
    verdict(lines),
  ].join("\n");
}

function verdict(lines: readonly Line[]): string {
  const count = (state: Line["state"]): number => lines.filter((l) => l.state === state).length;
  const [fails, warns] = [count("fail"), count("warn")];
  if (fails > 0)
    return `A night would be silent: ${counted(fails, "thing")} to mend${warns === 0 ? "" : `, and ${counted(warns, "thing")} to know`}.`;
  return `A night would reach somebody${warns === 0 ? "." : `; ${counted(warns, "thing")} to know.`}`;
}
