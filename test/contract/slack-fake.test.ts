import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { SocketModeClient } from "@slack/socket-mode";
import { LogLevel, WebClient, type Logger } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { live, shown } from "../fakes/slack/shown.ts";
import { ALL_SCOPES } from "../fakes/slack/state.ts";
import { listening } from "../support/listening.ts";

const NOON = Date.UTC(2026, 5, 1, 12);
const SCOPES = { scopes: [...ALL_SCOPES] };
const nothing = (): void => undefined;
/** What is refused on purpose need not be told to whoever reads the tests. */
const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
const BUTTON = {
  type: "actions",
  elements: [
    {
      type: "button",
      action_id: "take",
      text: { type: "plain_text", text: "Acknowledge" },
      value: "17",
    },
  ],
};

describe("the Slack that tests talk to", () => {
  let slack: SlackServer;
  let web: WebClient;
  let now: number;

  beforeEach(async () => {
    now = NOON;
    slack = await startSlackServer({ now: () => now });
    slack.adds(
      { id: "U1", name: "ana", real_name: "Ana Silva", tz: "Europe/Lisbon", presence: "active" },
      { id: "U2", name: "bob", dnd: true },
    );
    web = client(slack.botToken);
  });
  afterEach(() => slack.close());

  function client(token: string, timeout = 10_000): WebClient {
    return new WebClient(token, {
      slackApiUrl: slack.url,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout,
      logger: quiet,
    });
  }

  const post = async (more: object = {}, by = web): Promise<{ channel: string; ts: string }> =>
    (await by.apiCall("chat.postMessage", {
      channel: slack.home,
      text: "Builds are queueing up",
      ...more,
    })) as never;

  const refusal = async (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => "taken",
      (error: { data?: unknown; statusCode?: number; code?: string }) =>
        error.data ?? error.statusCode ?? error.code,
    );

  describe("its Web API", () => {
    it("keeps the time that the test holds", async () => {
      const { headers } = await fetch(`${slack.url}api.test`);

      expect(headers.get("date")).toBe("Mon, 01 Jun 2026 12:00:00 GMT");
    });

    it("says who we are, and what the token may do", async () => {
      const answer = await web.auth.test();

      expect(answer).toMatchObject({ user_id: slack.bot.userId, team_id: slack.team });
      expect(answer.response_metadata?.scopes).toContain("chat:write");
    });

    it("keeps what was posted, changed and answered in a thread, under times that grow", async () => {
      const { ts } = await post({ metadata: { event_type: "watchroom", event_payload: { a: 1 } } });
      const reply = await post({ thread_ts: ts, text: "more" });
      await web.chat.update({ channel: slack.home, ts, text: "Builds are fine" });

      expect(Number(reply.ts)).toBeGreaterThan(Number(ts));
      expect(ts).toMatch(/^1780315200\.\d{6}$/);
      const message = slack.expectMessage(slack.home, /Builds are fine/);
      expect(message.edits).toMatchObject([{ text: "Builds are queueing up", at: NOON }]);
      expect(slack.expectMessage(slack.home, /more/).threadTs).toBe(ts);
      slack.expectNothing();
    });

    it("gives metadata back to those who ask for it alone", async () => {
      const metadata = { event_type: "watchroom", event_payload: { id: "i1" } };
      const { ts } = await post({ metadata });
      await web.chat.update({ channel: slack.home, ts, text: "changed" });

      const asked = { channel: slack.home, include_all_metadata: true };
      const history = await web.conversations.history(asked);
      const plain = await web.conversations.history({ channel: slack.home });

      expect(history.messages).toMatchObject([{ text: "changed", metadata }]);
      expect(plain.messages?.[0]).not.toHaveProperty("metadata");
      slack.expectNow(slack.home, /changed/);
    });

    it("answers a history between two instants, the newest first, without replies", async () => {
      const { ts: first } = await post({ text: "one" });
      const { ts: second } = await post({ text: "two" });
      await post({ text: "under one", thread_ts: first });
      const { ts: third } = await post({ text: "three" });
      const texts = async (args: object): Promise<unknown> =>
        (await web.conversations.history({ channel: slack.home, ...args })).messages?.map(
          (one) => one.text,
        );

      expect(await texts({})).toEqual(["three", "two", "one"]);
      expect(await texts({ oldest: first, latest: third })).toEqual(["two"]);
      expect(await texts({ oldest: second, inclusive: true })).toEqual(["three", "two"]);
      expect(await texts({ limit: 1 })).toEqual(["three"]);
      const replies = await web.conversations.replies({ channel: slack.home, ts: first });
      expect(replies.messages?.map((one) => one.text)).toEqual(["one", "under one"]);
    });

    it("lists sixty people page by page", async () => {
      const ids = Array.from({ length: 60 }, (_, index) => `U1${index}`);
      slack.adds(...ids.map((id) => ({ id, name: id.toLowerCase() })));

      const found: string[] = [];
      for await (const page of web.paginate("conversations.members", {
        channel: slack.home,
        limit: 25,
      }))
        found.push(...(page as unknown as { members: string[] }).members);

      expect(found).toEqual([slack.bot.userId, "U1", "U2", ...ids]);
      expect(slack.calls("conversations.members")).toHaveLength(3);
      expect(slack.busiestMinute("conversations.members")).toBe(3);
    });

    it("knows who is active, and who does not want to be disturbed", async () => {
      expect(await web.users.getPresence({ user: "U1" })).toMatchObject({ presence: "active" });
      expect((await web.users.info({ user: "U1" })).user).toMatchObject({ tz: "Europe/Lisbon" });
      const { users } = (await web.dnd.teamInfo({ users: "U1,U2" })) as never;
      expect(users).toMatchObject({ U1: { dnd_enabled: false }, U2: { dnd_enabled: true } });
    });

    it.each([
      ["no_text", {}],
      ["invalid_blocks", { blocks: many(51, { type: "divider" }) }],
      ["invalid_blocks", { blocks: [section("x".repeat(3_001))] }],
      ["invalid_blocks", { blocks: [{ type: "image", image_url: "http://x/y", alt_text: "x" }] }],
      ["invalid_blocks", { blocks: [{ type: "header", text: plain("x".repeat(151)) }] }],
      ["invalid_blocks", { blocks: [{ type: "table", rows: many(101, [raw("x")]) }] }],
      ["msg_blocks_too_long", { blocks: many(5, section("x".repeat(2_900))) }],
      ["invalid_blocks_format", { blocks: "[" }],
    ])("says %s as Slack does", async (error, given) => {
      const channel = slack.home;
      const answer = await refusal(web.apiCall("chat.postMessage", { channel, ...given }));

      expect(answer).toMatchObject({ ok: false, error });
      expect(slack.unexpected()).toHaveLength(1);
      slack.expectMistake(error);
      slack.expectNothing();
    });

    it("names what is wrong with a block", async () => {
      const blocks = [section("fine"), section("x".repeat(3_001))];

      expect(await refusal(post({ blocks }))).toMatchObject({
        response_metadata: {
          messages: [
            "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
          ],
        },
      });
      slack.expectMistake("invalid_blocks");
    });

    it("keeps the bot out of where it does not belong", async () => {
      slack.addsChannel({ id: "C2", bot: false });
      slack.addsChannel({ id: "G2", isPrivate: true, bot: false });
      const at = (channel: string): Promise<unknown> => refusal(post({ channel }));

      expect(await at("C2")).toMatchObject({ error: "not_in_channel" });
      expect(await at("G2")).toMatchObject({ error: "channel_not_found" });
      expect(await at("C9")).toMatchObject({ error: "channel_not_found" });
      await web.conversations.join({ channel: "C2" });
      await post({ channel: "C2" });
      slack.expectMessage("C2", /Builds/);
      await slack.channelArchived();
      expect(await at(slack.home)).toMatchObject({ error: "is_archived" });
    });

    it("changes our own messages alone", async () => {
      const { message } = await slack.user("U1").writes("hello");
      const { channel, ts } = message;

      expect(await refusal(web.chat.update({ channel, ts, text: "x" }))).toMatchObject({
        error: "cant_update_message",
      });
      expect(await refusal(web.chat.update({ channel, ts: "1.0", text: "x" }))).toMatchObject({
        error: "message_not_found",
      });
      slack.expectMistake("cant_update_message");
    });

    it("opens direct messages, and shows something to one person alone", async () => {
      const { channel } = await web.conversations.open({ users: "U1" });
      await post({ channel: channel?.id, text: "You are paged" });
      await post({ channel: "U2", text: "You too" });
      await web.chat.postEphemeral({ channel: slack.home, user: "U2", text: "For you" });

      slack.expectDm("U1", /You are paged/);
      slack.expectDm("U2", /You too/);
      slack.expectEphemeral("U2", /For you/);
      expect((await web.conversations.history({ channel: slack.home })).messages).toEqual([]);
      slack.expectNothing();
    });

    it("takes a file in three steps, and shows it in a message", async () => {
      const upload = { file: Buffer.from("png"), filename: "chart.png", title: "Chart" };
      await web.filesUploadV2(upload);
      const [file] = slack.files;

      expect(file).toMatchObject({ title: "Chart", isComplete: true, bytes: Buffer.from("png") });
      const blocks = [{ type: "image", slack_file: { id: file?.id }, alt_text: "Chart" }];
      await post({ blocks });
      slack.expectMessage(slack.home, /Chart/);
    });

    it("refuses what the token may not do, by the scope that is missing", async () => {
      slack.lacks("users:read");
      const answer = await refusal(web.users.info({ user: "U1" }));
      expect(answer).toMatchObject({ error: "missing_scope", needed: "users:read" });

      slack.refusesToken("token_revoked");
      expect(await refusal(post())).toMatchObject({ error: "token_revoked" });
      slack.refusesToken(null);
      expect(await refusal(client("xoxb-other").auth.test())).toMatchObject({
        error: "invalid_auth",
      });
      expect(await refusal(web.apiCall("stars.list"))).toMatchObject({ error: "unknown_method" });
      slack.expectMistake("unknown_method");
    });
  });

  describe("what it can be told to do wrong", () => {
    it.each([
      [
        { error: "fatal_error" } as const,
        { ok: false, error: "fatal_error", response_metadata: SCOPES },
      ],
      [{ status: 500 } as const, 500],
      ["refuse" as const, "slack_webapi_request_error"],
      ["hang" as const, "slack_webapi_request_error"],
    ])("does not take a call when it %j", async (how, expected) => {
      slack.fails("chat.postMessage", how);

      const answer = await refusal(post({}, client(slack.botToken, patienceFor(how))));

      expect(answer).toEqual(expected);
      expect(slack.channel().messages).toEqual([]);
      await post();
      slack.expectMessage(slack.home, /Builds/);
    });

    it.each(["drop", "late"] as const)("has taken the call when it is %s", async (how) => {
      slack.fails("chat.postMessage", how);

      const answer = await refusal(post({}, client(slack.botToken, patienceFor(how))));

      expect(answer).toBe("slack_webapi_request_error");

      slack.expectMessage(slack.home, /Builds/);
      slack.expectNothing();
    });

    it("asks to wait, in one channel alone", async () => {
      slack.addsChannel({ id: "C2" });
      const where = { channel: slack.home };
      slack.fails("chat.postMessage", { rateLimited: 7 }, { times: Infinity, where });

      await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
      await post({ channel: "C2" });
      slack.mends();
      await post();
      slack.expectMessage("C2", /Builds/);
      slack.expectMessage(slack.home, /Builds/);
    });

    it("holds the app to Slack's pace when it is strict", async () => {
      const strict = await startSlackServer({ pacing: { everyMs: 60_000 } });
      onTestFinished(() => strict.close());
      const options = { slackApiUrl: strict.url, rejectRateLimitedCalls: true };
      const hasty = new WebClient(strict.botToken, { ...options, logger: quiet });

      await post({ channel: strict.home }, hasty);

      const second = post({ channel: strict.home }, hasty);
      await expect(second).rejects.toMatchObject({ retryAfter: 60 });
    });
  });

  describe("over sockets", () => {
    let app: SocketModeClient;
    const heard: { type: string; body: any; retry_num?: number }[] = [];

    beforeEach(async () => {
      heard.length = 0;
      app = new SocketModeClient({
        appToken: slack.appToken,
        logger: quiet,
        // Also how soon it connects again.
        clientPingTimeout: 400,
        clientOptions: { slackApiUrl: slack.url },
      });
      app.on("slack_event", ({ ack, ...event }: any) => {
        heard.push(event);
        if (event.type === "slash_commands") return ack({ text: "Ana is on call." });
        return ack();
      });
      await app.start();
    });
    afterEach(() => app.disconnect());

    it("tells of a mention twice, and once of other talk", async () => {
      const { answers, message } = await slack.user("U1").writes("ack @bob", { mention: true });
      await slack.user("U1").writes("never mind");
      await slack.user("U1").writes("help", { channel: "dm" });

      expect(answers.map(({ taken }) => taken)).toEqual([true, true]);
      expect(heard.map(({ body }) => [body.event.type, body.event.ts === message.ts])).toEqual([
        ["app_mention", true],
        ["message", true],
        ["message", false],
        ["message", false],
      ]);
      expect(heard[0]?.body.event.text).toBe(`<@${slack.bot.userId}> ack <@U2>`);
      expect(heard[0]?.body.event_id).not.toBe(heard[1]?.body.event_id);
      expect(heard[3]?.body.event).toMatchObject({ channel_type: "im", user: "U1" });
    });

    it("passes on what was typed as Slack does: escaped, with links and mentions alone live", async () => {
      await slack.user("U1").writes("1 < 2 & @bob reads https://example.com/a?b=c <!here>");

      expect(heard[0]?.body.event.text).toBe(
        "1 &lt; 2 &amp; <@U2> reads <https://example.com/a?b=c> <!here>",
      );
    });

    it("answers a command with what came in the ack", async () => {
      const { said } = await slack.user("U1").commands("/oncall", "for @bob");

      expect(heard[0]?.body).toMatchObject({ command: "/oncall", text: "for <@U2|bob>" });
      expect(said.map(shown)).toEqual(["Ana is on call."]);
      slack.expectEphemeral("U1", /Ana is on call/);
      slack.expectNothing();
    });

    it("is connected to again after it was recycled, cut off and refused", async () => {
      slack.sockets.recycle();
      await slack.sockets.untilClosed();
      await slack.sockets.untilOpen();
      slack.sockets.refuse();
      slack.sockets.drop();
      await slack.sockets.untilClosed();
      expect((await slack.user("U1").writes("anybody?")).answer.taken).toBe(false);
      expect(slack.refused).toHaveLength(1);

      slack.sockets.allow();
      await slack.sockets.untilOpen();
      const [again] = await slack.retryAll();

      expect(again?.taken).toBe(true);
      expect(heard.at(-1)).toMatchObject({ retry_num: 1 });
      expect(slack.sockets.opened).toBe(3);
    });
  });

  describe("over HTTP", () => {
    const heard: { headers: IncomingMessage["headers"]; body: string }[] = [];
    let answer: (response: ServerResponse) => void;

    beforeEach(async () => {
      heard.length = 0;
      answer = (response) => response.end();
      const server = createServer((request, response) => {
        void text(request).then((body) => {
          heard.push({ headers: request.headers, body });
          answer(response);
        });
      });
      const { port, stop } = await listening(server);
      onTestFinished(stop);
      slack.postsTo(`http://127.0.0.1:${port}/slack/events`);
    });

    it("signs what it tells, and tells of it again until it is taken", async () => {
      const { ts } = await post();
      await slack.settled();
      heard.length = 0;
      answer = (response) => response.writeHead(500).end();
      const reacted = await slack.user("U1").reacts("eyes", { channel: slack.home, ts });
      answer = (response) => void response.destroy();
      await slack.retryAll();
      answer = (response) => response.end();
      await slack.retryAll();
      await slack.redeliver(reacted, 3);

      expect(heard.map(({ headers }) => headers["x-slack-retry-num"])).toEqual([
        undefined,
        "1",
        "2",
        "3",
      ]);
      expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
      expect(heard[0]?.headers["x-slack-signature"]).toMatch(/^v0=[0-9a-f]{64}$/);
      expect(heard[0]?.headers["x-slack-request-timestamp"]).toBe(String(NOON / 1_000));
      expect(JSON.parse(heard[0]?.body ?? "").event).toMatchObject({
        type: "reaction_added",
        item: { channel: slack.home, ts },
      });
      expect(slack.refused).toEqual([]);
      slack.expectMessage(slack.home, /Builds/);
    });

    it("presses a real button, and takes what is said to its response_url", async () => {
      const ref = await post({ blocks: [BUTTON] });
      await slack.settled();
      const { payload, trigger, said } = await slack.user("U1").presses("take", ref);

      expect(heard.at(-1)?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
      const sent = JSON.parse(new URLSearchParams(heard.at(-1)?.body).get("payload") ?? "");
      expect(sent).toMatchObject({
        type: "block_actions",
        user: { id: "U1" },
        message: { ts: ref.ts },
        actions: [{ action_id: "take", value: "17", type: "button" }],
      });
      const url = String(payload["response_url"]);
      const respond = async (body: object): Promise<number> =>
        (await fetch(url, { method: "POST", body: JSON.stringify(body) })).status;
      expect(await respond({ text: "Ana has it", replace_original: true })).toBe(200);
      expect(said.map(shown)).toEqual(["Ana has it"]);
      for (let n = 0; n < 4; n += 1) await respond({ text: `${n}` });
      expect(await respond({ text: "six" })).toBe(404);
      slack.expectMistake("used_url");

      const view = {
        type: "modal",
        title: plain("Silence"),
        submit: plain("Silence"),
        blocks: [
          {
            type: "input",
            block_id: "for",
            label: plain("For how long"),
            element: { type: "plain_text_input", action_id: "hours" },
          },
        ],
      } as never;
      await web.views.open({ trigger_id: trigger, view });
      expect(await refusal(web.views.open({ trigger_id: trigger, view }))).toMatchObject({
        error: "exchanged_trigger_id",
      });
      slack.expectMistake("exchanged_trigger_id");
      await expect(slack.user("U1").presses("other", ref)).rejects.toThrow("nothing to press");
      answer = (response) =>
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ response_action: "errors", errors: { for: "Too long." } }));
      const modal = slack.modalOf("U1");
      const { errors } = await slack.user("U1").submits(modal, { hours: "99" });
      expect(errors).toEqual({ for: "Too long." });
      answer = (response) => response.end();
      await slack.user("U1").submits(modal, { hours: "2" });
      expect(modal.isOpen).toBe(false);
    });

    it("also sends what Slack never would", async () => {
      answer = (response) => response.writeHead(401).end();

      expect((await slack.bad.unsigned()).status).toBe(401);
      await slack.bad.wrongSecret();
      await slack.bad.old();
      await slack.bad.huge();

      expect(heard[0]?.headers["x-slack-signature"]).toBeUndefined();
      expect(heard[2]?.headers["x-slack-request-timestamp"]).toBe(String(NOON / 1_000 - 301));
      expect(heard[3]?.body.length).toBeGreaterThan(5 * 1_048_576);
    });
  });

  it("knows what Slack would make live of foreign text", () => {
    const text = "<!channel> &lt;!here&gt;";
    const rich = { type: "rich_text_section", elements: [{ type: "text", text: "<!here>" }] };
    const blocks = [section("see <https://evil|this>"), { type: "rich_text", elements: [rich] }];

    expect(live({ text, blocks })).toEqual(["<!channel>", "<https://evil|this>"]);
  });
});

/** Of those who are never answered nobody needs to wait for long. */
function patienceFor(how: unknown): number {
  return how === "hang" || how === "late" ? 200 : 10_000;
}

function section(text: string): object {
  return { type: "section", text: { type: "mrkdwn", text } };
}

function many<T>(length: number, one: T): readonly T[] {
  return Array.from({ length }, () => one);
}

function plain(text: string): object {
  return { type: "plain_text", text };
}

function raw(text: string): object {
  return { type: "raw_text", text };
}
