import { beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import { overview } from "../../../src/commands/overview.ts";
import { DAY, MINUTE } from "../../../src/lib/durations.ts";
import type { Answer } from "../../../src/ports/inward.ts";
import type { Failure, Refusal } from "../../../src/ports/failure.ts";
import type { Delivery, Notifier, PageMessage } from "../../../src/ports/notifier.ts";
import { personOfPhoneLink } from "../../../src/watch/phone-links.ts";
import { person, wayOut, type World, world } from "../../support/in-memory-watch.ts";

const NUMBER = "+64215550189";
const ana = person("ana");
let the: World;
let told: { readonly by: string; readonly text: string; readonly to: string }[];
let rang: { readonly by: string; readonly page: PageMessage; readonly to: string }[];
/** What becomes of what a provider is given; by default it takes it. */
let fails: Record<string, Failure>;

beforeEach(() => {
  the = world(ana, person("bob"));
  the.callbackUrl = "https://watch.test";
  told = [];
  rang = [];
  fails = {};
});

function provider(method: "sms" | "voice", name: string): Notifier {
  const outcome = (): Delivery => fails[name] ?? { outcome: "sent", providerId: null };
  return wayOut(method, [], {
    name,
    timeoutMs: 1_000,
    tell: async (text, to) => {
      told.push({ by: `${method} ${name}`, text, to });
      return outcome();
    },
    send: async (page, to) => {
      rang.push({ by: name, page, to });
      return outcome();
    },
  });
}

function setUp(...names: readonly string[]): void {
  for (const method of ["sms", "voice"] as const)
    the.notifiers.set(
      method,
      names.map((name) => provider(method, name)),
    );
}

const failed = (reason: Refusal, permanent = true): Failure => ({
  outcome: "failed",
  reason,
  permanent,
});

async function answer(text: string, direct = true): Promise<Answer> {
  const said = await hear(the.watch, {
    person: ana,
    text,
    addressed: true,
    room: "slack",
    ...(direct && { direct }),
  });
  expect(said?.toAll).toBe(false);
  expect(said?.text.replace(/<http.*>/, "")).not.toContain("0189");
  return said!;
}
const say = async (text: string, direct = true): Promise<string> =>
  (await answer(text, direct)).text;
const code = (): string => the.phones.codes.get("ana")?.code ?? "";

describe("phone, with a number", () => {
  it("sends six digits there by SMS, and shows the number's ends only", async () => {
    setUp("twilio", "telnyx");

    const said = await answer("phone +64 21 555 0189");

    expect(said).toMatchObject({ form: "code" });
    expect(said.text).toMatch(/^A code is on its way to \+64…89 by SMS \(Twilio\)/);
    expect(code()).toMatch(/^\d{6}$/);
    expect(told).toEqual([{ by: "sms twilio", text: expect.stringContaining(code()), to: NUMBER }]);
    expect(told[0]?.text).toMatch(/^[ -~]{1,160}$/);
    expect(said.text).not.toContain(code());
    expect(await say("phone")).toMatch(/^Your phone number is \+64…89, not verified/);
  });

  it("sends it by the next provider when one fails", async () => {
    setUp("twilio", "telnyx");
    fails = { twilio: failed("unreachable", false) };

    expect(await say("phone +64 21 555 0189")).toMatch(/by SMS \(Telnyx\)/);
    expect(told.map(({ by }) => by)).toEqual(["sms twilio", "sms telnyx"]);
  });

  it.each<readonly [Refusal, RegExp]>([
    ["bad-destination", /Twilio knows no such number.*See that it is right/],
    ["unpaid", /a trial, this country is not switched on, or there is no credit/],
    ["opted-out", /Send START from it/],
    ["rate-limited", /takes no more from us for now/],
    ["unauthorized", /does not take our credentials/],
    ["rejected", /Twilio refused it/],
    ["server-error", /has trouble of its own/],
    ["unreachable", /cannot be reached/],
    ["timeout", /did not answer in time, so it may still come/],
  ])("says in plain words why it did not go out: %s", async (reason, words) => {
    setUp("twilio");
    fails = { twilio: failed(reason) };

    const said = await answer("phone +64 21 555 0189");

    expect(said.text).toMatch(/^No SMS went to \+64…89: /);
    expect(said.text).toMatch(words);
    expect(said.form).toBe("wrong");
  });

  it("tells the reason that is surest, of several", async () => {
    setUp("twilio", "telnyx");
    fails = { twilio: failed("unreachable", false), telnyx: failed("bad-destination") };

    expect(await say("phone +64 21 555 0189")).toMatch(/Telnyx knows no such number/);
  });

  it("keeps it, and says what is missing, where only the phone on the page is set up", async () => {
    the.notifiers.set("sms", wayOut("sms", ["ana"], { pretend: true }));

    const said = await answer("phone +64 21 555 0189");

    expect(said.text).toMatch(/^\+64…89 is kept, and not verified\..*TWILIO_ACCOUNT_SID.*TELNYX/);
    expect(said.form).toBeUndefined();
    expect(await the.phones.pending("ana")).toBe(NUMBER);
    expect(await say("phone call")).toMatch(/^No calls are set up/);
    expect(await say("phone test")).toMatch(/^No call was made.*page stands for it/);
  });

  it("sends nothing when three went out already", async () => {
    setUp("twilio");
    the.phones.heldUntil = the.now + 4 * MINUTE;

    expect(await answer("phone +64 21 555 0189")).toMatchObject({
      form: "wrong",
      text: expect.stringMatching(/^Nothing was sent.*Try again in 4 minutes/),
    });
    expect(told).toEqual([]);
  });

  it("is not taken where others read it: a direct message, or a page of one's own", async () => {
    setUp("twilio");

    const page = await answer("phone +64 21 555 0189", false);
    expect(page).toMatchObject({ secret: true });
    expect(page.text).toMatch(/^A phone number is for watchroom alone, and was not taken/);
    const token = /<http:\/\/watch\.test\/phone\/(\S+)>/.exec(page.text)?.[1] ?? "";
    expect(await personOfPhoneLink(Object.assign(the.watch, { signIns: unused }), token)).toEqual(
      ana,
    );

    the.notifiers.set("dm", wayOut("dm", ["ana"]));
    expect(await say("phone +64 21 555 0189", false)).toMatch(/write.*to me in a direct message/i);
    expect(the.contacts.kept.size).toBe(0);
    expect(told).toEqual([]);
  });

  it("says what a number looks like when it is none, and keeps nothing", async () => {
    for (const text of ["phone 021 555 0189", "phone +64 (0)21 555 0189", "phone +64 21"])
      expect(await say(text)).toMatch(/no phone number: it begins with \+/);
    expect(await say("phone home")).toMatch(/^`phone \[/);
    expect(the.contacts.kept.size).toBe(0);
  });

  it("that is verified already needs no code, unless it failed", async () => {
    setUp("twilio");
    the.phones.has("ana", NUMBER);
    expect(await say("phone +64 21 555 0189")).toMatch(/^\+64…89 is verified already/);
    expect(told).toEqual([]);

    await the.phones.note("ana", { failing: { at: the.now, reason: "unpaid", by: "sms" } });
    expect(await say("phone +64 21 555 0189")).toMatch(/^A code is on its way/);
  });
});

const unused = { isUsed: async () => false, use: async () => true };

describe("a code", () => {
  beforeEach(async () => {
    setUp("twilio");
    await say("phone +64 21 555 0189");
  });

  it.each([(digits: string) => `phone ${digits}`, (digits: string) => `phone code ${digits}`])(
    "verifies the number, and says what is still unproven",
    async (line) => {
      expect(await say(line(code()))).toBe(
        "+64…89 is verified: pages by SMS and by call go there. It is not yet tested by a call: `phone test` rings you now.",
      );
      expect(await the.phones.numberFor("ana", "voice")).toBe(NUMBER);
    },
  );

  it("that is wrong says how many tries are left", async () => {
    const other = code() === "000000" ? "111111" : "000000";
    expect(await answer(`phone ${other}`)).toMatchObject({
      text: "That is not the code. 4 tries left.",
      form: "wrong",
    });
    expect(await say("phone code 12")).toMatch(/^That is no code: it has 6 digits/);
  });

  it("of a number that somebody else has is refused, without a name", async () => {
    the.phones.has("bob", NUMBER);

    const said = await answer(`phone ${code()}`);

    expect(said.text).toMatch(/^Somebody else here has verified this number/);
    expect(said.text).not.toMatch(/bob/i);
  });

  it("that nobody waits for says so", async () => {
    await say(`phone ${code()}`);
    expect(await answer("phone 123456")).toMatchObject({
      text: expect.stringMatching(/^No code is waiting/),
      form: "wrong",
    });
  });

  it("is said by a call, digit by digit, and proves that calls arrive", async () => {
    const said = await answer("phone call");

    expect(said.text).toMatch(/^\+64…89 rings now \(Twilio\)/);
    expect(said.form).toBe("code");
    expect(told[1]).toEqual({
      by: "voice twilio",
      text: `This is watchroom. Your code is ${code().split("").join(", ")}.`,
      to: NUMBER,
    });
    expect(await say(`phone ${code()}`)).toBe(
      "+64…89 is verified: pages by SMS and by call go there.",
    );
    expect(await say("phone")).toMatch(/Last tested by a call .*No SMS is proven yet/);
  });
});

describe("phone call", () => {
  it("has nothing to do without a number that waits", async () => {
    setUp("twilio");
    expect(await say("phone call")).toMatch(/^You have given no phone number/);
    the.phones.has("ana", NUMBER);
    expect(await say("phone call")).toMatch(/verified already. `phone test` rings/);
  });
});

describe("phone test", () => {
  beforeEach(() => {
    setUp("twilio", "telnyx");
    the.phones.has("ana", NUMBER);
  });

  it("rings by the first that takes the call, with a token that is a test's", async () => {
    fails = { twilio: failed("server-error", false) };

    expect(await say("phone test", false)).toMatch(/^Your phone rings now \(Telnyx\)\. Press 1/);
    expect(rang.map(({ by, to }) => [by, to])).toEqual([
      ["twilio", NUMBER],
      ["telnyx", NUMBER],
    ]);
    expect(the.watch.tokens.read(rang[0]!.page.token, the.now)).toEqual({
      kind: "test",
      handle: "ana",
      method: "voice",
    });
  });

  it("rings by the one that is named, and knows no other", async () => {
    expect(await say("phone test telnyx")).toMatch(/\(Telnyx\)/);
    expect(rang.map(({ by }) => by)).toEqual(["telnyx"]);
    expect(await say("phone test vonage")).toMatch(
      /vonage makes calls here: twilio and telnyx can/,
    );
  });

  it("says why it did not ring", async () => {
    setUp("twilio");
    fails = { twilio: failed("unpaid") };
    expect(await say("phone test")).toMatch(/^Your phone was not rung: Twilio may not do this/);
    the.phones.heldUntil = the.now + 1;
    expect(await say("phone test")).toMatch(/^Nothing was sent.*Try again in 1 minute\./);
    the.phones.known.clear();
    expect(await say("phone test")).toMatch(/^No verified number/);
  });

  it("says a code where no key is heard, and the code proves it", async () => {
    the.callbackUrl = null;

    expect(await answer("phone test")).toMatchObject({
      form: "code",
      text: expect.stringMatching(/says a code twice.*PUBLIC_URL is not set/),
    });
    expect(rang).toEqual([]);
    await say(`phone ${code()}`);
    expect(the.phones.known.get("ana")).toMatchObject({ testedAt: the.now });
  });
});

describe("phone, alone", () => {
  it("says how it stands: verified, tested, failing, stopped, and what takes its place", async () => {
    setUp("twilio");
    the.phones.has("ana", NUMBER, {
      verifiedAt: the.now - 3 * DAY,
      testedAt: the.now - DAY,
      failing: { at: the.now, reason: "bad-destination", by: "voice" },
      stoppedAt: the.now,
    });
    await say("phone +49 151 12345678");

    const said = await say("phone");

    expect(said).toMatch(/^Your phone number is \+64…89, verified by SMS Thu/);
    expect(said).toMatch(/Last tested by a call Sat/);
    expect(said).toMatch(/A call did not reach it .*: the provider knows no such number/);
    expect(said).toMatch(/No SMS goes there: you sent STOP/);
    expect(said).toMatch(/\+49…78 takes its place once it is verified/);
    expect(await say("contact")).toContain("verified by SMS");
    expect((await overview(the.watch, ana)).phone).toBe("+64…89, verified, but not reached lately");
  });

  it("is shown on the page of a chat's app, with a test call once it is verified", async () => {
    expect((await overview(the.watch, ana)).phone).toBeNull();
    setUp("twilio");
    await say("phone +64 21 555 0189");
    expect(await overview(the.watch, ana)).toMatchObject({ phone: "+64…89, not verified" });
    expect((await overview(the.watch, ana)).rings).toBeUndefined();
    await say(`phone ${code()}`);
    expect(await overview(the.watch, ana)).toMatchObject({
      phone: "+64…89, verified",
      rings: true,
    });
  });

  it("says that it cannot be read, rather than that there is none", async () => {
    the.contacts.kept.set("ana|phone", { state: "unreadable" });

    for (const text of ["phone", "contact"])
      expect(await say(text)).toMatch(/phone number cannot be read/);
  });

  it("is chat when it is said to nobody", async () => {
    const line = { person: ana, text: "phone +64 21 555 0189", room: "slack", direct: true };

    expect(await hear(the.watch, { ...line, addressed: false })).toBeNull();
    expect(the.contacts.kept.size).toBe(0);
  });
});

describe("phone remove", () => {
  it("forgets it, and says when there is none", async () => {
    await say("phone +64 21 555 0189");

    expect(await say("phone remove")).toMatch(/^Removed/);
    expect(the.contacts.kept.size).toBe(0);
    expect(await say("phone remove")).toMatch(/no phone number/);
    expect(await say("phone")).toMatch(/no phone number/);
  });
});
