import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { halved, plainText } from "../../src/adapters/slack/drawing/fallback.ts";
import { createDirectMessages } from "../../src/adapters/slack/paging/notifier.ts";
import { createPosts } from "../../src/adapters/slack/posting/post.ts";
import type { Delivery, Notifier, PageMessage } from "../../src/ports/notifier.ts";
import type { Card } from "../../src/ports/room.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import {
  acknowledgedExample,
  cardExample,
  pageExample,
  RESOLVED,
} from "../support/card-examples.ts";
import { manualClock } from "../support/manual-clock.ts";
import { slackAccess, type SlackAccess } from "../support/slack-access.ts";

const ANA = "U1";
let slack: SlackServer;
let access: SlackAccess;
let notifier: Notifier;
let cards: readonly Card[];
let count = 0;

beforeAll(async () => {
  const clock = manualClock();
  slack = await startSlackServer({ now: () => clock.real() });
  slack.adds({ id: ANA, name: "ana" });
  access = slackAccess(slack, clock);
  const { connection, abouts, notes } = access;
  connection.start();
  await connection.untilKnown(AbortSignal.timeout(5_000));
  const team = { userOf: async () => ANA };
  const posts = createPosts(connection, { halved, plainText });
  notifier = createDirectMessages({ connection, posts, team, abouts, notes, clock });
});
afterAll(async () => {
  await access.connection.stop();
  await slack.close();
});
beforeEach(() => {
  slack.mends();
  slack.refusesToken(null);
  cards = [cardExample()];
  count += 1;
});

const page = (some: Partial<PageMessage> = {}): PageMessage =>
  pageExample({ id: `p${count}`, cards: async () => cards, ...some });
const inTime = (ms = 5_000): AbortSignal => AbortSignal.timeout(ms);
const send = (some?: Partial<PageMessage>, ms?: number): Promise<Delivery> =>
  notifier.send(page(some), ANA, inTime(ms));
/** Those of this test's page. */
const mine = (): readonly FakeMessage[] =>
  slack
    .dm(ANA)
    .messages.filter(({ metadata }) => metadata?.["event_payload"]?.id === `p${count}`)
    .filter(({ threadTs }) => threadTs === null);
const blocks = (): string => JSON.stringify(mine()[0]?.blocks);

describe("a page as a direct message", () => {
  it("has buttons and the steps, and a reaction on it is about the page", async () => {
    const delivery = await send();
    const [message] = mine();

    expect(delivery).toEqual({
      outcome: "sent",
      providerId: `${message?.channel}/${message?.ts}`,
    });
    expect(blocks()).toContain(ACTIONS.acknowledgePage);
    expect(blocks()).toContain("Are the workers alive");
    expect(await access.abouts.find(message!.channel, message!.ts)).toEqual({
      kind: "page",
      id: `p${count}`,
    });
  });

  it("that was sent is not sent again", async () => {
    const first = await send();
    const calls = slack.calls().length;

    expect(await send()).toEqual(first);
    expect(slack.calls()).toHaveLength(calls);
  });

  it("that arrived although Slack's answer did not is found, and not posted again", async () => {
    slack.fails("chat.postMessage", "drop", 1);

    expect(await send()).toMatchObject({ outcome: "failed", permanent: false });
    expect(await send()).toMatchObject({ outcome: "sent" });
    expect(mine()).toHaveLength(1);
  });

  it("that did not arrive is posted", async () => {
    slack.fails("chat.postMessage", "hang", 1);

    expect(await send({}, 300)).toMatchObject({ outcome: "failed", permanent: false });
    expect(await send()).toMatchObject({ outcome: "sent" });
    expect(mine()).toHaveLength(1);
  });

  it("that is a test may be sent again and again", async () => {
    const before = slack.calls("chat.postMessage").length;
    await send({ incidents: [] });
    await send({ incidents: [] });

    expect(slack.calls("chat.postMessage")).toHaveLength(before + 2);
  });

  it.each([
    ["conversations.open", "user_disabled"],
    ["conversations.open", "user_not_found"],
    ["chat.postMessage", "messages_tab_disabled"],
    ["chat.postMessage", "restricted_action"],
  ])("goes another way for good when %s is answered %s", async (method, error) => {
    slack.fails(method, { error }, 1);

    expect(await send()).toEqual({
      outcome: "failed",
      reason: "bad-destination",
      permanent: true,
    });
  });

  it("is tried again when Slack is in trouble, and not when our token is refused", async () => {
    slack.fails("chat.postMessage", { error: "internal_error" }, 1);
    expect(await send()).toMatchObject({ reason: "server-error", permanent: false });

    slack.refusesToken("token_revoked");
    expect(await send()).toMatchObject({ reason: "unauthorized", permanent: true });
  });

  it.each([
    ["somebody has it", acknowledgedExample("bob"), /Bob has it/],
    ["it is over", RESOLVED, /Resolved|Recovered|over/i],
  ])("says in place that %s, and has no more buttons", async (_what, incident, words) => {
    const sent = await send();
    const id = sent.outcome === "sent" ? sent.providerId! : "";
    cards = [cardExample(incident, { standing: "Bob has it." })];

    expect(await notifier.stop(id, inTime(), page())).toMatchObject({ outcome: "sent" });
    expect(mine()[0]?.text).toMatch(words);
    expect(blocks()).not.toContain(ACTIONS.acknowledgePage);
  });

  it("that is gone needs no more, and one that cannot be changed now is tried again", async () => {
    const sent = await send();
    const id = sent.outcome === "sent" ? sent.providerId! : "";

    slack.fails("chat.update", { error: "message_not_found" }, 1);
    expect(await notifier.stop(id, inTime(), page())).toMatchObject({ outcome: "sent" });
    slack.fails("chat.update", { status: 500 }, 1);
    expect(await notifier.stop(id, inTime(), page())).toMatchObject({
      outcome: "failed",
      permanent: false,
    });
  });

  it("would not go out without the scopes that it takes, which is said", async () => {
    expect(await notifier.probe(inTime())).toMatchObject({ ok: true });

    slack.refusesToken("invalid_auth");
    expect(await notifier.probe(inTime())).toMatchObject({
      ok: false,
      mend: expect.stringContaining("SLACK_BOT_TOKEN") as string,
    });
  });
});

describe("words that are no page", () => {
  it("are one direct message, and say why they did not go out", async () => {
    const tell = (): Promise<Delivery> =>
      notifier.tell!("Your phone: `phone test` rings you now.", ANA, inTime());

    expect(await tell()).toMatchObject({ outcome: "sent" });
    expect(slack.dm(ANA).messages.at(-1)?.text).toMatch(/Your phone: .*phone test/);
    slack.fails("conversations.open", { error: "user_disabled" });
    expect(await tell()).toMatchObject({ outcome: "failed", permanent: true });
    slack.fails("chat.postMessage", { error: "restricted_action" });
    expect(await tell()).toMatchObject({ reason: "bad-destination", permanent: true });
  });
});
