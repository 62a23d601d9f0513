import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTwilio } from "../../src/adapters/twilio/twilio.ts";
import { hear } from "../../src/commands/hear.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { TwilioServer, twilioRefusal } from "../fakes/twilio-server.ts";
import { person } from "../support/in-memory-watch.ts";
import { expectNoSecret } from "../support/quiet-log.ts";
import { createPhones, type Phones } from "../support/phones.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const NUMBER = "+64215550189";
const ana = person("ana");
let store: StoreServer;
let twilio: TwilioServer;
let phones: Phones;
let world: StoreWorld;
let watch: Watch;

beforeAll(async () => {
  store = await startStore();
  twilio = await new TwilioServer().start();
  phones = createPhones({ twilio });
});
afterAll(() => Promise.all([store.stop(), twilio.stop()]));

beforeEach(async () => {
  world = await store.fresh();
  phones.forget();
  const { sms, voice } = createTwilio({
    config: {
      accountSid: twilio.accountSid,
      authTokens: [twilio.authToken],
      from: twilio.from,
      apiUrl: twilio.url,
    },
    callbackUrl: null,
    phones: world.watch.phones,
    log: world.log,
  });
  watch = {
    ...world.watch,
    notifiers: new Map([
      ["sms", [sms]],
      ["voice", [voice]],
    ]),
  };
});

async function say(text: string): Promise<string> {
  const line = { person: ana, text, addressed: true, room: "slack", direct: true };
  return (await hear(watch, line))?.text ?? "";
}

it("a number is proven by an SMS, and a call by what it says twice", async () => {
  await say("phone +64 21 555 0189");
  const { text } = await phones(NUMBER).expectSms(/^Your watchroom code is \d{6}\./);
  const code = /\d{6}/.exec(text)?.[0] ?? "";

  expect(await say(`phone ${code}`)).toMatch(/^\+64…89 is verified.*not yet tested by a call/);
  expect(await say("phone test")).toMatch(/rings now \(Twilio\).*says a code twice/);
  const digits = String.raw`(\d, \d, \d, \d, \d, \d)`;
  const call = await phones(NUMBER).expectCall(new RegExp(`${digits}.*${digits}`, "s"));
  const [, once = "", twice] = new RegExp(`${digits}.*${digits}`, "s").exec(call.says) ?? [];
  expect(twice).toBe(once);

  expect(await say(`phone ${once.replaceAll(", ", "")}`)).toMatch(/verified: pages by SMS and by/);
  expect(await say("phone")).toMatch(/Last tested by a call/);
  await phones.settled();
  phones.expectNothingElse();
  expectNoSecret(world.log, [NUMBER, NUMBER.slice(1), code]);
});

it("a refusal is said by its reason, and three messages in ten minutes are the most", async () => {
  twilio.trouble(twilioRefusal(400, 21_408));
  expect(await say("phone +64 21 555 0189")).toMatch(/this country is not switched on/);
  await say("phone +64 21 555 0189");
  await say("phone +64 21 555 0189");
  expect(await say("phone +64 21 555 0189")).toMatch(/^Nothing was sent.*Try again in 10 minutes/);

  await phones(NUMBER).expectSms(/code/);
  await phones(NUMBER).expectSms(/code/);
  phones.expectNothingElse();
  expectNoSecret(world.log, [NUMBER, NUMBER.slice(1)]);
});
