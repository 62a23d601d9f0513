import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { createSealer } from "../../src/lib/seal.ts";
import { createContactRecords } from "../../src/store/contacts.ts";
import { keysFor } from "../../src/store/keys.ts";
import { NtfyServer } from "../fakes/ntfy-server.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const TOPIC = "watchroom-anas-own-topic";

let ntfy: NtfyServer;
let watch: Harness;

/** Ana's topic was sealed with a secret that this start was not given. */
beforeEach(async () => {
  ntfy = await new NtfyServer().start();
  watch = await startWatchroom({
    env: { NTFY_URL: ntfy.url },
    createApp: async (config, parts) => {
      const redis = new Redis(parts.redis);
      const sealer = createSealer(["the secret before the deploy"], "contacts");
      const records = createContactRecords(redis, keysFor(config.prefix), sealer);
      await records.set({ handle: "ana", method: "push", value: TOPIC, at: 0 });
      redis.disconnect();
      return createApp(config, parts);
    },
  });
});
afterEach(async () => {
  await watch.close();
  await ntfy.stop();
  ntfy.expectNothing();
});

it("a topic that cannot be read with today's secret is named at start", () => {
  expect(watch.log.lines).toContainEqual({
    level: "warn",
    fields: { people: ["ana"] },
    message: expect.stringMatching(/contacts cannot be read with this WATCHROOM_SECRET/) as string,
  });
});

it("is no way to reach its person, who is called by the next step and can make another", async () => {
  const ana = await watch.joins("Ana");
  await ana.leaves();
  await watch.fire("builds-queue-backlog");

  await watch.room.expectCard(/The last step reached nobody\. Calling Ana \(sms\)/);
  await watch.phone("ana").expectSms(/Builds/);
  await ana.reacts("eyes", 1);

  await ana.says("@watchroom contact");
  await watch.room.expectMessage(/cannot be read: WATCHROOM_SECRET has changed/);
  await ana.says("@watchroom contact push");
  await watch.room.expectMessage(/A test was sent/);
  ntfy.expect(ntfy.messages[0]?.topic ?? "", /A test for Ana/);
});
