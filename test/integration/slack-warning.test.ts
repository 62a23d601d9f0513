import { afterEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { shown } from "../fakes/slack/shown.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import { ANA, BOB, startWithSlack, type SlackHarness } from "../support/slack.ts";
import { until } from "../support/until.ts";

const SOON_MS = 10_000;
/** Where it is midnight when the tests begin. */
const ANAS_ZONE = "Pacific/Auckland";
const EIGHT_THERE = Date.UTC(2026, 5, 1, 20, 0, 0);

let watch: SlackHarness;
afterEach(() => watch.close());

/** A warning that nobody acknowledges, while Ana, who is on call, sleeps. */
async function warnsAtNight(): Promise<FakeMessage> {
  watch = await startWithSlack("http");
  const { people } = watch.app.world.watch;
  await watch.slack.user(ANA).changes({ tz: ANAS_ZONE });
  await until("her zone", SOON_MS, async () => (await people.find("ana"))?.zone === ANAS_ZONE);
  await watch.fire("builds-slow");
  return watch.card(/#1 Builds are slow/);
}

const toMorning = async (lessMs = 0): Promise<void> => {
  const ms = EIGHT_THERE - watch.clock.now() - lessMs;
  await watch.advance({ seconds: ms / 1_000 });
};

const messagesTo = (user: string): readonly FakeMessage[] =>
  watch.slack.dm(user).messages.filter(({ byApp }) => byApp);

/** The one message in the morning. */
async function morningMessage(): Promise<FakeMessage> {
  await toMorning(1_000);
  expect(messagesTo(ANA)).toEqual([]);
  await toMorning();
  return watch.dm(ANA, /Builds are slow/);
}

describe("a warning at night in the zone that Slack tells of whoever is on call", () => {
  it("is one direct message at eight there, which says who has acknowledged it since", async () => {
    const card = await warnsAtNight();
    const message = await morningMessage();
    expect(shown(message)).toMatch(/Look at the queue first/);

    await watch.slack.user(BOB).presses(ACTIONS.acknowledge, card);
    await watch.slack.until(() => expect(shown(message)).toMatch(/Bob has it/));
    await watch.advance({ minutes: 26 * 60 });

    expect(messagesTo(ANA)).toEqual([message]);
    expect(messagesTo(BOB)).toEqual([]);
    watch.slack.expectReplies(card);
  });

  it("says in that message that it is over", async () => {
    const card = await warnsAtNight();
    const message = await morningMessage();

    await watch.recovers("builds-slow");

    await watch.slack.until(() => expect(shown(message)).toMatch(/Recovered|recovered|over/));
    expect(messagesTo(ANA)).toEqual([message]);
    watch.slack.expectReplies(card);
  });

  it("wakes nobody and is no message when it is acknowledged before the morning", async () => {
    const card = await warnsAtNight();
    await watch.slack.user(BOB).presses(ACTIONS.acknowledge, card);
    await watch.card(/Bob has it/);

    await toMorning();
    await watch.advance({ minutes: 26 * 60 });

    expect(messagesTo(ANA)).toEqual([]);
    watch.slack.expectReplies(card);
  });

  it("stays one message however often it is sent again", async () => {
    const card = await warnsAtNight();
    await watch.fire("builds-slow");
    const message = await morningMessage();
    await watch.fire("builds-slow");
    await watch.advance({ minutes: 26 * 60 });

    expect(messagesTo(ANA)).toEqual([message]);
    watch.slack.expectReplies(card);
  });
});
