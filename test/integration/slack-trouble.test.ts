import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { enrol } from "../../src/watch/enrol.ts";
import { NtfyServer } from "../fakes/ntfy-server.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import { ANA, BOB, cardsIn, startWithSlack, type SlackHarness } from "../support/slack.ts";
import { until } from "../support/until.ts";

const SOON_MS = 10_000;
const YESTERDAY_MS = 24 * 3_600_000;

let ntfy: NtfyServer;
let watch: SlackHarness;
/** Ana's, for push. */
let topic: string;

beforeEach(async () => {
  ntfy = await new NtfyServer().start();
});
afterEach(async () => {
  await watch.close();
  await ntfy.stop();
});

/** With a way to Ana that does not lead through Slack. */
async function start(mode: "http" | "socket"): Promise<void> {
  watch = await startWithSlack(mode, { env: { NTFY_URL: ntfy.url } });
  const { watch: world } = watch.app.world;
  const ana = await until("Ana to be known", SOON_MS, () => world.people.find("ana"));
  topic = (await enrol(world, ana, "push"))?.destination ?? "";
}

let card: FakeMessage;

async function fires(): Promise<void> {
  await watch.fire("builds-queue-backlog", { value: 8200 });
  card = await watch.card(/#1 Builds/);
}

/** Without waiting for all to be said: Slack does not take it. */
async function firesUnheard(): Promise<void> {
  const signal = { alert: "builds-queue-backlog", status: "firing", value: 8200 };
  expect((await watch.api.post("/api/v1/signals", signal)).status).toBe(202);
  const { watch: world } = watch.app.world;
  await until("the incident", SOON_MS, () => world.incidents.idOf(1));
}

/** What needs time to go by, and cannot be waited for at rest. */
const inTime = <T>(what: string, look: () => T | false): Promise<T> =>
  until(what, SOON_MS, async () => {
    await watch.moves({ seconds: 10 });
    return look();
  });

const pushed = (): Promise<unknown> =>
  inTime("a push to Ana", () => ntfy.expect(topic, /Builds are queueing up/));

/** What `/api/v1/status` says; it may take a moment until it does. */
const statusSays = (words: RegExp): Promise<unknown> =>
  until(`the status to say ${words}`, SOON_MS, async () => {
    const { problems } = (await watch.api.get("/api/v1/status")) as {
      readonly problems: readonly { readonly what: string }[];
    };
    const said = problems.map(({ what }) => what).join("\n");
    if (!words.test(said)) throw new Error(said);
    return true;
  });

async function acknowledgements(): Promise<number> {
  const { timeline } = (await watch.incident(1)) as { timeline: readonly { kind: string }[] };
  return timeline.filter(({ kind }) => kind === "acknowledged").length;
}

describe.each(["http", "socket"] as const)("told over %s", (mode) => {
  beforeEach(() => start(mode));

  it("an event that comes three times counts once", async () => {
    await fires();
    const reacted = await watch.slack.user(BOB).reacts("eyes", card);
    await watch.slack.redeliver(reacted, 1);
    await watch.slack.redeliver(reacted, 2);

    await watch.card(/Bob has it/);
    await watch.idle();
    expect(await acknowledgements()).toBe(1);
    watch.slack.expectReplies(card);
  });

  it("a mention, which is two events, is answered once, however often it comes", async () => {
    await fires();
    const mentioned = await watch.slack.user(BOB).writes("ack #1", { mention: true });
    await watch.slack.redeliver(mentioned);
    await watch.idle();

    await watch.slack.until(() => watch.slack.expectMessage(watch.slack.home, /#1/));
    await watch.card(/Bob has it/);
    expect(await acknowledgements()).toBe(1);
    watch.slack.expectReplies(card);
  });
});

describe("in trouble", () => {
  beforeEach(() => start("http"));

  it("an event of yesterday does nothing", async () => {
    await fires();
    const { slack } = watch;
    const { answer } = await slack.happens({
      type: "reaction_added",
      user: BOB,
      reaction: "eyes",
      item: { type: "message", channel: slack.home, ts: card.ts },
      item_user: slack.bot.userId,
      event_ts: ((watch.clock.real() - YESTERDAY_MS) / 1_000).toFixed(6),
    });

    expect(answer.taken).toBe(true);
    await watch.idle();
    expect(await watch.incident(1)).toMatchObject({ status: "triggered" });
    slack.expectReplies(card);
  });

  it("a post that timed out and did arrive is not posted again", async () => {
    const { slack } = watch;
    slack.fails("chat.postMessage", "drop");
    await firesUnheard();
    await slack.until(() => expect(slack.calls("chat.postMessage").length).toBeGreaterThan(0));

    await inTime("the message to be looked for", () =>
      slack.calls("conversations.history").some(({ error }) => error === null),
    );
    await watch.idle();
    card = await watch.card(/#1 Builds/);
    await slack.user(BOB).reacts("eyes", card);
    await watch.card(/Bob has it/);

    expect(cardsIn(slack)).toEqual([card]);
    slack.expectAnything();
  });

  it("Slack that fails for ten minutes loses nothing: Ana is called, and the message comes after all", async () => {
    const { slack } = watch;
    slack.fails("*", { status: 500 }, Infinity);
    await firesUnheard();
    await until("Slack to be asked", SOON_MS, () => slack.calls().some(({ byTest }) => byTest));

    await pushed();
    await statusSays(/Slack/);
    await watch.moves({ minutes: 10 });
    slack.mends();

    await inTime("the message", () => cardsIn(slack).length > 0);
    card = await watch.card(/#1 Builds/);
    await slack.user(ANA).presses(ACTIONS.acknowledge, card);
    await watch.card(/Ana has it/);
    expect(cardsIn(slack)).toEqual([card]);
    slack.expectAnything();
  });

  it("a token that was revoked is said, and Ana is called another way", async () => {
    await watch.slack.tokensRevoked();
    await firesUnheard();

    await pushed();
    await statusSays(/token|revoked/);
    watch.slack.expectAnything();
  });

  it("an archived channel is said, and Ana is told directly", async () => {
    await watch.slack.channelArchived();
    await firesUnheard();

    await inTime("a direct message to Ana", () =>
      watch.slack.expectDm(ANA, /Builds are queueing up/),
    );
    await pushed();
    await statusSays(/archived/);
    expect(cardsIn(watch.slack)).toEqual([]);
    watch.slack.expectAnything();
  });

  it("a channel that the bot was removed from is said, and joined again where that is allowed", async () => {
    watch.slack.removesBot();
    await firesUnheard();

    await inTime("the message", () => watch.slack.expectNow(watch.slack.home, /#1 Builds/));
    expect(watch.slack.calls("conversations.join")).toHaveLength(1);
    watch.slack.expectAnything();
  });
});

describe("a channel that is of no use", () => {
  it("is said before anything is to be posted there", async () => {
    watch = await startWithSlack("http", { slack: { channel: { isArchived: true } } });
    await statusSays(/channel \(\w+\) is archived/);
    watch.slack.expectAnything();
  });
});

describe("a socket", () => {
  it("that is gone for a minute costs nothing: what was written meanwhile counts when it comes", async () => {
    await start("socket");
    const { slack } = watch;
    await fires();
    slack.sockets.refuse();
    slack.sockets.drop();
    await slack.sockets.untilClosed();
    expect((await slack.user(BOB).reacts("eyes", card)).answer.taken).toBe(false);

    await watch.advance({ minutes: 1 });
    slack.sockets.allow();
    await slack.sockets.untilOpen();
    const [again] = await slack.retryAll();

    expect(again?.taken).toBe(true);
    await watch.card(/Bob has it/);
    slack.expectReplies(card);
  });

  it("that Slack is about to close is followed by another", async () => {
    await start("socket");
    const { slack } = watch;
    await fires();
    const { opened } = slack.sockets;

    slack.sockets.recycle();
    await until("another socket", SOON_MS, () => slack.sockets.opened > opened);
    await slack.sockets.untilOpen();

    await slack.user(BOB).reacts("eyes", card);
    await watch.card(/Bob has it/);
    slack.expectReplies(card);
  });
});

describe("a request that is not Slack's", () => {
  it("is refused, and logged without what it said", async () => {
    await start("http");
    const { bad } = watch.slack;

    expect((await bad.unsigned()).status).toBe(401);
    expect((await bad.wrongSecret()).status).toBe(401);
    expect((await bad.wrongBody()).status).toBe(401);
    expect((await bad.old()).status).toBe(401);
    expect((await bad.huge()).status).toBe(413);
    expect(await bad.challenge("c1")).toMatchObject({ status: 200, body: { challenge: "c1" } });

    expect(JSON.stringify(watch.log.lines)).not.toContain("xxxxxxxxxx");
  });
});
