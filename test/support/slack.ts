import type { Redis } from "ioredis";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import type { Options as SlackOptions } from "../fakes/slack/state.ts";
import { tickingClock } from "./manual-clock.ts";
import { until } from "./until.ts";
import { startWatchroom, type Harness, type Options } from "./watchroom.ts";

export type Mode = "http" | "socket";

export interface SlackHarness extends Harness {
  readonly slack: SlackServer;
  /** The message of that incident in the channel, in its newest state; waits for it to say so. */
  card(words: RegExp): Promise<FakeMessage>;
  /** A direct message that nobody has expected yet; waits for it. */
  dm(user: string, words: RegExp): Promise<FakeMessage>;
}

const SOON_MS = 10_000;
const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";

/** Ana is on call, as she was in the channel before Bob. Both are at their screens. */
export const ANA = "U0ANA";
export const BOB = "U0BOB";

/** The whole program with Slack as its only room. `close` also fails on what nobody expected there. */
export async function startWithSlack(
  mode: Mode,
  { slack: slackOptions = {}, env = {}, ...options }: Options & { slack?: SlackOptions } = {},
): Promise<SlackHarness> {
  const clock = options.clock ?? tickingClock();
  const slack = await startSlackServer({
    now: () => clock.real(),
    signingSecret: SIGNING_SECRET,
    ...slackOptions,
  });
  slack.adds(
    { id: ANA, name: "ana", real_name: "Ana", presence: "active" },
    { id: BOB, name: "bob", real_name: "Bob", presence: "active" },
  );
  const watch = await startWatchroom({
    ...options,
    clock,
    stirs: async (redis) =>
      (await stirs(redis, slack)) || ((await options.stirs?.(redis)) ?? false),
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_CHANNEL_ID: slack.home,
      SLACK_API_URL: slack.url,
      ...(mode === "http"
        ? { SLACK_SIGNING_SECRET: SIGNING_SECRET }
        : { SLACK_APP_TOKEN: slack.appToken }),
      ...env,
    },
  });
  if (mode === "http") slack.postsTo(`${watch.url}/slack/events`);
  else await slack.sockets.untilOpen();
  await until("Ana to be known", SOON_MS, () => watch.app.world.watch.people.find("ana"));
  await watch.idle();
  return {
    ...watch,
    slack,
    card: (words) => slack.until(() => slack.expectNow(slack.home, words)),
    dm: (user, words) => slack.until(() => slack.expectDm(user, words)),
    close: async () => {
      await slack.settled();
      const unexpected = slack.unexpected();
      await watch.close();
      await slack.close();
      if (unexpected.length > 0)
        throw new Error(`nobody expected in Slack:\n  ${unexpected.join("\n  ")}`);
    },
  };
}

/** Posts of the app in the channel itself that show an incident, by what can be pressed on them. */
export function cardsIn(slack: SlackServer): readonly FakeMessage[] {
  const isCard = ({ blocks, edits }: FakeMessage): boolean =>
    [blocks, ...edits.map((one) => one.blocks)].some((some) =>
      JSON.stringify(some).includes(`"${ACTIONS.acknowledge}"`),
    );
  return slack
    .channel()
    .messages.filter((one) => one.byApp && one.threadTs === null && !one.isDeleted && isCard(one));
}

/** What Slack told is not handled yet, or what is to be said or shown there is not said. */
const WAITING = `
local p, count = ARGV[1], 0
for _, key in ipairs({ 'cards:slack', 'sayings:slack' }) do
  if redis.call('TYPE', p .. key).ok == 'zset' then count = count + redis.call('ZCARD', p .. key) end
end
return count + redis.call('XLEN', p .. 'events:slack')
`;

export async function isBusyWithSlack(redis: Redis): Promise<boolean> {
  return Number(await redis.eval(WAITING, 0, "{test}:")) > 0;
}

async function stirs(redis: Redis, slack: SlackServer): Promise<boolean> {
  const before = slack.deliveries.length;
  await slack.settled();
  return slack.deliveries.length > before || (await isBusyWithSlack(redis));
}
