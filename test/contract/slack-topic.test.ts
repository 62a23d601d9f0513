import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OnCall } from "../../src/adapters/slack/posting/on-call-line.ts";
import { createTopic, type Topic } from "../../src/adapters/slack/posting/topic.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { manualClock, NOON, type ManualClock } from "../support/manual-clock.ts";
import { slackAccess, type SlackAccess } from "../support/slack-access.ts";

const HOUR = 3_600_000;
const ANA: OnCall = { name: "Ana", until: NOON + 21 * HOUR, next: "Bob" };
const BOB: OnCall = { name: "Bob", until: null, next: null };

let slack: SlackServer;
let clock: ManualClock;
let access: SlackAccess;
let topic: Topic;

beforeAll(async () => {
  clock = manualClock();
  slack = await startSlackServer({ now: () => clock.real() });
});
afterAll(() => slack.close());
beforeEach(async () => {
  clock.set(NOON);
  slack.channel().topic = "";
  await open();
});
afterEach(async () => {
  slack.mends();
  slack.grants("channels:write.topic", "groups:write.topic");
  await access.connection.stop();
});

async function open(): Promise<void> {
  access = slackAccess(slack, clock);
  access.connection.start();
  await access.connection.untilKnown(inTime());
  topic = topicOf(true);
}
const topicOf = (isOn: boolean): Topic =>
  createTopic({ ...access, config: { topic: isOn }, zone: "UTC", clock });
const inTime = (): AbortSignal => AbortSignal.timeout(4_000);
const show = (onCall: OnCall, by = topic): Promise<void> => by.show(onCall, inTime());

/** How many calls it takes. */
async function callsOf(work: () => Promise<void>): Promise<number> {
  const before = slack.calls().length;
  await work();
  return slack.calls().length - before;
}

describe("the topic of the channel", () => {
  it("says who is on call, and changes only when that does", async () => {
    await show(ANA);
    expect(slack.channel().topic).toBe("On call: Ana until Tue 09:00. Next: Bob.");

    clock.set(NOON + 13 * HOUR);
    expect(await callsOf(() => show(ANA))).toBe(0);
    expect(await callsOf(() => show(ANA, topicOf(true)))).toBe(0);

    await show(BOB);
    expect(slack.channel().topic).toBe("On call: Bob.");
  });

  it("keeps what the team wrote behind it", async () => {
    await show(ANA);
    slack.channel().topic += " | Deploys on Tuesdays";
    await show(BOB);

    expect(slack.channel().topic).toBe("On call: Bob. | Deploys on Tuesdays");
  });

  it("is not touched when it says so already", async () => {
    slack.channel().topic = "On call: Bob. | Deploys";
    const before = slack.calls("conversations.setTopic").length;
    await show(BOB);

    expect(slack.calls("conversations.setTopic")).toHaveLength(before);
    expect(await callsOf(() => show(BOB))).toBe(0);
  });

  it("is left to the team when it is theirs, which the log says once", async () => {
    slack.channel().topic = "All about deploys";
    await show(ANA);
    await show(ANA);

    expect(slack.channel().topic).toBe("All about deploys");
    expect(
      access.log.lines.filter(({ message }) => message.includes("the team's own")),
    ).toHaveLength(1);
  });

  it("is not looked at when that is switched off", async () => {
    const off = topicOf(false);

    expect(await callsOf(() => show(ANA, off))).toBe(0);
  });

  it("is not tried without the scope, which the connection says", async () => {
    await access.connection.stop();
    slack.lacks("channels:write.topic", "groups:write.topic");
    await open();
    expect(await callsOf(() => show(ANA))).toBe(0);
    expect(access.said.get("slack-scopes")?.what).toContain("channels:write.topic");
  });

  it("is left alone for an hour when Slack refuses it, and tried again at once when Slack was away", async () => {
    slack.fails("conversations.setTopic", {
      error: "missing_scope",
      needed: "channels:write.topic",
    });
    await show(ANA);
    expect(access.said.get("slack-scopes")?.mend).toMatch(/^Add channels:write.topic/);
    expect(await callsOf(() => show(ANA))).toBe(0);

    clock.set(NOON + HOUR);
    slack.fails("conversations.setTopic", { status: 500 });
    await show(ANA);
    await show(ANA);
    expect(slack.channel().topic).toMatch(/^On call: Ana/);
  });
});
