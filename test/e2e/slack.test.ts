import { afterEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { shown } from "../fakes/slack/shown.ts";
import { built } from "../support/built.ts";
import { ANA, BOB, cardsIn, startWithSlack, type SlackHarness } from "../support/slack.ts";

let close: () => Promise<void>;
afterEach(() => close());

async function start(mode: "http" | "socket"): Promise<SlackHarness> {
  const { createApp, startThread } = await built();
  const thread = startThread();
  const watch = await startWithSlack(mode, { createApp, thread });
  close = async () => {
    await watch.close();
    await thread.stop();
  };
  return watch;
}

describe.each(["http", "socket"] as const)("the built program and Slack, by %s", (mode) => {
  it("tells the room, takes a reaction and its taking back, goes after Ana when the room empties, and hears her button", async () => {
    const watch = await start(mode);
    const { slack } = watch;
    await watch.fire("builds-queue-backlog", { value: 8200 });
    const card = await watch.card(/#1 Builds are queueing up.*8,200.*Calls Ana at 12:10/s);

    await slack.user(BOB).reacts("eyes::skin-tone-4", card);
    await watch.card(/Bob has it/);
    await watch.advance({ minutes: 4 });
    await slack.user(BOB).takesBack("eyes::skin-tone-4", card);
    await watch.card(/Nobody has it yet/);

    // Whoever reacted counts as present for ten minutes.
    for (const user of [ANA, BOB]) slack.presence(user, "away");
    await watch.advance({ minutes: 11 });
    const page = await watch.dm(ANA, /Builds are queueing up/);
    await slack.user(ANA).presses(ACTIONS.acknowledgePage, page);
    await watch.card(/Ana has it/);
    await slack.until(() => expect(shown(page)).toMatch(/Ana has it/));

    await watch.recovers("builds-queue-backlog");
    await watch.card(/Recovered by itself/);
    expect(cardsIn(slack)).toEqual([card]);
    slack.expectReplies(card);
    slack.expectReplies(page);
  });
});
