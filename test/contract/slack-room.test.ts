import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Incident } from "../../src/incidents/incident.ts";
import { openIncident } from "../../src/incidents/open-incident.ts";
import type { Card, Posted, Room, Saying, Summary } from "../../src/ports/room.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import { shown } from "../fakes/slack/shown.ts";
import { factsExample, openingExample } from "../support/incident-examples.ts";
import { listening, type Listening } from "../support/listening.ts";
import { manualClock, NOON, type ManualClock } from "../support/manual-clock.ts";
import { slackAccess, type SlackAccess } from "../support/slack-access.ts";
import { PLAIN_DRAWING, slackRoom } from "../support/slack-room.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000", "hex");

let charts: Listening;
let chartUrl: string;
/** What the next charts are. */
let drawn: Buffer | null;
let slack: SlackServer;
let clock: ManualClock;
let access: SlackAccess;
let room: Room;

beforeAll(async () => {
  charts = await listening(
    createServer((_request, response) => {
      response.writeHead(drawn === null ? 503 : 200, { "content-type": "image/png" }).end(drawn);
    }),
  );
  chartUrl = `http://127.0.0.1:${charts.port}/charts/17.png`;
});
afterAll(() => charts.stop());

beforeEach(async () => {
  drawn = PNG;
  clock = manualClock();
  slack = await startSlackServer({ now: () => clock.real() });
  await open();
});
afterEach(async () => {
  await access.connection.stop();
  await slack.close();
});

async function open(): Promise<void> {
  access = slackAccess(slack, clock);
  access.connection.start();
  await access.connection.untilKnown(inTime());
  room = slackRoom(slack, access, clock, { drawing: PLAIN_DRAWING });
}

const inTime = (): AbortSignal => AbortSignal.timeout(4_000);

function cardOf(changes: Partial<Incident> = {}, more: Partial<Card> = {}): Card {
  const { incident } = openIncident(openingExample(), factsExample(), NOON);
  return {
    incident: { ...incident, number: 17, title: "Builds are queueing up", ...changes },
    measure: null,
    standing: "Calls Ana at 03:12.",
    callsAt: null,
    steps: null,
    section: null,
    playbookUrl: null,
    remarks: [],
    onCall: null,
    chart: null,
    ...more,
  };
}

const show = (card: Card, ref: string | null = null, isUncertain = false): Promise<Posted> =>
  room.show(card, { ref, isUncertain }, inTime());

async function shownAt(card: Card, ref: string | null = null, isUncertain = false) {
  const posted = await show(card, ref, isUncertain);
  if (posted.outcome !== "posted") throw new Error(`the card failed: ${posted.reason}`);
  return posted;
}

const say = (changes: Partial<Saying> = {}): Promise<Posted> =>
  room.say(
    { id: "s1", text: "Still firing.", incident: 17, loud: false, isUncertain: false, ...changes },
    inTime(),
  );

const messages = (channel = slack.home): readonly FakeMessage[] =>
  slack.channel(channel).messages.filter(({ isDeleted, byApp }) => byApp && !isDeleted);
const inChannel = (channel = slack.home) =>
  messages(channel).filter(({ threadTs }) => threadTs === null);
const inThread = () => messages().filter(({ threadTs }) => threadTs !== null);
const words = (list: readonly FakeMessage[]): readonly string[] => list.map(({ text }) => text);
const tsOf = (ref: string): string => ref.split("/")[1] ?? "";
const problem = (): string => access.connection.problem()?.what ?? "";
const mend = (): string => access.connection.problem()?.mend ?? "";
const imageOf = (message: FakeMessage | undefined) =>
  message?.blocks.find(({ type }) => type === "image");

describe("a card", () => {
  it("is one message that carries what it is about and unfurls nothing", async () => {
    const { ref, unfinished } = await shownAt(cardOf());

    expect(unfinished).toBeUndefined();
    expect(inChannel()).toHaveLength(1);
    expect(inChannel()[0]).toMatchObject({
      ts: tsOf(ref),
      text: expect.stringContaining("#17 Builds are queueing up"),
      metadata: {
        event_type: "watchroom",
        event_payload: { kind: "incident", id: cardOf().incident.id, number: 17 },
      },
    });
    expect(slack.calls("chat.postMessage")[0]?.args).toMatchObject({
      unfurl_links: "false",
      unfurl_media: "false",
    });
    expect(await access.abouts.find(slack.home, tsOf(ref))).toMatchObject({
      kind: "incident",
      number: 17,
    });
  });

  it("is updated in place", async () => {
    const { ref } = await shownAt(cardOf());
    const again = await shownAt(cardOf({ revision: 2 }, { standing: "Ana has it." }), ref);

    expect(again.ref).toBe(ref);
    expect(words(messages())).toEqual([expect.stringContaining("Ana has it.")]);
  });

  it("is found again after a post whose end nobody saw, and brought up to date", async () => {
    slack.fails("chat.postMessage", "drop");
    expect(await show(cardOf())).toMatchObject({ outcome: "failed", reason: "server-error" });

    const { ref } = await shownAt(cardOf({ revision: 2 }, { standing: "Ana has it." }), null, true);
    expect(messages()).toHaveLength(1);
    expect(messages()[0]).toMatchObject({ ts: tsOf(ref), text: /Ana has it/ });
  });

  it("is found behind a hundred other messages", async () => {
    await shownAt(cardOf());
    const { connection } = access;
    for (let n = 0; n < 105; n += 1)
      await connection.api.call("chat.postMessage", { channel: slack.home, text: `talk ${n}` });

    await shownAt(cardOf(), null, true);
    expect(messages()).toHaveLength(106);
    expect(slack.calls("conversations.history")).toHaveLength(2);
  });

  it("is not taken for the one of another incident, or one that somebody else forged", async () => {
    await shownAt(cardOf());
    const [ours] = messages();
    slack.channel().messages.push({
      ...(ours as FakeMessage),
      ts: `${Number(ours?.ts) + 1}.000001`,
      user: "U0FORGER",
      byApp: false,
      metadata: {
        event_type: "watchroom",
        event_payload: { kind: "incident", id: "2-0.0", number: 18 },
      },
    });

    await shownAt(cardOf({ id: "2-0.0", number: 18 }), null, true);
    expect(inChannel()).toHaveLength(2);
  });

  it("waits for a look that may succeed later rather than being posted twice", async () => {
    slack.fails("conversations.history", { status: 500 });

    expect(await show(cardOf(), null, true)).toMatchObject({ outcome: "failed", permanent: false });
    expect(messages()).toEqual([]);
  });

  it("is posted all the same where we may not look", async () => {
    slack.lacks("channels:history", "groups:history");

    await shownAt(cardOf(), null, true);
    expect(messages()).toHaveLength(1);
    expect(access.said.get("slack-scopes")?.what).toContain("channels:history");
  });

  it.each(["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"])(
    "is posted anew when it cannot be updated: %s",
    async (error) => {
      const { ref } = await shownAt(cardOf());
      slack.fails("chat.update", { error });

      const again = await shownAt(cardOf({ revision: 2 }), ref);
      expect(again.ref).not.toBe(ref);
      expect(inChannel()).toHaveLength(2);
    },
  );

  it("is posted anew once, although nobody saw the end of that", async () => {
    const { ref } = await shownAt(cardOf());
    await access.connection.api.call("chat.delete", { channel: slack.home, ts: tsOf(ref) });
    slack.fails("chat.postMessage", "drop");
    expect(await show(cardOf({ revision: 2 }), ref)).toMatchObject({ outcome: "failed" });

    await shownAt(cardOf({ revision: 2 }), ref, true);
    expect(inChannel()).toHaveLength(1);
  });

  it("is posted anew beside one that is found and cannot be updated any more", async () => {
    const { ref } = await shownAt(cardOf());
    slack.fails("chat.update", { error: "edit_window_closed" }, 2);

    expect((await shownAt(cardOf({ revision: 2 }), ref, true)).ref).not.toBe(ref);
    expect(inChannel()).toHaveLength(2);
  });

  it.each(["archived", "deleted"])(
    "moves, with all that is said of it, when the former channel is %s and there is another",
    async (end) => {
      const { ref } = await shownAt(cardOf());
      await (end === "archived" ? slack.channelArchived() : slack.channelDeleted());
      await access.connection.stop();
      slack.addsChannel({ id: "C0NEXT" });
      const { notes } = access;
      access = slackAccess(slack, clock, { channel: "C0NEXT", notes });
      access.connection.start();
      await access.connection.untilKnown(inTime());
      room = slackRoom(slack, { ...access, notes }, clock, { drawing: PLAIN_DRAWING });

      expect((await say()).outcome).toBe("posted");
      const again = await shownAt(cardOf({ revision: 2 }), ref);
      expect(again.ref).toMatch(/^C0NEXT\//);
      expect(inChannel("C0NEXT")).toHaveLength(2);
      expect(access.connection.problem()).toBeNull();
    },
  );

  it("is posted anew when its reference is not Slack's", async () => {
    await shownAt(cardOf(), "card-1");

    expect(messages()).toHaveLength(1);
  });

  const TOO_MUCH = [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
  ];
  it.each(TOO_MUCH)("is halved once when Slack says %s", async (error) => {
    slack.fails("chat.postMessage", { error });
    const { ref } = await shownAt(cardOf());
    expect(words(messages())).toEqual([expect.stringMatching(/^half of #17/)]);

    slack.fails("chat.update", { error });
    await shownAt(cardOf({ revision: 2 }), ref);
    expect(slack.calls("chat.update")).toHaveLength(2);
  });

  it.each(TOO_MUCH)("becomes plain text when half of it is %s as well", async (error) => {
    slack.fails("chat.postMessage", { error }, 2);
    await shownAt(cardOf());

    expect(messages()[0]).toMatchObject({
      text: /^words of #17/,
      blocks: [],
      args: { parse: "none", mrkdwn: "false" },
    });
    expect(slack.calls("chat.postMessage")).toHaveLength(3);
  });

  it("is rejected when Slack does not even take its words", async () => {
    slack.fails("chat.postMessage", { error: "msg_too_long" }, Infinity);

    expect(await show(cardOf())).toEqual({
      outcome: "failed",
      reason: "rejected",
      permanent: true,
    });
    expect(slack.calls("chat.postMessage")).toHaveLength(3);
  });

  it("answers with how long Slack wants to be left alone, and with nothing of Slack's own", async () => {
    slack.fails("chat.postMessage", { rateLimited: 3 });

    expect(await show(cardOf())).toEqual({
      outcome: "failed",
      reason: "rate-limited",
      permanent: false,
      retryAfterMs: 3_000,
    });
  });

  it("joins a public channel that it was taken out of", async () => {
    slack.removesBot();

    await shownAt(cardOf());
    expect(slack.calls("conversations.join")).toHaveLength(1);
    expect(messages()).toHaveLength(1);
  });

  it("asks to be invited where it cannot join", async () => {
    slack.removesBot();
    slack.fails("conversations.join", { error: "method_not_supported_for_channel_type" });

    expect(await show(cardOf())).toMatchObject({ reason: "bad-destination", permanent: true });
    expect(mend()).toContain("/invite @watchroom");
    expect(access.said.get("slack-channel")?.mend).toContain("/invite @watchroom");
  });

  it.each([
    ["channel_not_found", "bad-destination", /no channel C0WATCHROOM/],
    ["is_archived", "bad-destination", /archived/],
    ["channel_is_limited_access", "bad-destination", /may not post/],
    ["restricted_action", "rejected", /rules.*restricted_action/],
    ["restricted_action_read_only_channel", "rejected", /rules.*read_only/],
    ["message_limit_exceeded", "rejected", /rules.*message_limit_exceeded/],
    ["thread_locked", "rejected", /rules.*thread_locked/],
  ])(
    "is refused for good with %s, which is said until it is mended",
    async (error, reason, what) => {
      const mended = slack.fails("chat.postMessage", { error }, Infinity);
      expect(await show(cardOf())).toMatchObject({ outcome: "failed", reason, permanent: true });
      expect(problem()).toMatch(what);

      mended();
      await shownAt(cardOf());
      expect(access.connection.problem()).toBeNull();
    },
  );

  it.each(["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"])(
    "is refused for good with %s, and all of Slack is in doubt",
    async (error) => {
      slack.refusesToken(error);

      expect(await show(cardOf())).toMatchObject({ reason: "unauthorized", permanent: true });
      await slack.until(() => expect(access.connection.problem()).not.toBeNull());
    },
  );

  it("follows the channel to its new id", async () => {
    const { ref } = await shownAt(cardOf());
    await slack.channelIdChanged("C0RENAMED");
    await access.connection.renamed(ref.split("/")[0] ?? "", "C0RENAMED");

    const again = await shownAt(cardOf({ revision: 2 }, { standing: "Ana has it." }), ref);
    expect(again.ref).toBe(`C0RENAMED/${tsOf(ref)}`);
    expect(words(messages("C0RENAMED"))).toEqual([expect.stringContaining("Ana has it.")]);
  });
});

describe("the picture of a card", () => {
  const withChart = (changes: Partial<Incident> = {}, chart = chartUrl): Card =>
    cardOf(changes, { chart });

  it("does not keep the first post, and follows once", async () => {
    const first = await shownAt(withChart());
    expect(first.unfinished).toBe(true);
    expect(slack.files).toEqual([]);

    const second = await shownAt(withChart(), first.ref);
    expect(second.unfinished).toBeUndefined();
    expect(slack.files).toMatchObject([{ isComplete: true, bytes: PNG, channel: null }]);
    expect(imageOf(messages()[0])).toMatchObject({ slack_file: { id: slack.files[0]?.id } });

    await shownAt(withChart({ revision: 2 }), first.ref);
    await shownAt(withChart({ revision: 2 }), first.ref);
    expect(slack.files).toHaveLength(1);
    expect(imageOf(messages()[0])).toBeDefined();
  });

  it("does not keep a change from being shown either", async () => {
    const { ref } = await shownAt(withChart());
    const changed = withChart({ revision: 2, status: "acknowledged" });
    const second = await shownAt(changed, ref);
    expect(second.unfinished).toBe(true);
    expect(slack.files).toEqual([]);

    expect((await shownAt(changed, ref)).unfinished).toBeUndefined();
    expect(slack.files).toHaveLength(1);
  });

  it("is made anew when the incident is over", async () => {
    const { ref } = await shownAt(withChart());
    await shownAt(withChart(), ref);
    const over = withChart({ revision: 2, status: "resolved" });
    expect((await shownAt(over, ref)).unfinished).toBe(true);
    expect((await shownAt(over, ref)).unfinished).toBeUndefined();
    expect((await shownAt(over, ref)).unfinished).toBeUndefined();

    expect(slack.files).toHaveLength(2);
    expect(imageOf(messages()[0])).toMatchObject({ slack_file: { id: slack.files[1]?.id } });
  });

  it("is fetched by Slack where that is possible", async () => {
    const url = "https://watchroom.example.com/charts/17.png";
    const { ref } = await shownAt(withChart({}, url));
    await shownAt(withChart({}, url), ref);

    expect(imageOf(messages()[0])).toMatchObject({ image_url: url });
    expect(slack.calls("files.getUploadURLExternal")).toEqual([]);
  });

  it.each(["http://watchroom.example.com/17.png", "https://127.0.0.1/17.png", "no address"])(
    "is not fetched by Slack from %s",
    async (url) => {
      drawn = null;
      const { ref } = await shownAt(withChart({}, url));
      await room.show(withChart({}, url), { ref, isUncertain: false }, AbortSignal.timeout(200));

      expect(imageOf(messages()[0])).toBeUndefined();
    },
  );

  it.each([
    ["the chart cannot be drawn", () => void (drawn = null)],
    ["what is drawn is no picture", () => void (drawn = Buffer.from("<html>"))],
    ["Slack gives no place for it", () => slack.lacks("files:write")],
    ["the upload breaks", () => void slack.fails("upload", "drop", Infinity)],
    ["the upload is refused", () => void slack.fails("upload", { status: 500 }, Infinity)],
    [
      "the end of it is refused",
      () => void slack.fails("files.completeUploadExternal", { error: "file_not_found" }, Infinity),
    ],
  ])("is left out when %s, without harm to the card", async (_why, breaks) => {
    const { ref } = await shownAt(withChart());
    breaks();

    for (let n = 0; n < 8; n += 1) await shownAt(withChart(), ref);
    expect(words(messages())).toEqual([expect.stringContaining("#17")]);
    expect((await shownAt(withChart(), ref)).unfinished).toBeUndefined();
    const tries = access.log.lines.filter(({ message }) => message.includes("given to Slack"));
    expect(tries).toHaveLength(3);
  });

  it("is tried again without it when Slack does not take the message with it", async () => {
    const { ref } = await shownAt(withChart());
    slack.fails("chat.update", { error: "invalid_blocks" });

    const second = await shownAt(withChart(), ref);
    expect(second.unfinished).toBe(true);
    expect(imageOf(messages()[0])).toBeUndefined();
    expect(words(messages())).toEqual([expect.stringMatching(/^#17/)]);

    await shownAt(withChart(), ref);
    expect(imageOf(messages()[0])).toBeDefined();
    expect(slack.files).toHaveLength(1);
  });

  it("is uploaded when Slack cannot fetch it after all", async () => {
    const { ref } = await shownAt(withChart({}, "https://watchroom.internal/17.png"));
    slack.fails("chat.update", { error: "invalid_blocks" });
    await shownAt(withChart({}, "https://watchroom.internal/17.png"), ref);
    await shownAt(withChart(), ref);

    expect(imageOf(messages()[0])).toMatchObject({ slack_file: expect.anything() });
  });
});

describe("the further parts of a card", () => {
  const withParts = (count: number, changes: Partial<Incident> = {}): Card =>
    cardOf({ remarks: Array.from({ length: count }, (_, n) => `part ${n}`), ...changes });

  it("follow in its thread, a few at a time, and once each", async () => {
    const { ref, unfinished } = await shownAt(withParts(3));
    expect(unfinished).toBe(true);
    expect(inThread()).toEqual([]);

    expect((await shownAt(withParts(3), ref)).unfinished).toBe(true);
    expect((await shownAt(withParts(3), ref)).unfinished).toBeUndefined();
    await shownAt(withParts(3, { revision: 2 }), ref);
    await shownAt(withParts(3, { revision: 2 }), ref);

    expect(words(inThread())).toEqual(["part 0", "part 1", "part 2"]);
    expect(inThread().map(({ threadTs }) => threadTs)).toEqual(Array(3).fill(tsOf(ref)));
    expect(inThread()[1]?.metadata).toMatchObject({
      event_payload: { kind: "thread", number: 17, part: 1 },
    });
  });

  it("are looked for when an attempt may have arrived", async () => {
    const { ref } = await shownAt(withParts(2));
    slack.fails("chat.postMessage", "drop");
    expect((await shownAt(withParts(2), ref)).unfinished).toBe(true);
    await shownAt(withParts(2), ref);

    expect(words(inThread())).toEqual(["part 0", "part 1"]);
  });

  it("are no reason to show it for ever", async () => {
    const { ref } = await shownAt(withParts(1));
    slack.fails("chat.postMessage", { status: 500 }, Infinity);
    const asked = [];
    for (let n = 0; n < 8; n += 1) asked.push((await shownAt(withParts(1), ref)).unfinished);

    expect(asked.filter(Boolean)).toHaveLength(5);
    expect(asked.at(-1)).toBeUndefined();
  });
});

describe("a saying", () => {
  it("goes into the thread of its incident", async () => {
    const { ref } = await shownAt(cardOf());
    await say();

    expect(inThread()).toMatchObject([
      { text: "Still firing.", threadTs: tsOf(ref), args: { reply_broadcast: "false" } },
    ]);
    const about = await access.abouts.find(slack.home, inThread()[0]?.ts ?? "");
    expect(about).toEqual({ kind: "incident", id: cardOf().incident.id, number: 17 });
  });

  it("goes into the channel as well when nobody must miss it", async () => {
    await shownAt(cardOf());
    await say({ loud: true });

    expect(inThread()).toMatchObject([{ args: { reply_broadcast: "true" } }]);
  });

  it("goes into the channel when it is about nothing, or about what has no message", async () => {
    await say({ id: "s1", incident: null });
    await say({ id: "s2", incident: 99 });

    expect(words(inChannel())).toEqual(["Still firing.", "Still firing."]);
  });

  it("goes into the channel when the thread is gone", async () => {
    const { ref } = await shownAt(cardOf());
    await access.connection.api.call("chat.delete", { channel: slack.home, ts: tsOf(ref) });
    await say();

    expect(words(inChannel())).toEqual(["Still firing."]);
  });

  it("is said once, although nobody saw the end of the first attempt", async () => {
    await shownAt(cardOf());
    for (const changes of [{ id: "s1" }, { id: "s2", incident: null }]) {
      slack.fails("chat.postMessage", "drop");
      expect((await say(changes)).outcome).toBe("failed");
      expect((await say({ ...changes, isUncertain: true })).outcome).toBe("posted");
    }

    expect(messages()).toHaveLength(3);
    expect(slack.calls("chat.update")).toEqual([]);
  });

  it("is text, whatever stands in it", async () => {
    const text = "<!channel> *bold* <https://example.com|x> & `code` @here\n#2";
    await say({ text, incident: null });

    const [message] = inChannel();
    expect(message?.blocks).toMatchObject([
      { type: "rich_text", elements: [{ elements: [{ type: "text", text }] }] },
    ]);
    expect(message?.text).toContain("&lt;!channel&gt;");
    expect(shown(message as FakeMessage)).toContain(text);
  });
});

describe("a summary", () => {
  const summaryOf = (changes: Partial<Summary> = {}): Summary => ({
    id: "sum-1",
    alert: "builds-queue-backlog",
    title: "Builds are queueing up",
    severity: "critical",
    total: 57,
    triggered: 50,
    acknowledged: 5,
    resolved: 2,
    newest: [
      { number: 57, title: "Builds", labels: {}, measure: null, status: "triggered" },
      { number: 17, title: "Builds", labels: {}, measure: null, status: "triggered" },
    ],
    since: NOON,
    lastAt: NOON,
    acknowledgedBy: [],
    standing: "",
    callsAt: null,
    onCall: null,
    steps: null,
    playbookUrl: null,
    url: "https://watchroom.example.com/incidents",
    ...changes,
  });
  const summarise = async (summary: Summary, ref: string | null = null, isUncertain = false) => {
    const posted = await room.summarise?.(summary, { ref, isUncertain }, inTime());
    if (posted?.outcome !== "posted") throw new Error("the summary failed");
    return posted;
  };

  it("is one message that is kept up to date, with its further parts once", async () => {
    const { ref, unfinished } = await summarise(summaryOf());
    expect(unfinished).toBe(true);
    await summarise(summaryOf({ total: 58 }), ref);
    await summarise(summaryOf({ total: 59 }), ref);

    expect(words(inChannel())).toEqual([expect.stringContaining("59 incidents")]);
    expect(words(inThread())).toEqual(["all the steps"]);
    expect(await access.abouts.find(slack.home, tsOf(ref))).toEqual({
      kind: "summary",
      id: "sum-1",
    });
  });

  it("is found again, or posted anew when it is gone", async () => {
    slack.fails("chat.postMessage", "drop");
    await room.summarise?.(summaryOf(), { ref: null, isUncertain: false }, inTime());
    const { ref } = await summarise(summaryOf(), null, true);
    expect(inChannel()).toHaveLength(1);

    await access.connection.api.call("chat.delete", { channel: slack.home, ts: tsOf(ref) });
    expect((await summarise(summaryOf(), ref)).ref).not.toBe(ref);
  });

  it("has the sayings of those that have no message of their own in its thread", async () => {
    const card = await shownAt(cardOf());
    const { ref } = await summarise(summaryOf());
    await say({ id: "s1", incident: 57 });
    await say({ id: "s2", incident: 17 });

    expect(inThread().map(({ threadTs }) => threadTs)).toContain(tsOf(ref));
    expect(inThread().at(-1)?.threadTs).toBe(tsOf(card.ref));
  });
});

describe("what a message is about", () => {
  it("is asked of Slack when it was forgotten, in the channel and in a thread, and kept", async () => {
    const { ref } = await shownAt(cardOf());
    await say();
    const [saying] = inThread();
    access.notes.kept.clear();

    for (const ts of [tsOf(ref), saying?.ts ?? ""])
      expect(await access.abouts.find(slack.home, ts)).toMatchObject({
        kind: "incident",
        number: 17,
      });
    expect(access.notes.kept.get(`about:${slack.home}/${tsOf(ref)}`)?.keepMs).toBe(40 * 86_400_000);
    const asked = slack.calls().length;
    await access.abouts.find(slack.home, tsOf(ref));
    expect(slack.calls()).toHaveLength(asked);
  });

  it("is nothing for what is not ours, and not asked again at once", async () => {
    slack.adds({ id: "U0ANA", name: "ana" });
    const { ts } =
      (slack.channel().messages.push({
        ...(await aMessageOfOurs()),
        ts: "1700000000.000001",
        user: "U0ANA",
        byApp: false,
      }),
      { ts: "1700000000.000001" });

    expect(await access.abouts.find(slack.home, ts)).toBeNull();
    const asked = slack.calls().length;
    expect(await access.abouts.find(slack.home, ts)).toBeNull();
    expect(slack.calls()).toHaveLength(asked);
  });

  it("is asked again when Slack could not be asked", async () => {
    const { ref } = await shownAt(cardOf());
    access.notes.kept.clear();
    slack.fails("conversations.history", { status: 500 });

    expect(await access.abouts.find(slack.home, tsOf(ref))).toBeNull();
    expect(await access.abouts.find(slack.home, tsOf(ref))).not.toBeNull();
  });

  it("is remembered for two days when it is an answer that somebody may agree to", async () => {
    await access.abouts.remember(slack.home, "1.1", { kind: "subject", subject: "handoff:1" });

    expect(await access.abouts.find(slack.home, "1.1")).toEqual({
      kind: "subject",
      subject: "handoff:1",
    });
    expect([...access.notes.kept.values()][0]?.keepMs).toBe(2 * 86_400_000);
  });

  async function aMessageOfOurs(): Promise<FakeMessage> {
    await shownAt(cardOf());
    return messages()[0] as FakeMessage;
  }
});

describe("a probe", () => {
  const probe = () => room.probe(inTime());

  it("says who we are and where we post", async () => {
    expect(await probe()).toEqual({
      ok: true,
      said: "Slack knows us as watchroom in Team; #on-call is ours to post in",
    });
    expect(slack.calls("chat.postMessage")).toEqual([]);
  });

  it("says that a public channel is joined with the first post", async () => {
    slack.removesBot();

    expect(await probe()).toMatchObject({ ok: true, said: /#on-call is joined/ });
    expect(slack.calls("conversations.join")).toEqual([]);
  });

  it.each<[string, () => unknown, RegExp, RegExp]>([
    ["the token", () => slack.refusesToken("invalid_auth"), /bot token/, /xoxb-/],
    ["a scope", () => slack.lacks("chat:write"), /chat:write/, /OAuth & Permissions/],
    ["the right to join", () => joinless(), /not in the team's/, /invite/],
    ["the archive", () => slack.channelArchived(), /archived/, /Unarchive/],
    ["a channel that is not there", () => slack.channelDeleted(), /no channel/, /SLACK_CHANNEL_ID/],
    ["the scope to look", () => lookless(), /lacks 1 scope: channels:read/, /Add channels:read/],
    [
      "an outage",
      () => slack.fails("*", { status: 503 }, Infinity),
      /does not answer/,
      /slack-status/,
    ],
    ["the clock", () => clockOff(), /clock is 10 min behind/, /timedatectl/],
  ])("says what to click about %s", async (_what, breaks, said, mends) => {
    await breaks();

    expect(await probe()).toMatchObject({
      ok: false,
      said: expect.stringMatching(said),
      mend: expect.stringMatching(mends),
    });
  });

  function joinless(): void {
    slack.removesBot();
    (slack.channel() as { isPrivate: boolean }).isPrivate = true;
    slack.fails("conversations.info", { error: "not_in_channel" });
  }
  function lookless(): void {
    slack.fails("conversations.info", { error: "missing_scope", needed: "channels:read" });
  }
  async function clockOff(): Promise<void> {
    await access.connection.stop();
    access = slackAccess(slack, { ...clock, real: () => clock.real() - 600_000 });
    room = slackRoom(slack, access, clock, { drawing: PLAIN_DRAWING });
  }
});
