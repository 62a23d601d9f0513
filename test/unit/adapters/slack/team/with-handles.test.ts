import { assert, pre, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { asWritten, mentioned } from "../../../../../src/adapters/slack/team/with-handles.ts";

const HANDLES = new Map([
  ["U1", "ana"],
  ["U2", "bob-2"],
]);

describe("a text from Slack", () => {
  it.each([
    ["handoff <@U1>", "handoff @ana"],
    ["handoff <@U2|robert> until 18:00", "handoff @bob-2 until 18:00"],
    ["page <@U9|zoe>", "page @zoe"],
    ["page <@U9>", "page @U9"],
    ["see <#C1|ops> and <#C2>", "see #ops and #C2"],
    ["<!here> <!channel> <!subteam^S1|@ops> <!subteam^S2>", "@here @channel @ops @subteam"],
    ["<!date^1392734382^{date}|18 Feb>", "18 Feb"],
    ["<https://x.test/?a=1&amp;b=2|label>", "https://x.test/?a=1&b=2"],
    ["<https://x.test/>", "https://x.test/"],
    ["phone <tel:+64215550100|+64 21 555 0100>", "phone +64 21 555 0100"],
    ["<mailto:ana@x.test|ana@x.test>", "ana@x.test"],
    ["a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"],
    ["&amp;lt;@U1&amp;gt;", "&lt;@U1&gt;"],
    ["&lt;@U1&gt;", "<@U1>"],
    ["“disk full” isn’t it", "“disk full” isn’t it"],
    ["a < b", "a < b"],
    ["", ""],
  ])("%j was written as %j", (text, written) => {
    expect(asWritten(text, HANDLES)).toBe(written);
  });

  it("without markup is as it is", () => {
    assert(
      property(string(), (text) => {
        pre(!/[<&]/.test(text));
        expect(asWritten(text, HANDLES)).toBe(text);
      }),
    );
  });

  it("names each whom it mentions once, and no more than twenty", () => {
    expect(mentioned("<@U1> <@U2|bob> <@U1> &lt;@U3&gt; <#C1>")).toEqual(["U1", "U2"]);
    expect(mentioned(Array.from({ length: 30 }, (_, n) => `<@U${n}>`).join(" "))).toHaveLength(20);
  });
});
