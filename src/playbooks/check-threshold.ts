import type { Finding } from "./explain-issue.ts";
import { quoted } from "./problem.ts";
import type { SourceKeys } from "./source-keys.ts";

type Data = Readonly<Record<string, unknown>>;

/** What several keys of an alert say together. */
export function checkThreshold(data: Data, source: SourceKeys | null): readonly Finding[] {
  const bounds = boundsIn(data);
  if (bounds.length === 2)
    return [
      at(
        ["below"],
        "Both `above` and `below` are given",
        "Keep one; make two alerts of it if both count.",
      ),
      ...checkClears(data, null),
    ];
  if (source === null) return checkClears(data, bounds[0] ?? null);
  if (!source.threshold) return needless(data, source.kind);
  if (bounds.length === 0)
    return [
      at(
        [],
        `An alert with source ${quoted(source.kind)} needs a threshold`,
        "Add `above: ...` or `below: ...`.",
      ),
      ...checkClears(data, null),
    ];
  return checkClears(data, bounds[0]!);
}

type Bound = "above" | "below";

function boundsIn(data: Data): readonly Bound[] {
  return (["above", "below"] as const).filter((key) => Object.hasOwn(data, key));
}

function needless(data: Data, kind: string): readonly Finding[] {
  return ["above", "below", "clears", "for"]
    .filter((key) => Object.hasOwn(data, key))
    .map((key) =>
      at(
        [key],
        `${quoted(key)} means nothing with source ${quoted(kind)}`,
        "Leave it out: whoever sends the signal decides.",
      ),
    );
}

/** The way back must lie on the other side, and never where the alert fires. */
function checkClears({ clears, ...data }: Data, fires: Bound | null): readonly Finding[] {
  if (typeof clears !== "object" || clears === null) return [];
  const bounds = boundsIn(clears as Data);
  if (bounds.length !== 1)
    return [
      at(
        ["clears"],
        "`clears` needs `above` or `below`, one of them",
        "Write it as in `clears: { below: 4000, for: 2m }`.",
      ),
    ];
  const bound = bounds[0]!;
  if (fires === null) return [];
  if (bound === fires)
    return [
      at(
        ["clears", bound],
        `An alert that fires ${fires} a value cannot clear ${bound} one`,
        `Write ${quoted(fires === "above" ? "below" : "above")}.`,
      ),
    ];
  const [fire, clear] = [data[fires], (clears as Data)[bound]];
  if (typeof fire !== "number" || typeof clear !== "number") return [];
  const overlaps = fires === "above" ? clear > fire : clear < fire;
  return overlaps
    ? [
        at(
          ["clears", bound],
          `It would clear ${bound} ${clear} while it fires ${fires} ${fire}`,
          `Write ${fire}, or a value further ${bound}.`,
        ),
      ]
    : [];
}

function at(path: readonly string[], message: string, mend: string): Finding {
  return { path, at: "key", message, mend };
}
