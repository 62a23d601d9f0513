import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onCallLine, topicWith } from "../../../../../src/adapters/slack/posting/on-call-line.ts";

const ZONE = "Pacific/Auckland";
/** Sunday 22 November, 18:00 in Auckland. */
const NOW = Date.UTC(2026, 10, 22, 5);
const HOUR = 3_600_000;

const line = (
  name: string | null,
  untilInHours: number | null = null,
  next: string | null = null,
) =>
  onCallLine(
    { name, until: untilInHours === null ? null : NOW + untilInHours * HOUR, next },
    ZONE,
    NOW,
  );

describe("the on-call line", () => {
  it("says who, until when in the team's zone, and who is next", () => {
    expect(line("Ana", 15, "Bob")).toBe("On call: Ana until Mon 09:00. Next: Bob.");
  });

  it("says the day on the same day too, so that it stays the same at midnight", () => {
    expect(line("Ana", 2)).toBe("On call: Ana until Sun 20:00.");
  });

  it("says the date when the weekday would mislead", () => {
    expect(line("Ana", 7 * 24)).toBe("On call: Ana until Sun 29 Nov 18:00.");
  });

  it("leaves out what is not planned", () => {
    expect(line("Ana")).toBe("On call: Ana.");
    expect(line("Ana", null, "Bob")).toBe("On call: Ana. Next: Bob.");
    expect(line(null, 3, "Bob")).toBe("Nobody is on call.");
  });

  it("has names that are text, and do not look like its end", () => {
    expect(line("<!channel>\nAna | x", null, "<@U1>")).toBe(
      "On call: &lt;!channel&gt; Ana / x. Next: &lt;@U1&gt;.",
    );
  });

  it("fits into a topic, whatever the names are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (name, next) => {
        const text = line(name, 999, next);
        expect(text.length).toBeLessThanOrEqual(250);
        expect(text).not.toContain(" | ");
        expect(text).not.toMatch(/[<>\n]/);
        expect(topicWith("Nobody is on call.", text)).toBe("Nobody is on call.");
      }),
    );
  });
});

describe("a topic", () => {
  const ours = "On call: Bob.";

  it("is ours when it is empty", () => {
    expect(topicWith(ours, "")).toBe(ours);
    expect(topicWith(ours, "  ")).toBe(ours);
  });

  it("keeps what the team wrote after our line", () => {
    expect(
      topicWith(ours, "On call: Ana until Mon 09:00. | Deploys | <https://a.example|book>"),
    ).toBe("On call: Bob. | Deploys | <https://a.example|book>");
    expect(topicWith(ours, "Nobody is on call.")).toBe(ours);
  });

  it("is left alone when it is the team's own", () => {
    expect(topicWith(ours, "All about deploys")).toBeNull();
    expect(topicWith(ours, "Deploys | On call: Ana.")).toBeNull();
  });

  it("stays within what Slack takes", () => {
    expect(topicWith(ours, `On call: Ana. | ${"x".repeat(400)}`)).toHaveLength(250);
  });
});
