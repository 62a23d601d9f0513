import { assert, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { readPress } from "../../../../src/adapters/slack/acting/read-press.ts";
import { readReaction } from "../../../../src/adapters/slack/acting/read-reaction.ts";
import { readSubmission } from "../../../../src/adapters/slack/acting/read-submission.ts";

const reaction = (some: object = {}) => ({
  user: "U1",
  reaction: "eyes",
  item: { type: "message", channel: "C1", ts: "1.2" },
  event_ts: "3.4",
  ...some,
});

describe("a reaction", () => {
  it.each([
    ["eyes", "eyes"],
    ["+1::skin-tone-2", "+1"],
    ["thumbsup::skin-tone-6", "+1"],
    ["skin-tone-2", "skin-tone-2"],
  ])("%s is %s, whoever's hand it is", (given, emoji) => {
    expect(readReaction(reaction({ reaction: given }))).toEqual({
      user: "U1",
      emoji,
      channel: "C1",
      ts: "1.2",
      at: "3.4",
    });
  });

  it("on a file is none", () => {
    expect(readReaction(reaction({ item: { type: "file", file: "F1" } }))).toBeNull();
  });
});

describe("a button", () => {
  const body = (some: object = {}) => ({
    user: { id: "U1" },
    trigger_id: "t",
    channel: { id: "C1" },
    container: { message_ts: "1.2" },
    actions: [{ action_id: "incident_acknowledge", value: "17" }],
    ...some,
  });

  it("is known with what it stands in", () => {
    expect(readPress(body())).toEqual({
      user: "U1",
      action: "incident_acknowledge",
      value: "17",
      view: null,
      trigger: "t",
      message: { channel: "C1", ts: "1.2", thread: null },
    });
  });

  it("stands in a thread, or in a view", () => {
    const container = { message_ts: "1.2", thread_ts: "1.1" };
    expect(readPress(body({ container }))?.message?.thread).toBe("1.1");
    expect(readPress(body({ container: { view_id: "V1" } }))?.message).toBeNull();
  });
});

it("whatever comes over the wire is read without falling", () => {
  assert(
    property(jsonValue(), (value) => {
      for (const read of [readPress, readReaction, readSubmission]) read(value);
    }),
  );
});
