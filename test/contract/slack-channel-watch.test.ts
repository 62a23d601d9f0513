import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createChannelWatch,
  type ChannelWatch,
} from "../../src/adapters/slack/connection/channel-watch.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { manualClock } from "../support/manual-clock.ts";
import { slackAccess, type SlackAccess } from "../support/slack-access.ts";

const clock = manualClock();
const RULE = { what: "The rules keep the bot from posting.", mend: "Change them." };

let slack: SlackServer;
let access: SlackAccess;
let watch: ChannelWatch;

beforeAll(async () => {
  slack = await startSlackServer({ now: () => clock.real() });
  slack.addsChannel({ id: "C0PRIVATE", isPrivate: true, bot: false });
});
afterAll(() => slack.close());
beforeEach(() => open());
afterEach(async () => {
  slack.mends();
  slack.channel().isArchived = false;
  await slack.invitesBot();
  await access.connection.stop();
});

async function open(channel?: string): Promise<void> {
  access = slackAccess(slack, clock, channel === undefined ? {} : { channel });
  access.connection.start();
  await access.connection.untilKnown(AbortSignal.timeout(4_000));
  watch = createChannelWatch(access.connection);
}
const look = (): Promise<void> => watch.look(AbortSignal.timeout(4_000));
const problem = (): string | null => access.connection.channelProblem()?.what ?? null;

describe("a look at the team's channel", () => {
  it("finds nothing wrong with one that we are in, or may join", async () => {
    await look();
    slack.removesBot();
    await look();

    expect(problem()).toBeNull();
    expect(slack.calls("conversations.join")).toEqual([]);
  });

  it("says that it is archived, until it is not", async () => {
    slack.channel().isArchived = true;
    await look();
    expect(problem()).toMatch(/is archived/);

    slack.fails("conversations.info", { status: 500 });
    await look();
    expect(problem()).toMatch(/is archived/);

    slack.channel().isArchived = false;
    await look();
    expect(problem()).toBeNull();
  });

  it("says that it is private and we are not invited", async () => {
    await access.connection.stop();
    await open("C0PRIVATE");
    await look();

    expect(access.connection.channelProblem()?.mend).toContain("/invite @watchroom");
  });

  it("takes back nothing that a post was refused for", async () => {
    access.connection.noticed("channel", RULE);
    await look();

    expect(problem()).toBe(RULE.what);
  });
});
