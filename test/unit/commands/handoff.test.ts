import { beforeEach, describe, expect, it } from "vitest";
import { answer } from "../../../src/commands/answer.ts";
import { hear } from "../../../src/commands/hear.ts";
import type { Person } from "../../../src/oncall/person.ts";
import {
  incident,
  page,
  person,
  SUNDAY_AT_15_UTC as NOW,
  type World,
  world,
} from "../../support/in-memory-watch.ts";

const HOUR = 3_600_000;
const [ana, bob, cid] = [person("ana"), person("bob"), person("cid")];
const dora = person("dora", { responder: false });
let it_: World;

beforeEach(() => {
  it_ = world(ana, bob, cid, dora);
});

const say = (who: Person, text: string) =>
  hear(it_.watch, { person: who, text, addressed: true, room: "local" });
const react = (who: Person, emoji: string, subject: string | null | undefined) =>
  answer(it_.watch, { person: who, emoji, subject: subject ?? "", room: "local" });
const onCall = async (): Promise<string | undefined> => (await say(cid, "oncall"))?.text;

describe("oncall", () => {
  it("says who is on call and who is second", async () => {
    expect(await onCall()).toBe("Ana is on call. Second is Bob.");
  });

  it("says until when, by whose clock, and who comes then", async () => {
    await say(bob, "take for 2h");

    expect(await onCall()).toBe(
      "Bob is on call until 18:00 (Europe/Berlin). Then Ana. Second is Cid.",
    );
    expect((await say(person("kiri", { zone: "Pacific/Auckland" }), "oncall"))?.text).toBe(
      "Bob is on call until 06:00 (Pacific/Auckland). Then Ana. Second is Cid.",
    );
  });

  it("says loudly that nobody can be called", async () => {
    it_.people = [dora];

    expect(await say(dora, "oncall")).toEqual({
      text: "Nobody can be called: no responder has joined.",
      toAll: true,
      subject: null,
    });
  });

  it("shows names as text", async () => {
    it_.people = [person("eve", { name: "**Eve** <!channel>\n# @here" })];

    expect((await say(dora, "oncall"))?.text).toBe(
      "\\*\\*Eve\\*\\* \\<!channel\\> # @\u2060here is on call.",
    );
  });
});

describe("handoff", () => {
  it("asks, with what is open, the last page and the note, and says who stays on call", async () => {
    it_.incidents = [
      incident(17, { title: "Builds are queueing up" }),
      incident(18, { title: "Disk <b>full</b>", status: "acknowledged" }),
    ];
    it_.pages = [page("ana", [17])];

    const question = await say(ana, "handoff @bob until 18:00 dentist, *sorry*");

    expect(question?.toAll).toBe(true);
    expect(question?.subject).toBe(`handoff:${it_.offers[0]?.id}`);
    expect(question?.text.split("\n\n")).toEqual([
      "@bob: Ana asks you to take over until 18:00 (Europe/Berlin). Until you accept, Ana stays on call.",
      "> dentist, \\*sorry\\*",
      "Open: #18 Disk \\<b\\>full\\</b\\> and #17 Builds are queueing up.",
      "Ana's last page: voice at 15:59 about #17.",
      "React with ✅ or ❌, or say `accept` or `decline`.",
    ]);
    expect(await onCall()).toContain("Ana is on call.");
  });

  it("is nothing that others could accept", async () => {
    await say(ana, "handoff @bob");

    expect(await say(cid, "accept")).toEqual({
      text: "Nobody has asked you to take over.",
      toAll: false,
      subject: null,
    });
    expect(it_.offers).toHaveLength(1);
  });

  it("is accepted in words", async () => {
    await say(ana, "handoff bob until tomorrow 9:00");

    expect(await say(bob, "accept")).toEqual({
      text: "Bob is on call now until Mon 23 Nov 09:00 (Europe/Berlin). Ana is relieved.",
      toAll: true,
      concernsAll: true,
      subject: null,
    });
    expect(await onCall()).toContain("Bob is on call until Mon 23 Nov 09:00");
  });

  it("is declined in words, and then there is nothing left to accept", async () => {
    await say(ana, "handoff @bob");

    expect(await say(bob, "decline")).toEqual({
      text: "Bob declined. Ana is on call.",
      toAll: true,
      concernsAll: true,
      subject: null,
    });
    expect((await say(bob, "accept"))?.text).toBe("Nobody has asked you to take over.");
  });

  it.each(["white_check_mark", "+1", "thumbsup", "+1::skin-tone-3"])(
    "is accepted by the reaction %s",
    async (emoji) => {
      const question = await say(ana, "handoff @bob");

      expect((await react(bob, emoji, question?.subject))?.text).toBe(
        "Bob is on call now. Ana is relieved.",
      );
    },
  );

  it.each(["x", "-1", "thumbsdown"])("is declined by the reaction %s", async (emoji) => {
    const question = await say(ana, "handoff @bob");

    expect((await react(bob, emoji, question?.subject))?.text).toBe(
      "Bob declined. Ana is on call.",
    );
  });

  it("is left alone by other reactions, by other people, and by reactions on other answers", async () => {
    const question = await say(ana, "handoff @bob");

    expect(await react(bob, "eyes", question?.subject)).toBeNull();
    expect(await react(bob, "no_such_emoji", question?.subject)).toBeNull();
    expect(await react(cid, "+1", question?.subject)).toBeNull();
    expect(await react(ana, "x", question?.subject)).toBeNull();
    expect(await react(bob, "+1", "something:else")).toBeNull();
    expect(it_.offers).toHaveLength(1);
    expect(it_.overrides).toEqual([]);
  });

  it("asked of two goes to the first; the other is told who has it", async () => {
    await say(ana, "handoff @bob");
    const toCid = await say(ana, "handoff @cid");
    await say(bob, "accept");

    expect(await react(cid, "+1", toCid?.subject)).toEqual({
      text: "This handoff is over. Bob is on call.",
      toAll: false,
      subject: null,
    });
  });

  it("cannot be accepted late", async () => {
    const question = await say(ana, "handoff @bob until 18:00");
    it_.now = NOW + 2 * HOUR;

    expect(await react(bob, "+1", question?.subject)).toEqual({
      text: "This handoff is over. Ana is on call.",
      toAll: false,
      subject: null,
    });
    expect(await react(bob, "+1", question?.subject)).toEqual({
      text: "This handoff was answered before. Ana is on call.",
      toAll: false,
      subject: null,
    });
  });

  it("answers the newest question with `accept`", async () => {
    await say(ana, "handoff @bob until 18:00");
    it_.now += 60_000;
    await say(ana, "handoff @cid");
    await say(cid, "accept");
    it_.now += 60_000;
    await say(cid, "handoff @bob until 20:00");

    expect((await say(bob, "accept"))?.text).toBe(
      "Bob is on call now until 20:00 (Europe/Berlin). Cid is relieved.",
    );
  });

  it.each([
    ["handoff @ana", "You cannot hand over to yourself."],
    ["handoff @zoe", "Nobody here is called “zoe”."],
    ["handoff @dora", "Dora is not a responder and cannot be called."],
    ["handoff @bob for 1234", "That is no length of time: it needs a unit."],
    ["handoff @bob until lunch", "That is no time of day."],
  ])("is refused with a reason: %s", async (line, reason) => {
    const refused = await say(ana, line);

    expect(refused?.text).toContain(reason);
    expect(refused?.toAll).toBe(false);
    expect(it_.offers).toEqual([]);
  });

  it("is refused to somebody who does not have it, and who has it is said", async () => {
    expect((await say(cid, "handoff @bob"))?.text).toContain("You are not on call: Ana is.");
  });

  it("is refused beyond what one has", async () => {
    await say(bob, "take for 1h");

    expect((await say(bob, "handoff @cid until 20:00"))?.text).toBe(
      "You are on call only until 17:00 (Europe/Berlin). Hand over until then at most.",
    );
  });

  it("finds people by a name that one person has, and asks which when two have it", async () => {
    it_.people = [
      ana,
      person("rk", { name: "Kim" }),
      person("lk", { name: "Kim" }),
      person("bo", { name: "Bobby" }),
    ];

    expect((await say(ana, "handoff bobby"))?.text).toContain("@bo: Ana asks you");
    expect((await say(ana, "handoff kim"))?.text).toBe(
      "2 people are called Kim: @rk and @lk. Say which.",
    );
  });
});

describe("take", () => {
  it("needs no consent and says who is relieved", async () => {
    expect(await say(bob, "take for 4h")).toEqual({
      text: "Bob is on call now until 20:00 (Europe/Berlin). Ana is relieved.",
      toAll: true,
      concernsAll: true,
      subject: null,
    });
    expect((await say(bob, "take"))?.text).toBe("Bob is on call now.");
  });

  it("says so when one has it already", async () => {
    expect(await say(ana, "take for 4h")).toMatchObject({
      text: "You are on call already.",
      toAll: false,
    });
  });
});

const mutter = (who: Person, text: string) =>
  hear(it_.watch, { person: who, text, addressed: false, room: "local" });

describe("accept and decline, said to nobody", () => {
  it("count for the one who is asked while the question is open", async () => {
    await say(ana, "handoff @bob");
    expect(await mutter(cid, "accept")).toBeNull();
    expect(await mutter(bob, "accept that")).toBeNull();

    expect((await mutter(bob, "Accept"))?.text).toBe("Bob is on call now. Ana is relieved.");
    expect(await mutter(bob, "accept")).toBeNull();
  });

  it("decline by the bare word too", async () => {
    await say(ana, "handoff @bob");

    expect((await mutter(bob, "decline"))?.text).toBe("Bob declined. Ana is on call.");
    expect(await mutter(bob, "decline")).toBeNull();
  });

  it("are chat of those who cannot be called", async () => {
    expect(await mutter(dora, "accept")).toBeNull();
    expect(await mutter(dora, "decline")).toBeNull();
  });
});
