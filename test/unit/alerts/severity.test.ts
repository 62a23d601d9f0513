import { describe, expect, test } from "vitest";
import { isMoreSevere, severityFromOutside } from "../../../src/alerts/severity.ts";

describe("what an outside tool calls severity", () => {
  test.each([
    ["critical", ["critical", "page", "emergency", "fatal"]],
    ["warning", ["error", "warning", "minor"]],
    ["info", ["info", "none", "debug"]],
  ] as const)("is %s for its synonyms", (severity, words) => {
    expect(words.map(severityFromOutside)).toEqual(words.map(() => severity));
  });

  test("is understood in any case and with spaces around it", () => {
    expect(severityFromOutside(" Critical\n")).toBe("critical");
    expect(severityFromOutside("WARNING")).toBe("warning");
  });

  test.each([undefined, "", "P1", "crit", "critical!"])("is not guessed from %j", (word) => {
    expect(severityFromOutside(word)).toBeNull();
  });

  test.each(["constructor", "__proto__"])(
    "is not found in what every object has, as %s",
    (word) => {
      expect(severityFromOutside(word)).toBeNull();
    },
  );
});

test("critical is more severe than warning, warning than info, and nothing than itself", () => {
  const all = ["info", "warning", "critical"] as const;

  const pairs = all.flatMap((a) => all.filter((b) => isMoreSevere(a, b)).map((b) => `${a} ${b}`));

  expect(pairs).toEqual(["warning info", "critical info", "critical warning"]);
});
