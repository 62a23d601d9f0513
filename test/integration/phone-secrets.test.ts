import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { hear } from "../../src/commands/hear.ts";
import { backupLines } from "../../src/store/backup.ts";
import { TwilioServer } from "../fakes/twilio-server.ts";
import { expectNoSecret } from "../support/quiet-log.ts";
import { createPhones } from "../support/phones.ts";
import { startWatchroom } from "../support/watchroom.ts";

const NUMBER = "+64215550189";
const PUBLIC = "http://127.0.0.1:9";

test("a night with SMS and calls leaves no number, credential, code or callback in the log, the store, a backup or the metrics", async () => {
  const twilio = await new TwilioServer({ publicUrl: PUBLIC }).start();
  onTestFinished(() => twilio.stop());
  const phones = createPhones({ twilio });
  const watch = await startWatchroom({
    env: {
      PUBLIC_URL: PUBLIC,
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_FROM: twilio.from,
      TWILIO_API_URL: twilio.url,
    },
  });
  onTestFinished(() => watch.close());
  twilio.courier.reachedAt = watch.url;
  twilio.smsUrl = `${PUBLIC}/hooks/twilio/messages`;
  await watch.joins("Ana");
  const person = (await watch.app.world.watch.people.find("ana"))!;
  const says = (text: string) =>
    hear(watch.app.world.watch, { person, text, addressed: true, room: "local", direct: true });
  await says(`phone ${NUMBER}`);
  const { text } = await phones(NUMBER).expectSms(/code is \d{6}/);
  const code = /\d{6}/.exec(text)?.[0] ?? "";
  const waiting = await everything(watch.redis);
  await says(`phone ${code}`);

  await watch.fire("builds-queue-backlog", { value: 8200 });
  await watch.room.expectCard(/Calls Ana/);
  await watch.advance({ minutes: 10 });
  await watch.phone("ana").expectPush(/Builds/);
  await watch.advance({ minutes: 2 });
  await phones(NUMBER).expectSms(/Incident 1/);
  await watch.advance({ minutes: 3 });
  await phones(NUMBER).noAnswer();
  await phones.settled();
  await watch.advance({ minutes: 5 });
  const call = await phones(NUMBER).expectCall(/Builds are queueing up/);
  await call.press("1");
  await phones.settled();
  await watch.idle();
  await watch.room.expectCard(/Ana has it/);

  let backup = "";
  for await (const line of backupLines(watch.redis, "{test}:", "now")) backup += line;
  const metrics = await (await fetch(`${watch.url}/metrics`)).text();
  const left = [waiting, await everything(watch.redis), backup, metrics].join("\n");
  const secrets = [NUMBER.slice(1), twilio.authToken, code, "/hooks/twilio"];
  for (const secret of secrets) expect(left).not.toContain(secret);
  expectNoSecret(watch.log, secrets);
  expect(metrics).toMatch(/twilio/);
  expect(backup).toContain("ana|phone");
});

/** All keys and values, as text. */
async function everything(redis: Redis): Promise<string> {
  const found: string[] = [];
  for (const key of await redis.keys("*")) {
    const type = await redis.type(key);
    const value: unknown =
      type === "string"
        ? await redis.get(key)
        : type === "hash"
          ? await redis.hgetall(key)
          : type === "set"
            ? await redis.smembers(key)
            : type === "zset"
              ? await redis.zrange(key, 0, -1, "WITHSCORES")
              : type === "list"
                ? await redis.lrange(key, 0, -1)
                : await redis.xrange(key, "-", "+");
    found.push(key, JSON.stringify(value));
  }
  return found.join("\n");
}
