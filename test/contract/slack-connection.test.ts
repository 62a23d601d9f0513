import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type {
  Connection,
  ConnectionParts,
} from "../../src/adapters/slack/connection/connection.ts";
import { SCOPES } from "../../src/adapters/slack/connection/scopes.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { listening } from "../support/listening.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";
import { slackAccess, type SlackAccess } from "../support/slack-access.ts";
import { until } from "../support/until.ts";

const WITHIN_MS = 4_000;

let slack: SlackServer;
let clock: ManualClock;
let access: SlackAccess;
let connection: Connection;

beforeAll(async () => {
  clock = manualClock();
  slack = await startSlackServer({ now: () => clock.real() });
});
afterAll(() => slack.close());
beforeEach(() => open());
afterEach(async () => {
  await connection.stop();
  slack.mends();
  slack.refusesToken(null);
  slack.grants(...Object.keys(SCOPES));
  if (JSON.stringify([access.log.lines, [...access.said]]).includes(slack.botToken))
    throw new Error("the token was said");
});

function open(changes: Partial<ConnectionParts> = {}): void {
  access = slackAccess(slack, clock, changes);
  ({ connection } = access);
}
const known = () => connection.untilKnown(AbortSignal.timeout(WITHIN_MS));
const problem = (words: RegExp) =>
  until(`a problem like ${words}`, WITHIN_MS, () => {
    const now = connection.problem();
    return now !== null && words.test(now.what) ? now : null;
  });
const mended = () => until("no problem", WITHIN_MS, () => connection.problem() === null);
const ask = () => connection.api.call("conversations.info", { channel: slack.home });

describe("the connection to Slack", () => {
  it("knows who we are, once Slack has said so", async () => {
    expect(connection.self()).toBeNull();
    connection.start();

    expect(await known()).toEqual({
      userId: slack.bot.userId,
      botId: slack.bot.botId,
      teamId: slack.team,
      scopes: expect.any(Set),
    });
    expect(connection.self()?.scopes.has("chat:write")).toBe(true);
    expect(connection.problem()).toBeNull();
    expect(access.said.size).toBe(0);
  });

  it("answers nobody when there is nothing to know in time", async () => {
    expect(await connection.untilKnown(AbortSignal.timeout(10))).toBeNull();
    expect(await connection.untilKnown(AbortSignal.abort())).toBeNull();
  });

  it.each([
    ["invalid_auth", /does not know our bot token/, /xoxb-/],
    ["not_authed", /does not know our bot token/, /xoxb-/],
    ["token_revoked", /revoked/, /Install the app again/],
    ["token_expired", /expired/, /token rotation/],
    ["account_inactive", /switched off/, /owner of the workspace/],
    ["no_permission", /refuses our bot token \(no_permission\)/, /xoxb-/],
  ])("says what is wrong and how to mend it when Slack says %s", async (error, what, mend) => {
    slack.refusesToken(error);
    connection.start();

    expect((await problem(what)).mend).toMatch(mend);
    expect(access.said.get("slack-access")).toEqual(connection.problem());
  });

  it("asks again until Slack is there, without being told", async () => {
    slack.fails("auth.test", { status: 503 }, 2);
    connection.start();

    expect(await known()).not.toBeNull();
    expect(access.said.get("slack-access")?.what).toMatch(/does not answer as it should/);
    expect(connection.problem()).toBeNull();
    expect(slack.calls("auth.test").length).toBeGreaterThanOrEqual(3);
  });

  it("says that Slack cannot be reached", async () => {
    const gone = await listening(createServer());
    await gone.stop();
    const apiUrl = `http://127.0.0.1:${gone.port}/api/`;
    open({ config: { botToken: slack.botToken, channel: slack.home, apiUrl } });
    connection.start();

    expect((await problem(/cannot be reached/)).mend).toContain("slack-status.com");
  });

  it("looks at once when a call meets trouble, and again when it is over", async () => {
    connection.start();
    await known();
    slack.refusesToken("token_revoked");
    await ask();
    await problem(/revoked/);

    slack.refusesToken(null);
    await mended();
  });

  it("names the scopes that are missing", async () => {
    slack.lacks("chat:write", "dnd:read");
    connection.start();

    expect(await problem(/lacks 2 scopes: chat:write and dnd:read/)).toMatchObject({
      mend: expect.stringMatching(
        /^Add chat:write and dnd:read under OAuth & Permissions.*reinstall/,
      ),
    });
    expect(access.said.has("slack-scopes")).toBe(true);
  });

  it("does not ask for the scopes of private channels when those of public ones are there", async () => {
    slack.lacks("groups:history", "groups:read", "groups:write.topic");
    connection.start();
    await known();

    expect(connection.problem()).toBeNull();
  });

  it("names a scope that a call was refused for", async () => {
    connection.start();
    await known();
    slack.fails("conversations.info", { error: "missing_scope", needed: "groups:read" });
    await ask();

    expect(await problem(/groups:read/)).toMatchObject({
      mend: expect.stringMatching(/^Add groups:read/),
    });
  });

  it.each([
    ["xapp-1-secret", /app-level token/],
    ["xoxp-1-secret", /token of a person/],
    ["secret", /does not begin with xoxb-/],
  ])("says that %s is no bot token", async (botToken, what) => {
    open({ config: { botToken, channel: slack.home, apiUrl: slack.url } });
    connection.start();
    await until("an answer", WITHIN_MS, () => access.said.has("slack-access"));

    expect(access.said.get("slack-token")?.what).toMatch(what);
    expect(JSON.stringify([...access.said])).not.toContain("secret");
  });

  it("says that the machine's clock is wrong, and by how much", async () => {
    const right = clock.real();
    const wrong = { ...clock, real: () => right + 7 * 60_000 };
    open({ clock: wrong });
    connection.start();

    expect((await problem(/7 min ahead of Slack's/)).mend).toContain("timedatectl");
  });

  it("says so in the same words while the clock drifts by seconds", async () => {
    let aheadMs = 7 * 60_000;
    const real = (): number => clock.real() + aheadMs;
    open({ clock: { ...clock, real } });
    connection.start();
    const before = await problem(/7 min ahead/);

    aheadMs += 9_000;
    await ask();
    expect(connection.problem()).toEqual(before);
  });

  it("forgets that its token was revoked when Slack takes it all the same", async () => {
    open({ times: { retryMs: 10, retryAtMostMs: 20, againMs: 30 } });
    connection.start();
    await known();
    connection.noticed("token", { what: "The token was revoked.", mend: "Take another." });

    await mended();
  });

  it("keeps what others noticed until they say that it is mended", () => {
    const broken = { what: "The channel is archived.", mend: "Unarchive it." };
    connection.noticed("channel", broken);
    expect(connection.problem()).toEqual(broken);
    expect(access.said.get("slack-channel")).toEqual(broken);

    connection.noticed("channel", null);
    expect(connection.problem()).toBeNull();
  });

  it("follows the channel to its new id, also after the next start", async () => {
    await connection.renamed("C1", "C2");
    expect(connection.channel()).toBe(slack.home);
    await connection.renamed(slack.home, "C1");
    await connection.renamed("C1", "C2");
    expect(connection.channel()).toBe("C2");
    expect(connection.channel(slack.home)).toBe("C2");
    expect(connection.channel("C9")).toBe("C9");

    const { notes } = access;
    open({ notes });
    connection.start();
    await known();
    expect(connection.channel()).toBe("C2");

    open({ notes, config: { botToken: slack.botToken, channel: "C7", apiUrl: slack.url } });
    connection.start();
    await known();
    expect(connection.channel()).toBe("C7");
  });

  it("lives on when the store does not answer", async () => {
    let isAway = true;
    const read = () => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(null));
    open({ notes: { ...access.notes, read } });
    connection.start();
    await until("a line in the log", WITHIN_MS, () => access.log.lines.length > 0);
    isAway = false;

    expect(await known()).not.toBeNull();
  });

  it("does not count being asked to wait as trouble", async () => {
    open({ times: { retryMs: 1, retryAtMostMs: 2, againMs: 2 } });
    connection.start();
    await known();
    slack.fails("auth.test", { rateLimited: 1 }, Infinity);
    const before = slack.calls("auth.test").length;
    await until("two more looks", WITHIN_MS, () => slack.calls("auth.test").length > before + 1);

    expect(connection.problem()).toBeNull();
  });
});
