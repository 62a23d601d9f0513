import { startSlackServer, type SlackServer } from "../test/fakes/slack-server.ts";
import { until } from "./wait.ts";
import { startApart, type Fsync, type Watchroom } from "./watchroom.ts";

/** A message a second and channel, three at once after a rest: beyond that it answers 429, as Slack does. */
const PACING = { everyMs: 1_000, burst: 3 };
const SECRET = "0123456789abcdef0123456789abcdef";
const PEOPLE = ["ana", "bob", "cid"];

export interface WithSlack {
  readonly watchroom: Watchroom;
  readonly slack: SlackServer;
  stop(): Promise<void>;
}

/** watchroom with a Slack on this machine as its room; somebody is active there. */
export async function startWithSlack(fsync: Fsync): Promise<WithSlack> {
  const slack = await startSlackServer({
    now: () => Date.now(),
    signingSecret: SECRET,
    pacing: PACING,
  });
  for (const name of PEOPLE)
    slack.adds({ id: `U0${name.toUpperCase()}`, name, real_name: name, presence: "active" });
  const watchroom = await startApart(fsync, {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_CHANNEL_ID: slack.home,
    SLACK_API_URL: slack.url,
    SLACK_SIGNING_SECRET: SECRET,
  });
  slack.postsTo(`http://127.0.0.1:${watchroom.port}/slack/events`);
  await until("the team", 30_000, async () => slack.calls("users.info").length >= PEOPLE.length);
  return {
    watchroom,
    slack,
    stop: async () => {
      await watchroom.stop();
      await slack.close();
    },
  };
}

export async function signal(port: number, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/signals`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 202) throw new Error(`a signal was answered with ${answer.status}`);
}
