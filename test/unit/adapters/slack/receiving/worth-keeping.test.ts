import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  worthKeeping,
  type Kept,
  type Ourselves,
  type SlackEvent,
} from "../../../../../src/adapters/slack/receiving/worth-keeping.ts";

const OURSELVES: Ourselves = { self: { userId: "U0BOT", botId: "B0BOT" }, channel: "C1" };

function message(some: SlackEvent): SlackEvent {
  return {
    type: "message",
    channel: "C1",
    channel_type: "channel",
    user: "U1",
    ts: "1.1",
    ...some,
  };
}

function kept(event: SlackEvent, ourselves = OURSELVES): Kept | null {
  return worthKeeping(event, ourselves);
}

describe("of what people write", () => {
  test("plain chat in the team's channel is kept as who, when and where alone", () => {
    const chat = message({
      text: "the coffee is bad",
      blocks: [{ type: "rich_text" }],
      client_msg_id: "x",
      event_ts: "1.1",
    });

    expect(kept(chat)).toEqual({
      event: {
        type: "message",
        channel: "C1",
        channel_type: "channel",
        user: "U1",
        ts: "1.1",
        event_ts: "1.1",
      },
      id: null,
      line: "C1 U1",
      isTalk: true,
    });
  });

  test("chat in another channel is nobody's business", () => {
    expect(kept(message({ text: "hello", channel: "C2" }))).toBeNull();
  });

  test.each([
    ["<@U0BOT> incidents"],
    ["hello <@U0BOT|watchroom>, who is on call"],
    ["ack"],
    ["  ACK #3 for 2h"],
    ["resolve #3"],
    ["playbook build queue "],
    ["accept"],
    [" Decline "],
    ["watchroom: oncall"],
    ["@watchroom oncall"],
    ["watchroom: page @ana the\nhouse is on fire"],
    ["/ack #1"],
  ])("%j may be meant for us, and is kept with its words", (text) => {
    expect(kept(message({ text }))).toMatchObject({
      event: { text },
      id: "said C1 1.1",
      isTalk: false,
    });
  });

  test.each([
    ["acknowledged"],
    ["ack, will look"],
    ["accept the terms first"],
    ["decline\nit"],
    ["I ack"],
    ["resolve\nthe conflict"],
    ["watchrooms are nice"],
    ["<@U2> ack"],
    ["https://x.test/ack"],
  ])("%j is chat", (text) => {
    const found = kept(message({ text }));

    expect(found?.isTalk).toBe(true);
    expect(JSON.stringify(found)).not.toContain(text);
  });

  test("all of it is kept in a direct message, with the thread that it is in", () => {
    const said = message({ channel: "D1", channel_type: "im", text: "hm", thread_ts: "0.9" });

    expect(kept(said)).toMatchObject({
      event: { text: "hm", thread_ts: "0.9" },
      id: "said D1 1.1",
    });
  });

  test("a mention is one message, whichever of its two events comes first", () => {
    const said = message({ text: "<@U0BOT> here" });

    expect(kept({ ...said, type: "app_mention" })?.id).toBe(kept(said)?.id);
  });

  test("a mention is not lost while we do not know who we are: its own event is kept", () => {
    const nobody = { ...OURSELVES, self: null };
    const said = message({ text: "<@U0BOT> here" });

    expect(kept(said, nobody)).toMatchObject({ isTalk: true, id: null });
    expect(kept({ ...said, type: "app_mention" }, nobody)).toMatchObject({ isTalk: false });
  });

  test.each(["file_share", "thread_broadcast", "me_message"])(
    "%s is written by a human",
    (subtype) => {
      expect(kept(message({ subtype, text: "ack" }))).toMatchObject({ event: { text: "ack" } });
    },
  );
});

describe("nothing is kept", () => {
  test.each([
    ["of our own messages", message({ user: "U0BOT", text: "ack" })],
    ["of another app's messages", message({ bot_id: "B2", text: "ack" })],
    ["of what has no author", message({ user: undefined, text: "ack" })],
    ["of changed messages", message({ subtype: "message_changed", hidden: true })],
    ["of deleted messages", message({ subtype: "message_deleted", hidden: true })],
    ["of a new topic", message({ subtype: "channel_topic", text: "ack" })],
    ["of a hidden message", message({ hidden: true, text: "ack" })],
    ["of our own mentions", { ...message({ user: "U0BOT" }), type: "app_mention" }],
    ["of our own reactions", { type: "reaction_added", user: "U0BOT", reaction: "eyes" }],
    ["of what has no type", { user: "U1" }],
  ])("%s", (_what, event) => {
    expect(kept(event)).toBeNull();
  });
});

describe("of what else happens", () => {
  test("reactions on one message stay in their order", () => {
    const added = {
      type: "reaction_added",
      user: "U1",
      reaction: "eyes",
      item: { type: "message", channel: "C1", ts: "1.1" },
      event_ts: "2.2",
    };

    expect(kept(added)).toEqual({ event: added, id: null, line: "C1 1.1", isTalk: false });
    expect(kept({ ...added, type: "reaction_removed" })?.line).toBe("C1 1.1");
    expect(kept({ ...added, item: { type: "file" } })?.line).toBe(" ");
  });

  test("our own coming and going is kept", () => {
    const joined = { type: "member_joined_channel", user: "U0BOT", channel: "C1" };

    expect(kept(joined)?.event).toEqual(joined);
  });

  test("a changed profile is kept as whose it is alone", () => {
    const changed = {
      type: "user_change",
      user: { id: "U1", profile: { phone: "+64211234567", email: "ana@team.test" } },
    };

    expect(kept(changed)).toMatchObject({
      event: { type: "user_change", user: { id: "U1" } },
      line: "user_change U1",
    });
    expect(JSON.stringify(kept(changed))).not.toContain("+64");
  });

  test("an opened home is kept without what it shows", () => {
    const opened = { type: "app_home_opened", user: "U1", tab: "home", view: { blocks: [] } };

    expect(kept(opened)?.event).toEqual({ type: "app_home_opened", user: "U1", tab: "home" });
  });
});

test("whatever an event looks like, it is read without fault, and talk keeps no words", () => {
  const messages = fc.record(
    {
      type: fc.constantFrom("message", "app_mention", "reaction_added", "user_change"),
      channel: fc.oneof(fc.constant("C1"), fc.jsonValue()),
      user: fc.oneof(fc.constant("U1"), fc.jsonValue()),
      text: fc.oneof(fc.string(), fc.jsonValue()),
      item: fc.jsonValue(),
      ts: fc.jsonValue(),
    },
    { requiredKeys: ["type"] },
  );
  fc.assert(
    fc.property(messages, (event) => {
      const found = worthKeeping(event, OURSELVES);

      expect(found?.isTalk === true && "text" in found.event).toBe(false);
    }),
  );
});
