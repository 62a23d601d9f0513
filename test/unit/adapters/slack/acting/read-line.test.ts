import { assert, jsonValue, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { readLine } from "../../../../../src/adapters/slack/acting/read-line.ts";

const SELF = "UBOT";
const event = (some: object = {}) => ({
  type: "message",
  user: "U1",
  channel: "C1",
  channel_type: "channel",
  ts: "1780315200.000100",
  text: "ack",
  ...some,
});
const read = (some: object = {}, self: string | null = SELF) => readLine(event(some), self);

describe("a line from Slack", () => {
  it("is who wrote what where", () => {
    expect(read({ thread_ts: "1780315100.000100" })).toEqual({
      user: "U1",
      channel: "C1",
      ts: "1780315200.000100",
      thread: "1780315100.000100",
      isDirect: false,
      isAddressed: false,
      text: "ack",
    });
  });

  it("opens a thread without being in it", () => {
    expect(read({ thread_ts: "1780315200.000100" })?.thread).toBeNull();
  });

  it.each([
    ["a mention", { type: "app_mention", text: "<@UBOT> ack" }],
    ["a message that mentions us", { text: "<@UBOT> ack" }],
    ["a mention with its name", { text: "<@UBOT|watchroom>, ack" }],
    ["a mention with a colon", { text: "<@UBOT>: ack" }],
    ["a mention at the end", { text: "ack <@UBOT>" }],
    ["a direct message", { channel: "D1", channel_type: "im" }],
    ["a direct message that says no more of itself", { channel: "D1", channel_type: undefined }],
  ])("speaks to us as %s, and our name is no part of it", (_what, some) => {
    expect(read(some)).toMatchObject({ isAddressed: true, text: "ack" });
  });

  it("does not speak to us when it names others", () => {
    expect(read({ text: "<@UBOT2> ack" })).toMatchObject({ isAddressed: false });
    expect(read({ text: "<@UBOT> ack" }, null)).toMatchObject({ isAddressed: false });
  });

  it.each([
    ["ours", { user: SELF }],
    ["a bot's", { bot_id: "B1" }],
    ["nobody's", { user: undefined }],
    ["an edit", { subtype: "message_changed", hidden: true }],
    ["a notice", { subtype: "channel_join" }],
    ["another app's", { subtype: "bot_message" }],
    ["of another kind", { type: "reaction_added" }],
  ])("is none when it is %s", (_what, some) => {
    expect(read(some)).toBeNull();
  });

  it("is read from whatever comes over the wire without falling", () => {
    assert(
      property(jsonValue(), string(), (value, text) => {
        readLine(value, SELF);
        expect(read({ text })?.text).not.toContain("<@UBOT>");
      }),
    );
  });
});
