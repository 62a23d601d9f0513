import { describe, expect, it } from "vitest";
import { plainOfBlocks } from "../../../../../src/adapters/slack/drawing/blocks/plain-of.ts";
import { summaryMessage } from "../../../../../src/adapters/slack/drawing/summary-message.ts";
import type { Summary } from "../../../../../src/ports/room.ts";
import { summaryExample } from "../../../../support/card-examples.ts";
import { buttonsIn, complaintsAboutPost } from "../../../../support/slack-limits.ts";

const OVER: Partial<Summary> = {
  triggered: 0,
  acknowledged: 0,
  resolved: 57,
  newest: summaryExample().newest.map((one) => ({ ...one, status: "resolved" })),
};

function labels(changes: Partial<Summary>): readonly (readonly [string, string | undefined])[] {
  return buttonsIn(summaryMessage(summaryExample(changes)).main.blocks).map(({ label, value }) => [
    label,
    value,
  ]);
}

describe("a summary", () => {
  it("says how many there are, how they stand, and which are the newest", () => {
    const { main } = summaryMessage(summaryExample());
    const lines = plainOfBlocks(main.blocks)
      .split("\n")
      .filter((line) => line !== "");

    expect(lines.slice(0, 6)).toEqual([
      ":red_circle: Nobody has 50 of them yet.",
      "57 incidents: Builds are queueing up",
      "50 triggered, 5 acknowledged, 2 resolved · critical · since Thu 15 Jan 2026 00:00 UTC, the last Thu 15 Jan 2026 00:01 UTC",
      ":red_circle: #57 queue=builds-57 · 8,200 of 5,000",
      ":large_blue_circle: #3 acknowledged: Builds are queueing up",
      "and 55 more: all of them (https://watch.example/incidents)",
    ]);
    expect(lines).toContain("Calls Ana at 03:12.");
    expect(main.text).toBe(
      "57 incidents: Builds are queueing up. 50 triggered, 5 acknowledged, 2 resolved. Calls Ana at 03:12.",
    );
  });

  it("can be acknowledged as one while somebody is needed", () => {
    expect(labels({})).toEqual([
      ["Acknowledge all", "s1"],
      ["Playbook", "57"],
      ["Silence…", "57"],
    ]);
    expect(labels({ triggered: 0, acknowledged: 55 }).map(([label]) => label)).toEqual([
      "Playbook",
      "Silence…",
    ]);
    expect(labels(OVER).map(([label]) => label)).toEqual(["Playbook"]);
  });

  it("of many alerts has no playbook and cannot be silenced", () => {
    expect(labels({ alert: null }).map(([label]) => label)).toEqual(["Acknowledge all"]);
  });

  it("says who has them, and that they are over", () => {
    const first = (changes: Partial<Summary>) =>
      plainOfBlocks(summaryMessage(summaryExample(changes)).main.blocks).split("\n")[0];

    expect(first({ triggered: 0 })).toBe(":large_blue_circle: Ana and Bob have it.");
    expect(first(OVER)).toBe(":white_circle: Over.");
  });

  it("of hostile text is taken by Slack", () => {
    const nasty = `<!channel> ${"y".repeat(3_000)}`;
    const one = { number: 1, title: nasty, labels: { [nasty]: nasty, a: "" }, measure: nasty };
    const newest = Array.from({ length: 10 }, () => ({ ...one, status: "triggered" as const }));
    const summary = summaryExample({
      title: nasty,
      standing: nasty,
      onCall: nasty,
      newest,
      steps: nasty,
    });

    expect(complaintsAboutPost(summaryMessage(summary))).toEqual([]);
  });
});
