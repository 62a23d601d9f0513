import { beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import type { Delivery, Notifier, PageMessage } from "../../../src/ports/notifier.ts";
import { person, wayOut, type World, world } from "../../support/in-memory-watch.ts";

const ana = person("ana");
const dora = person("dora", { responder: false });
const KEY = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";

let the: World;
let asked: string[];
let sent: { readonly page: PageMessage; readonly to: string }[];
let accepted: Delivery;

function pushover(): Notifier {
  return {
    method: "push",
    name: "pushover",
    timeoutMs: 1_000,
    ringsMs: null,
    destinationOf: async () => null,
    accepts: async (key) => {
      asked.push(key);
      return accepted;
    },
    send: async (page, to) => {
      sent.push({ page, to });
      return { outcome: "sent", providerId: "r1" };
    },
    stop: async (providerId) => ({ outcome: "sent", providerId }),
    probe: async () => ({ ok: true, said: "" }),
  };
}

beforeEach(() => {
  the = world(ana, dora);
  the.notifiers.set("push", pushover());
  [asked, sent] = [[], []];
  accepted = { outcome: "sent", providerId: null };
});

async function say(text: string, { direct = true, who = ana } = {}): Promise<string> {
  const answer = await hear(the.watch, {
    person: who,
    text,
    addressed: true,
    room: "slack",
    direct,
  });
  expect(answer?.toAll).toBe(false);
  expect(answer?.text).not.toContain(KEY);
  return answer?.text ?? "";
}

describe("contact pushover", () => {
  it("keeps a key that Pushover knows, as it was written, and sends a test to it", async () => {
    expect(await say(`contact Pushover ${KEY}`)).toMatch(/rings you from now on.*A test was sent/);

    expect(asked).toEqual([KEY]);
    expect(the.contacts.kept.get("ana|pushover")).toMatchObject({ value: KEY });
    expect(sent).toMatchObject([{ to: KEY, page: { handle: "ana", urgent: true } }]);
  });

  it("takes none where others read it, and asks nobody about it", async () => {
    expect(await say(`contact pushover ${KEY}`, { direct: false })).toMatch(
      /not taken.*Remove your line.*on a page of your own.*\/phone\//,
    );
    expect(await say("contact pushover", { direct: false })).toMatch(/no user key.*\/phone\//);
    the.notifiers.set("dm", wayOut("dm", ["ana"]));
    expect(await say("contact pushover", { direct: false })).toMatch(/to me in a direct message/);

    expect([asked, the.contacts.kept.size]).toEqual([[], 0]);
  });

  it.each(["short", `${KEY}x`, `${KEY} and more`, `${KEY.slice(1)}!`])(
    "says what a key looks like for %s",
    async (text) => {
      expect(await say(`contact pushover ${text}`)).toMatch(/no user key: one has 30/);
      expect([asked, the.contacts.kept.size]).toEqual([[], 0]);
    },
  );

  it.each<readonly [Extract<Delivery, { outcome: "failed" }>["reason"], RegExp]>([
    ["bad-destination", /reaches nobody.*Nothing was changed/],
    ["unauthorized", /PUSHOVER_TOKEN.*nothing was changed/],
    ["timeout", /did not say whether.*nothing was changed/],
  ])("keeps the former key when the new one is not good: %s", async (reason, words) => {
    await say(`contact pushover ${KEY}`);
    accepted = { outcome: "failed", reason, permanent: true };

    expect(await say(`contact pushover ${"x".repeat(30)}`)).toMatch(words);

    expect(the.contacts.kept.get("ana|pushover")).toMatchObject({ value: KEY });
    expect(sent).toHaveLength(1);
  });

  it("is shown by its first letters, and can be removed", async () => {
    expect(await say("contact pushover")).toMatch(/given no user key/);
    await say(`contact pushover ${KEY}`);

    for (const line of ["contact", "contact pushover"])
      expect(await say(line, { direct: false })).toContain("the key `uQi…`");
    expect(await say("contact remove pushover", { direct: false })).toMatch(/^Removed/);
    expect(await say("contact remove pushover")).toMatch(/given no user key/);
    expect(the.contacts.kept.size).toBe(0);
  });

  it("says so when the key cannot be read any more", async () => {
    the.contacts.kept.set("ana|pushover", { state: "unreadable" });

    expect(await say("contact pushover")).toMatch(/cannot be read: WATCHROOM_SECRET/);
  });

  it("says that it is not set up, and keeps nothing", async () => {
    the.notifiers.clear();

    expect(await say(`contact pushover ${KEY}`)).toMatch(/PUSHOVER_TOKEN is not set/);
    expect(the.contacts.kept.size).toBe(0);
  });

  it("tells who is no responder that nothing will ring", async () => {
    expect(await say(`contact pushover ${KEY}`, { who: dora })).toMatch(/`contact on` makes you/);
  });

  it("is what a wish for a topic is answered with where only Pushover is set up", async () => {
    expect(await say("contact push")).toMatch(/NTFY_URL is not set\. Push goes by Pushover/);
    expect(await say("contact")).not.toMatch(/NTFY_URL/);
  });
});
