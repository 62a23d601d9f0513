import { beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import type { Refusal } from "../../../src/ports/failure.ts";
import type { Delivery, Notifier, PageMessage } from "../../../src/ports/notifier.ts";
import { person, type World, world } from "../../support/in-memory-watch.ts";

const ana = person("ana");
const dora = person("dora", { responder: false });

let the: World;
let sent: { readonly page: PageMessage; readonly to: string }[];
let outcome: Delivery;

/** Makes topics, and answers a test as it is told to. */
function push(): Notifier {
  let made = 0;
  return {
    method: "push",
    name: "ntfy",
    timeoutMs: 1_000,
    ringsMs: null,
    destinationOf: async () => null,
    invite: () => {
      made += 1;
      const destination = `watchroom-topic-number-${made}`;
      return { destination, how: `Your topic is \`${destination}\`.` };
    },
    send: async (page, to) => {
      sent.push({ page, to });
      return outcome;
    },
    stop: async (providerId) => ({ outcome: "sent", providerId }),
    probe: async () => ({ ok: true, said: "" }),
  };
}

beforeEach(() => {
  the = world(ana, dora);
  the.publicUrl = "https://watch.test";
  the.notifiers.set("push", push());
  sent = [];
  outcome = { outcome: "sent", providerId: "n1" };
});

const say = async (text: string, who = ana): Promise<string> => {
  const answer = await hear(the.watch, { person: who, text, addressed: true, room: "room" });
  expect(answer?.toAll).toBe(false);
  return answer?.text ?? "";
};

describe("contact test", () => {
  it("sends a test by every real way that reaches the asker, and says what became of each", async () => {
    the.notifiers.set("push", { ...push(), destinationOf: async () => "topic" });
    the.notifiers.set("dm", {
      ...push(),
      method: "dm",
      name: "slack",
      destinationOf: async () => "U1",
    });
    the.notifiers.set("sms", { ...push(), pretend: true, destinationOf: async () => "ana" });
    the.notifiers.set("voice", push());

    expect(await say("contact test")).toBe(
      "- push (ntfy): A test was sent.\n- dm: A test was sent.",
    );
    expect(sent.map(({ to }) => to)).toEqual(["topic", "U1"]);
  });

  it("proves every provider of SMS, and rings by the first that takes the call", async () => {
    const by = (method: "sms" | "voice", name: string, takes = true): Notifier => ({
      ...push(),
      method,
      name,
      destinationOf: async () => "+64215550189",
      send: async () =>
        takes
          ? { outcome: "sent", providerId: null }
          : { outcome: "failed", reason: "unpaid", permanent: true },
    });
    the.notifiers.set("sms", [by("sms", "twilio"), by("sms", "telnyx")]);
    the.notifiers.set("voice", [
      by("voice", "twilio", false),
      by("voice", "telnyx"),
      by("voice", "other"),
    ]);

    const text = await say("contact test");

    expect(text.split("\n")).toEqual([
      "- sms (Twilio): A test was sent.",
      "- sms (Telnyx): A test was sent.",
      expect.stringMatching(/^- voice \(Twilio\): The test was not sent: Twilio may not do this/),
      "- voice (Telnyx): A test was sent.",
      "- voice (other): not rung, as one phone takes one call at a time. `phone test other` rings by it.",
    ]);
    expect(text).not.toMatch(/0189/);
  });

  it("sends nothing to a phone that had as many codes and tests as it may have", async () => {
    const { phones } = the.watch;
    const watch = Object.assign(Object.create(the.watch) as typeof the.watch, {
      phones: Object.assign(Object.create(phones) as typeof phones, {
        reserve: async () => the.watch.clock.real() + 4 * 60_000,
      }),
    });
    const by = (method: "push" | "sms" | "voice"): Notifier => ({
      ...push(),
      method,
      destinationOf: async () => method,
    });
    for (const method of ["push", "sms", "voice"] as const) the.notifiers.set(method, by(method));

    const line = { person: ana, text: "contact test", addressed: true, room: "room" };
    const answer = await hear(watch, line);

    expect(sent.map(({ to }) => to)).toEqual(["push"]);
    expect(answer?.text.split("\n")).toEqual([
      "- push (ntfy): A test was sent.",
      expect.stringMatching(
        /^- (sms and voice|voice and sms): Nothing was sent: .* in 4 minutes\.$/,
      ),
    ]);
  });

  it("says so when nothing reaches them", async () => {
    expect(await say("contact test")).toMatch(/^Nothing that is set up reaches you/);
    expect(sent).toEqual([]);
  });
});

describe("contact push", () => {
  it("is a secret, and so is a link that signs in", async () => {
    const ask = (text: string) =>
      hear(
        {
          ...the.watch,
          contacts: the.contacts,
          signInLinks: { make: () => "https://x.test" } as never,
          notifiers: the.watch.notifiers,
          publicUrl: the.publicUrl,
          links: the.watch.links,
          clock: the.watch.clock,
        },
        { person: ana, text, addressed: true, room: "slack" },
      );

    expect(await ask("contact push")).toMatchObject({ secret: true, toAll: false });
    expect(await ask("signin")).toMatchObject({ secret: true, toAll: false });
    expect((await ask("contact"))?.secret).toBeUndefined();
  });

  it("makes a topic, says it to the asker alone, and sends a test that says it is one", async () => {
    const text = await say("contact push");

    expect(text).toContain("Your topic is `watchroom-topic-number-1`.");
    expect(text).toContain("A test was sent.");
    expect(text).not.toMatch(/responder|PUBLIC_URL|former/);
    expect(the.contacts.kept.get("ana|push")).toMatchObject({ value: "watchroom-topic-number-1" });
    expect(sent).toMatchObject([
      {
        to: "watchroom-topic-number-1",
        page: {
          title: "Test from watchroom",
          text: "A test for Ana. Nothing is wrong.",
          urgent: true,
          incidents: [],
        },
      },
    ]);
  });

  it("again makes another topic, and the former one is of no use", async () => {
    await say("contact push");

    expect(await say("contact push")).toContain("Your former topic is not used any more.");
    expect(the.contacts.kept.get("ana|push")).toMatchObject({ value: "watchroom-topic-number-2" });
  });

  it("is nothing that a line of chat does", async () => {
    const line = { person: ana, text: "contact push", addressed: false, room: "room" };

    expect(await hear(the.watch, line)).toBeNull();
    expect(the.contacts.kept.size).toBe(0);
  });

  it("tells a member who is no responder that nobody pages them, and what to do about it", async () => {
    expect(await say("contact push", dora)).toMatch(/Only responders are paged.*`contact on`/);
  });

  it("says that links work on this machine only while nobody named another address", async () => {
    the.publicUrl = "http://127.0.0.1:3000";

    expect(await say("contact push")).toMatch(/this machine only, until PUBLIC_URL is set/);
  });

  it.each<readonly [Refusal, RegExp]>([
    ["unauthorized", /^The test was not sent: ntfy refused it: its token is missing, wrong/m],
    ["bad-destination", /not sent: ntfy does not know the address/],
    ["rate-limited", /not sent: ntfy takes no more messages/],
    ["timeout", /ntfy did not answer in time: whether the test goes out is not known/],
    ["unreachable", /not sent: ntfy cannot be reached/],
    ["server-error", /not sent: ntfy has trouble of its own/],
    ["rejected", /not sent: ntfy refused the message/],
  ])("says why the test was not sent: %s", async (reason, words) => {
    outcome = { outcome: "failed", reason, permanent: true };

    expect(await say("contact push")).toMatch(words);
    expect(the.contacts.kept.size).toBe(1);
  });

  it("says what is missing when push is not set up, and makes nothing", async () => {
    const { invite: _without, ...pretend } = push();
    the.notifiers.set("push", pretend);

    for (const line of ["contact", "contact push"])
      expect(await say(line)).toMatch(/Push is not set up: NTFY_URL is not set/);
    expect(the.contacts.kept.size).toBe(0);
  });
});

describe("contact", () => {
  it("says that there is none", async () => {
    expect(await say("contact")).toMatch(/no topic.*`contact push` makes one/);
    expect(await say("contact test push")).toMatch(/no topic/);
    expect(await say("contact remove push")).toMatch(/no topic/);
    expect(sent).toEqual([]);
  });

  it("shows a topic's beginning only, and since when it is", async () => {
    await say("contact push");

    const text = await say("contact");

    expect(text).toBe("Push goes to your topic `watchroom-topi…`, made 16:00.");
  });

  it("says that one cannot be read, rather than that there is none", async () => {
    the.contacts.kept.set("ana|push", { state: "unreadable" });

    for (const line of ["contact", "contact test push"])
      expect(await say(line)).toMatch(/cannot be read: WATCHROOM_SECRET has changed/);
    expect(sent).toEqual([]);
  });

  it("sends another test", async () => {
    await say("contact push");

    expect(await say("Contact Test push")).toBe("A test was sent.");
    expect(sent.map(({ to }) => to)).toEqual(Array(2).fill("watchroom-topic-number-1"));
  });

  it("removes mine, and nobody else's", async () => {
    await say("contact push");
    await say("contact push", dora);

    expect(await say("contact remove push")).toBe("Removed. You are not reached by push any more.");
    expect([...the.contacts.kept.keys()]).toEqual(["dora|push"]);
  });

  it.each(["contact pull", "contact remove", "contact tests", "contact #1"])(
    "offers its usage for %j",
    async (line) => {
      expect(await say(line)).toMatch(
        /^`contact \[on\|off\|push\|pushover <user key>\|.*\|rules\|default\|limits\|/,
      );
      expect(the.contacts.kept.size).toBe(0);
    },
  );
});

describe("contact, of a phone number", () => {
  const MISSING = "You have given no phone number. `phone` says where to give one.";

  it("says that there is none where something calls, and nothing where nothing does", async () => {
    expect(await say("contact")).not.toContain("phone number");

    the.notifiers.set("voice", { ...push(), method: "voice", pretend: true });
    expect(await say("contact")).not.toContain("phone number");

    the.notifiers.set("voice", { ...push(), method: "voice", name: "twilio" });
    expect(await say("contact")).toContain(MISSING);
  });
});
