import { createServer, type ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createSlackApi,
  type SlackApi,
  type SlackFailure,
} from "../../src/adapters/slack/connection/api.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { listening, type Listening } from "../support/listening.ts";
import { recordedLog } from "../support/quiet-log.ts";

const TOKEN = "xoxb-1-secret-of-the-bot";
const PATIENT = 5_000;

let slack: SlackServer;
/** Something else than Slack at the address of its API. */
let other: Listening;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  slack = await startSlackServer({ botToken: TOKEN });
  other = await listening(
    createServer((request, response) => {
      request.resume();
      answer(response);
    }),
  );
});
afterAll(async () => {
  await Promise.all([slack.close(), other.stop()]);
});

let log: ReturnType<typeof recordedLog>;
const heard: number[] = [];

beforeEach(() => {
  log = recordedLog();
  heard.splice(0);
});
afterEach(() => {
  slack.mends();
  if (JSON.stringify(log.lines).includes("secret")) throw new Error("a secret was logged");
});

function apiAt(apiUrl: string, timeoutMs = PATIENT, token = TOKEN): SlackApi {
  return createSlackApi({ token, apiUrl, timeoutMs, log, heard: (at) => heard.push(at) });
}
const elsewhere = (timeoutMs?: number): SlackApi =>
  apiAt(`http://127.0.0.1:${other.port}/api/`, timeoutMs);

const post = (api: SlackApi, signal?: AbortSignal) =>
  api.call("chat.postMessage", { channel: slack.home, text: "hello" }, signal);

async function failureOf(call: ReturnType<typeof post>): Promise<SlackFailure> {
  const outcome = await call;
  if (outcome.outcome !== "failed") throw new Error("it was answered");
  return outcome;
}

const NOT_ARRIVED = { mayHaveArrived: false };
const ACCESS = { reason: "unauthorized", permanent: true, ...NOT_ARRIVED };
const WHERE = { reason: "bad-destination", permanent: true, ...NOT_ARRIVED };
const REJECTED = { reason: "rejected", permanent: true, ...NOT_ARRIVED };
const UNSURE = { reason: "server-error", permanent: false, mayHaveArrived: true };
const WAIT = { reason: "rate-limited", permanent: false, ...NOT_ARRIVED };

describe("a call of Slack's Web API", () => {
  it("answers what Slack answers, with the scopes of the token and what Slack's clock shows", async () => {
    const answered = await apiAt(slack.url).call("auth.test");

    expect(answered).toMatchObject({
      outcome: "answered",
      data: { user_id: slack.bot.userId, response_metadata: { scopes: expect.any(Array) } },
    });
    expect(Math.abs((heard[0] ?? 0) - Date.now())).toBeLessThan(PATIENT);
  });

  it("sends what is structured, and who we are", async () => {
    const blocks = [{ type: "section", text: { type: "plain_text", text: "a & b = c" } }];
    await apiAt(slack.url).call("chat.postMessage", { channel: slack.home, text: "a & b", blocks });

    expect(slack.calls("chat.postMessage").at(-1)).toMatchObject({
      token: TOKEN,
      args: { text: "a & b", blocks },
    });
  });

  it.each([
    ["ratelimited", WAIT],
    ["rate_limited", WAIT],
    ["not_in_channel", WHERE],
    ["channel_not_found", WHERE],
    ["is_archived", WHERE],
    ["channel_is_limited_access", WHERE],
    ["invalid_auth", ACCESS],
    ["not_authed", ACCESS],
    ["token_revoked", ACCESS],
    ["token_expired", ACCESS],
    ["account_inactive", ACCESS],
    ["missing_scope", ACCESS],
    ["invalid_blocks", REJECTED],
    ["invalid_blocks_format", REJECTED],
    ["msg_too_long", REJECTED],
    ["msg_blocks_too_long", REJECTED],
    ["no_text", REJECTED],
    ["message_not_found", REJECTED],
    ["cant_update_message", REJECTED],
    ["edit_window_closed", REJECTED],
    ["is_inactive", REJECTED],
    ["user_not_found", WHERE],
    ["user_disabled", WHERE],
    ["user_not_visible", WHERE],
    ["restricted_action", REJECTED],
    ["restricted_action_read_only_channel", REJECTED],
    ["message_limit_exceeded", REJECTED],
    ["thread_locked", REJECTED],
    ["fatal_error", UNSURE],
    ["internal_error", UNSURE],
    ["service_unavailable", UNSURE],
    ["something_that_nobody_knows", REJECTED],
  ])("that is refused with %s is a value", async (error, expected) => {
    slack.fails("chat.postMessage", { error });

    expect(await failureOf(post(apiAt(slack.url)))).toMatchObject({ error, ...expected });
  });

  it.each(["already_reacted", "no_reaction"])(
    "that is refused with %s has come to what was wanted",
    async (error) => {
      slack.fails("reactions.add", { error });

      const outcome = await apiAt(slack.url).call("reactions.add", { name: "eyes" });
      expect(outcome.outcome).toBe("answered");
    },
  );

  it("says which scope is missing", async () => {
    slack.fails("chat.postMessage", { error: "missing_scope", needed: "chat:write" });

    expect(await failureOf(post(apiAt(slack.url)))).toMatchObject({ needed: "chat:write" });
  });

  it("says what is wrong with the blocks", async () => {
    const blocks = [{ type: "header", text: { type: "plain_text", text: "x".repeat(200) } }];
    const refused = await apiAt(slack.url).call("chat.postMessage", {
      channel: slack.home,
      text: "x",
      blocks,
    });

    expect(refused).toMatchObject({
      error: "invalid_blocks",
      details: [expect.stringContaining("/blocks/0/text")],
    });
  });

  it("waits as long as Slack asks it to, an hour at most", async () => {
    slack.fails("chat.postMessage", { rateLimited: 7 });
    expect(await failureOf(post(apiAt(slack.url)))).toMatchObject({ ...WAIT, retryAfterMs: 7_000 });

    slack.fails("chat.postMessage", { rateLimited: 999_999 });
    expect(await failureOf(post(apiAt(slack.url)))).toMatchObject({ retryAfterMs: 3_600_000 });

    answer = (response) => response.writeHead(429).end();
    expect(await failureOf(post(elsewhere()))).toMatchObject({ ...WAIT, retryAfterMs: 5_000 });
  });

  it("does not hold up another one that was not asked to wait", async () => {
    slack.fails("chat.postMessage", { rateLimited: 60 });
    const api = apiAt(slack.url);
    await post(api);

    expect((await post(api)).outcome).toBe("answered");
  });

  it.each([
    [500, UNSURE],
    [503, UNSURE],
    [401, ACCESS],
    [403, ACCESS],
    [404, WHERE],
    [302, REJECTED],
    [400, REJECTED],
  ])("that is answered with status %i is a value", async (status, expected) => {
    answer = (response) => response.writeHead(status, { location: "https://example.com/" }).end();

    expect(await failureOf(post(elsewhere()))).toMatchObject({ error: "", ...expected });
  });

  it.each(["<html>secret</html>", "secret", "null", "17", '"secret"', "[]", "", "{}", '{"ok":0}'])(
    "that is answered with %s may have arrived",
    async (body) => {
      answer = (response) => response.writeHead(200).end(body);

      expect(await failureOf(post(elsewhere()))).toMatchObject({ error: "", ...UNSURE });
    },
  );

  it("does not unpack what calls itself gzip", async () => {
    answer = (response) =>
      response.writeHead(200, { "content-type": "application/gzip" }).end('{"ok":true}');

    expect((await post(elsewhere())).outcome).toBe("answered");
  });

  it("that is answered with more than anybody wants may have arrived", async () => {
    answer = (response) =>
      response.writeHead(200).end(`{"ok":true,"x":"${"x".repeat(9 * 1024 * 1024)}"}`);

    expect(await failureOf(post(elsewhere()))).toMatchObject(UNSURE);
  });

  it("that is cut off may have arrived", async () => {
    slack.fails("chat.postMessage", "drop");

    expect(await failureOf(post(apiAt(slack.url)))).toMatchObject(UNSURE);
  });

  it("that nobody takes has not arrived", async () => {
    const gone = await listening(createServer());
    await gone.stop();

    expect(await failureOf(post(apiAt(`http://127.0.0.1:${gone.port}/api/`)))).toMatchObject({
      reason: "unreachable",
      permanent: false,
      ...NOT_ARRIVED,
    });
  });

  const LATE = { reason: "timeout", permanent: false, mayHaveArrived: true };

  it("is over in time, whether nothing comes or a body that does not end", async () => {
    slack.fails("chat.postMessage", "hang");
    expect(await failureOf(post(apiAt(slack.url, 50)))).toMatchObject(LATE);

    answer = (response) => response.writeHead(200).write('{"ok":');
    expect(await failureOf(post(elsewhere(50)))).toMatchObject(LATE);
  });

  it("ends when it is told to", async () => {
    const ending = new AbortController();
    answer = () => ending.abort();

    expect(await failureOf(post(elsewhere(), ending.signal))).toMatchObject(LATE);
  });

  it("is not sent when it was told to end before", async () => {
    const before = slack.calls().length;

    expect(await failureOf(post(apiAt(slack.url), AbortSignal.abort()))).toMatchObject({
      reason: "timeout",
      ...NOT_ARRIVED,
    });
    expect(slack.calls()).toHaveLength(before);
  });

  it("is not sent with a token that no header can hold", async () => {
    const api = apiAt(slack.url, PATIENT, "xoxb-secret\nx: y");

    expect(await failureOf(post(api))).toMatchObject({ error: "invalid_auth", ...ACCESS });
  });
});
