import { performance } from "node:perf_hooks";
import type { Scenario } from "../scenario.ts";
import { signal, startWithSlack } from "../slack.ts";
import { latencies } from "../statistics.ts";
import { sleep, until } from "../wait.ts";

/** Within Slack's pace, and below what becomes one message. */
const APART_MS = 3_100;

/** From the writing of the request to the arrival of the call at Slack; each signal is a new incident of a new alert. */
const post: Scenario = {
  name: "slack-post",
  writes: true,
  rows: [
    { id: "slack-post-p50", what: "POST to chat.postMessage at Slack: p50 ms" },
    { id: "slack-post-p99", what: "POST to chat.postMessage at Slack: p99 ms" },
  ],
  run: async (fsync, quick) => {
    const { watchroom, slack, stop } = await startWithSlack(fsync);
    const took: number[] = [];
    try {
      for (let n = 0; n < (quick ? 5 : 19); n += 1) {
        const alert = `build-queue-${n}`;
        const sentAt = performance.now();
        await signal(watchroom.port, { alert, status: "firing", severity: "critical" });
        const arrived = (): number | undefined =>
          slack
            .calls("chat.postMessage")
            .find(({ args }) => JSON.stringify(args).includes(`${alert}"`))?.realAt;
        await until("the message", 10_000, async () => arrived() !== undefined);
        took.push((arrived() ?? NaN) - sentAt);
        await sleep(APART_MS);
      }
      const { p50, p99 } = latencies(took);
      return { "slack-post-p50": p50, "slack-post-p99": p99 };
    } finally {
      await stop();
    }
  },
};

const STORM = 500;
const OVER_MS = 10_000;

/** 500 incidents of one alert within ten seconds, and in the middle the first of another. */
const storm: Scenario = {
  name: "slack-storm",
  writes: true,
  rows: [
    { id: "slack-storm-calls", what: "500 incidents of one alert in 10 s: calls to Slack" },
    { id: "slack-storm-posts", what: "the same: messages in the channel" },
    {
      id: "slack-storm-known",
      what: "the same: the room knows of all of them, s after the last signal",
    },
    {
      id: "slack-storm-other",
      what: "the first incident of another alert in the middle of it is posted after, s",
      aim: { atMost: 3 },
    },
  ],
  run: async (fsync) => {
    const { watchroom, slack, stop } = await startWithSlack(fsync);
    const { port } = watchroom;
    const has = (words: string): boolean =>
      slack.channel().messages.some((one) => JSON.stringify(one.blocks).includes(words));
    const firing = { status: "firing", severity: "critical" };
    let other = Promise.resolve(NaN);
    try {
      const before = slack.calls().length;
      for (let n = 0; n < STORM; n += 1) {
        await signal(port, { alert: "build-queue", ...firing, labels: { host: `build-${n}` } });
        if (n === STORM / 2) {
          await signal(port, { alert: "certificate-ends", ...firing });
          other = until("the other alert", 30_000, async () => has("certificate-ends"), 5);
        }
        await sleep(OVER_MS / STORM - 4);
      }
      const known = await until("the last of them", 60_000, async () => has(`${STORM - 5} `), 20);
      const posts = slack.channel().messages.filter(({ byApp, threadTs }) => byApp && !threadTs);
      return {
        "slack-storm-calls": slack.calls().length - before,
        "slack-storm-posts": posts.length,
        "slack-storm-known": known / 1_000,
        "slack-storm-other": (await other) / 1_000,
      };
    } finally {
      await stop();
    }
  },
};

export const slacks: readonly Scenario[] = [post, storm];
