import { afterEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { live, shown } from "../fakes/slack/shown.ts";
import { ANA, BOB, cardsIn, startWithSlack, type SlackHarness } from "../support/slack.ts";

let watch: SlackHarness;
afterEach(() => watch.close());

describe.each(["http", "socket"] as const)("an alert in Slack, told over %s", (mode) => {
  it("is one message that stays true, from the first reaction to the end", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;
    const ana = slack.user(ANA);
    const bob = slack.user(BOB);

    await watch.fire("builds-queue-backlog", { value: 8200 });
    const card = await watch.card(/#1 Builds are queueing up.*8,200.*Calls Ana at 12:10/s);
    expect(shown(card)).toMatch(/Are the workers alive.*\[Acknowledge\].*\[Resolve\]/s);

    await watch.advance({ minutes: 2 });
    await bob.reacts("eyes", card);
    await watch.card(/Bob has it/);
    await watch.advance({ minutes: 9 });
    await bob.takesBack("eyes", card);
    await watch.card(/Calls Ana at 12:19/);

    slack.presence(ANA, "away");
    slack.presence(BOB, "away");
    await watch.advance({ minutes: 2 });
    const page = await watch.dm(ANA, /Builds are queueing up/);
    await watch.card(/Nobody is here\. Calling Ana/);

    await ana.presses(ACTIONS.acknowledgePage, page);
    await watch.card(/Ana has it/);
    await slack.until(() => expect(shown(page)).toMatch(/Ana has it|You have it/));
    expect(await watch.incident(1)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { handle: "ana", name: "Ana" },
    });

    await watch.advance({ minutes: 20 });
    await watch.recovers("builds-queue-backlog");
    await watch.card(/Recovered by itself/);
    await watch.advance({ minutes: 120 });

    expect(cardsIn(slack)).toEqual([card]);
    slack.expectReplies(card);
    slack.expectReplies(page);
  });

  it("is acknowledged by the button on it, which says whose it was", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;
    await watch.fire("builds-queue-backlog");
    const card = await watch.card(/#1 Builds/);

    await slack.user(BOB).presses(ACTIONS.acknowledge, card);

    await watch.card(/Bob has it/);
    expect(await watch.incident(1)).toMatchObject({ acknowledgedBy: { handle: "bob" } });
    slack.expectReplies(card);
  });

  it("is acknowledged in a mention and in a direct message, each answered once", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;
    await watch.fireTogether("builds-queue-backlog", "builds-slow");
    const card = await watch.card(/#\d Builds are queueing up/);
    await watch.card(/#\d Builds are slow/);

    await slack.user(ANA).writes("ack #1", { mention: true });
    await slack.until(() => slack.expectMessage(slack.home, /#1/));
    await slack.user(BOB).writes("ack #2", { channel: "dm" });
    await slack.until(() => slack.expectDm(BOB, /#2/));

    await watch.idle();
    for (const number of [1, 2])
      expect(await watch.incident(number)).toMatchObject({ status: "acknowledged" });
    slack.expectReplies(card);
  });

  it("a handoff that was asked for is accepted by a word in the channel", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;
    await slack.user(ANA).writes("handoff @bob", { mention: true });
    await slack.until(() => slack.expectMessage(slack.home, /Ana asks you to take over/));

    await slack.user(BOB).writes("accept");

    await slack.until(() => slack.expectMessage(slack.home, /Bob is on call now.*Ana is relieved/));
  });

  it("a test page asked for on the app's own tab says of its buttons that they work", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;
    const ana = slack.user(ANA);
    await ana.opensHome();
    const home = await slack.until(() => slack.homeOf(ANA));
    await ana.pressesIn(home, ACTIONS.test);
    const test = await watch.dm(ANA, /A test for Ana/);
    await watch.dm(ANA, /A test was sent/);

    await ana.presses(ACTIONS.acknowledgePage, test);
    await watch.dm(ANA, /The test arrived and its button works/);
    await ana.presses(ACTIONS.escalatePage, test);
    await watch.dm(ANA, /The test arrived and its button works/);
  });

  it("leaves the answer to a slash command to all, and what was wrong with one to whoever wrote it", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;

    await slack.user(BOB).commands("/oncall");
    await slack.until(() => slack.expectMessage(slack.home, /Ana is on call/));

    await slack.user(BOB).commands("/watchroom", "ack #99");
    await slack.until(() => slack.expectEphemeral(BOB, /#99/));
  });

  it("shows foreign text, and makes none of it live", async () => {
    watch = await startWithSlack(mode);
    const { slack } = watch;
    const evil = "<!channel> <https://evil.example|click> *bold* @here";

    await watch.fire("no-such-alert", { summary: evil, labels: { queue: evil } });

    const card = await watch.card(/<!channel> <https:\/\/evil\.example\|click> \*bold\* @here/);
    expect(live(card).filter((one) => /channel>|here|evil/.test(one))).toEqual([]);
    slack.expectReplies(card);
  });
});
