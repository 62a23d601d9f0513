import { afterEach, beforeEach, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import type { Json } from "../fakes/slack/shapes.ts";
import { shown } from "../fakes/slack/shown.ts";
import { startEmulatedSlack, type EmulatedSlack } from "../support/emulated-slack.ts";
import { tickingClock } from "../support/manual-clock.ts";
import { isBusyWithSlack } from "../support/slack.ts";
import { until } from "../support/until.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const SOON_MS = 10_000;

let slack: EmulatedSlack;
let watch: Harness;

beforeEach(async () => {
  const clock = tickingClock(Date.now());
  slack = await startEmulatedSlack(clock);
  watch = await startWatchroom({
    clock,
    stirs: isBusyWithSlack,
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_CHANNEL_ID: slack.channel,
      SLACK_API_URL: slack.apiUrl,
    },
  });
  slack.postsTo(`${watch.url}/slack/events`);
  await until("Ana to be known", SOON_MS, () => watch.app.world.watch.people.find("ana"));
});
afterEach(async () => {
  await watch.close();
  await slack.close();
});

const says = (message: Json): string =>
  shown({ text: String(message["text"] ?? ""), blocks: message["blocks"] ?? [] });

const message = (words: RegExp, directlyWith?: "ana"): Promise<Json> =>
  until(`a message that says ${words}`, SOON_MS, async () => {
    const all = await slack.messages(directlyWith);
    const found = all.find((one) => words.test(says(one)));
    if (!found) throw new Error(all.map(says).join(" | "));
    return found;
  });

it("the story of an alert is the same in somebody else's Slack", async () => {
  const ana = slack.as("ana");
  await watch.fire("builds-queue-backlog", { value: 8200 });
  const { ts } = await message(/#1 Builds are queueing up.*8,200.*Calls Ana at/s);
  const reaction = { channel: slack.channel, timestamp: String(ts), name: "eyes" };

  await ana.reactions.add(reaction);
  await message(/Ana has it/);
  await ana.reactions.remove(reaction);
  await message(/Calls Ana at/);

  await ana.apiCall("users.setPresence", { presence: "away" });
  await slack.as("bob").apiCall("users.setPresence", { presence: "away" });
  await watch.advance({ minutes: 11 });
  await message(/Builds are queueing up/, "ana");
  await message(/Calling Ana/);

  expect(await slack.presses("ana", ACTIONS.acknowledgePage, true)).toBe(200);
  await message(/Ana has it/);

  await watch.recovers("builds-queue-backlog");
  expect(await message(/Recovered by itself/)).toMatchObject({ ts });
  const cards = (await slack.messages()).filter((one) => /#1/.test(says(one)));
  expect(cards).toHaveLength(1);
});
