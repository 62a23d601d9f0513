import { beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import { person, wayOut, world, type World } from "../../support/in-memory-watch.ts";

let the: World;

beforeEach(() => {
  the = world(person("ana"), person("bob"), person("dora", { responder: false }));
  for (const method of ["dm", "push", "sms", "voice"] as const)
    the.notifiers.set(
      method,
      wayOut(method, ["ana", "bob", "dora"], { invite: () => ({ destination: "", how: "" }) }),
    );
});

async function say(who: string, text: string): Promise<string> {
  const found = the.people.find(({ handle }) => handle === who)!;
  const answer = await hear(the.watch, { person: found, text, addressed: true, room: "slack" });
  expect(answer?.toAll).toBe(false);
  return answer?.text ?? "";
}

const rulesOf = (who: string) => the.people.find(({ handle }) => handle === who)?.rules;

const POLICY = "While you are on call the policy's calls come at their own time too.";

describe("contact rules", () => {
  it("are set, and read back in full", async () => {
    expect(await say("bob", "contact dm now, push now, sms 2m, voice 5m")).toBe(
      `You are told by dm and push at once, by SMS after 2 min, by a call after 5 min. ${POLICY}`,
    );
    expect(rulesOf("bob")).toEqual([
      { method: "dm", afterMs: 0 },
      { method: "push", afterMs: 0 },
      { method: "sms", afterMs: 120_000 },
      { method: "voice", afterMs: 300_000 },
    ]);
    expect(await say("bob", "contact rules")).toMatch(/^You are told by dm and push at once/);
    expect(await say("bob", "contact")).toContain("by SMS after 2 min");
    expect(rulesOf("ana")).toBeUndefined();
  });

  it("are read back in the order in which they come", async () => {
    expect(await say("bob", "contact voice 5m30s sms 10s dm 5m30s")).toMatch(
      /^You are told by SMS after 10 s, by a call and dm after 5 min 30 s\./,
    );
  });

  it("are replaced as a whole", async () => {
    await say("bob", "contact dm now, sms 2m");
    await say("bob", "contact push 1m");

    expect(rulesOf("bob")).toEqual([{ method: "push", afterMs: 60_000 }]);
  });

  it("are given up for the policy's", async () => {
    await say("bob", "contact dm now");

    expect(await say("bob", "contact default")).toBe("You are told as the policy says again.");
    expect(the.people[1]).toEqual(person("bob"));
    expect(await say("bob", "contact default")).toMatch(/^You have no rules of your own/);
    expect(await say("bob", "contact rules")).toContain("`contact dm now, push now, sms 2m");
  });

  it("do not keep the policy's calls from whoever is on call, who is told so", async () => {
    expect(await say("ana", "contact push now")).toBe(
      `You are told by push at once. ${POLICY} You are on call now, and your rules leave calls out: the policy's come all the same.`,
    );
    expect(await say("ana", "contact push now, voice 5m")).not.toContain("all the same");
    expect(await say("bob", "contact push now")).not.toContain("all the same");
  });

  it("say what leads nowhere", async () => {
    the.notifiers.set("sms", wayOut("sms", ["ana"]));

    expect(await say("bob", "contact dm now, sms 2m")).toContain(
      "Nothing leads to you by SMS now: until it does, that is passed over.",
    );
    expect(await say("bob", "contact sms 2m")).toContain(
      "None of these leads to you now: until one does, you are told as the policy says.",
    );
  });

  it("may be set before one is a responder", async () => {
    expect(await say("dora", "contact dm now")).toBe(`You are told by dm at once. ${POLICY}`);
    expect(rulesOf("dora")).toHaveLength(1);
  });

  it.each([
    ["contact sms", "sms needs a time"],
    ["contact dm now, fax 2m", "fax is no way to be told"],
    ["contact dm now, dm 2m", "dm stands there twice."],
    ["contact voice 2h", "30 min at most"],
  ])("are refused with what is wrong, and an example: %j", async (line, why) => {
    const text = await say("bob", line);

    expect(text).toContain(why);
    expect(text).toContain("For instance: `contact dm now, push now, sms 2m, voice 5m`.");
    expect(rulesOf("bob")).toBeUndefined();
  });

  it("are in the help", async () => {
    expect(await say("bob", "help contact")).toMatch(
      /rules\|default\|limits\|dm now, push now, sms 2m, voice 5m\]`: .*`default` goes back/,
    );
  });
});

describe("contact limits", () => {
  it("says how often, what is held, and which variable changes it", async () => {
    expect(await say("bob", "contact limits")).toBe(
      [
        "How often one person is reached, at most:",
        [
          "- dm: once in 10 s (`LIMIT_DM=1/10s`)",
          "- push: once in 10 s (`LIMIT_PUSH=1/10s`)",
          "- SMS: 5 times in 15 min (`LIMIT_SMS=5/15m`)",
          "- calls: once in 3 min, never while another call to them rings (`LIMIT_VOICE=1/3m`)",
        ].join("\n"),
        "What comes sooner is held, not dropped, and leaves as one page, in which incidents of alerts that they were not yet told of come first. The incident's own clock does not wait for it. Whoever runs watchroom changes a number with the variable beside it.",
      ].join("\n\n"),
    );
  });

  it("lists a service that is set up", async () => {
    the.notifiers.set("pagerduty", wayOut("pagerduty", []));

    expect(await say("bob", "contact limits")).toContain(
      "\n- PagerDuty: 100 times in 1 min, each incident by itself\n",
    );
  });
});
