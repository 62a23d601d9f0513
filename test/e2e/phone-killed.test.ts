import { Redis } from "ioredis";
import { expect, it, onTestFinished } from "vitest";
import { createSealer } from "../../src/lib/seal.ts";
import { createContactRecords } from "../../src/store/contacts.ts";
import { keysFor } from "../../src/store/keys.ts";
import { createPhoneRecords } from "../../src/store/phones.ts";
import { isOver } from "../fakes/carrier/shapes.ts";
import { NtfyServer } from "../fakes/ntfy-server.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { TwilioServer } from "../fakes/twilio-server.ts";
import { BUILDS, writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { outside, type Outside } from "../support/outside.ts";
import { givesNumber, numberOf } from "../support/phone-story.ts";
import { createPhones, type Phones } from "../support/phones.ts";
import { aSharedRedis, aWatchroom, freePort, SECRET, type Program } from "../support/processes.ts";
import { recordReader } from "../support/reader.ts";
import { until } from "../support/until.ts";

const FENCE = "```";
const ALERT = "builds-queue-backlog";
const PREFIX = "{watchroom}:";
const TOPIC = "watchroom-anas-own-topic";
/** A sender's lease, and the look that finds it over. */
const TAKEN_UP_MS = 25_000;

const bookOf = (...steps: readonly string[]): Readonly<Record<string, string>> => ({
  "escalation.md": [
    "# Escalation",
    "",
    `${FENCE}yaml policy`,
    "name: default",
    "steps:",
    ...steps,
    "again: { after: 3h }",
    "acknowledged: { remind: 6h, reopen: 6h }",
    FENCE,
    "",
  ].join("\n"),
  "builds.md": BUILDS,
});

interface Scene {
  readonly room: Outside;
  readonly program: Program;
  readonly twilio: TwilioServer;
  readonly ntfy: NtfyServer;
  readonly phone: Phones;
  /** As a crash would end it; then it runs again. */
  killed(): Promise<void>;
}

/** One process with Twilio, and Ana and Bob, whose phones are with them and who are not in the room. */
async function begins(steps: readonly string[], slack: SlackServer | null = null): Promise<Scene> {
  const folder = temporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const twilio = await new TwilioServer().start();
  onTestFinished(() => twilio.stop());
  twilio.smsUrl = `${url}/hooks/twilio/messages`;
  const ntfy = await new NtfyServer().start();
  onTestFinished(() => ntfy.stop());
  const redis = aSharedRedis(folder);
  const program = aWatchroom("start", "start", {
    REDIS_URL: redis.socket,
    WATCHROOM_DATA: folder,
    WATCHROOM_SECRET: SECRET,
    PLAYBOOKS_DIR: writeBook(folder, bookOf(...steps)),
    PORT: String(port),
    PUBLIC_URL: url,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_FROM: twilio.from,
    TWILIO_API_URL: twilio.url,
    NTFY_URL: ntfy.url,
    ...(slack && {
      ROOMS: "local",
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_CHANNEL_ID: slack.home,
      SLACK_API_URL: slack.url,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_TOPIC: "no",
    }),
    LIMIT_VOICE: "100/1m",
    LIMIT_SMS: "100/1m",
  });
  await redis.start();
  await program.start();
  const room = outside(url);
  await room.untilReady();
  if (slack === null) for (const name of ["Ana", "Bob"]) await room.standsBy(name);
  await givesNumbers(redis.socket);
  const killed = async (): Promise<void> => {
    await program.kill();
    await program.start();
    await room.untilReady();
  };
  const phone = createPhones({ twilio, withinMs: TAKEN_UP_MS });
  return { room, program, twilio, ntfy, phone, killed };
}

async function givesNumbers(socket: string): Promise<void> {
  const redis = new Redis(socket);
  const keys = keysFor(PREFIX);
  await until("Ana and Bob are known", TAKEN_UP_MS, async () =>
    (await redis.hmget(`${PREFIX}people`, "ana", "bob")).every((one) => one !== null),
  );
  const contacts = createContactRecords(redis, keys, createSealer([SECRET], "contacts"));
  const phones = createPhoneRecords(redis, keys, recordReader(), contacts, [SECRET]);
  const now = Date.now();
  for (const handle of ["ana", "bob"]) await givesNumber(phones, handle, { at: now, real: now });
  await contacts.set({ handle: "ana", method: "push", value: TOPIC, at: now });
  redis.disconnect();
}

const isAcknowledged = async (room: Outside): Promise<boolean> =>
  (await room.incident(1)).status === "acknowledged";

const acknowledged = (room: Outside): Promise<boolean> =>
  until("it is acknowledged", 5_000, () => isAcknowledged(room));

/** Nobody's phone rings any more, and nothing has come that was not expected. */
async function expectQuiet({ twilio, phone }: Scene): Promise<void> {
  await until("all calls are over", TAKEN_UP_MS, () => twilio.calls.every(isOver));
  await phone.settled();
  phone.expectNothingElse();
}

/** An SMS and a call were asked for, and nobody heard whether they went out; then a key is pressed in the moment of death. Who hears that it was taken has it, and else the phone that rings is there. */
async function whileItIsSentAndWhileItRings(): Promise<void> {
  const scene = await begins(["  - page: on-call", "    by: [sms, voice]"]);
  const { room, twilio } = scene;
  const ana = scene.phone(numberOf("ana"));
  twilio.trouble("hold", { on: "sms" });
  twilio.trouble("hold", { on: "call" });
  const [messageSent, initiated, ringing] = [1, 1, 1];
  twilio.courier.drops(messageSent + initiated + ringing);
  await room.signal(ALERT, "1");
  await until("both are asked for", 5_000, () => twilio.heldAnswers === 2);

  await scene.killed();
  twilio.releaseAnswers();

  for (let times = 0; times < 2; times += 1) await ana.expectSms(/Reply ack 1/);
  const first = await ana.expectRinging();
  const second = await ana.expectRinging();
  await until("it is known that both went out", 5_000, async () => {
    const { deliveries } = await room.incident(1);
    return deliveries.filter(({ outcome }) => outcome === "sent").length === 2;
  });
  const call = await first.answers(/Builds are queueing up/);
  await Promise.all([call.press("1"), scene.killed()]);

  const isHeard = /Acknowledged/.test(call.says);
  const isTaken = await isAcknowledged(room);
  expect([isHeard, isTaken]).not.toEqual([true, false]);
  if (!isTaken) await (await second.answers(/Builds are queueing up/)).press("1");
  await acknowledged(room);
  await expectQuiet(scene);
}

/** Ana has it, and Bob's phone rings on until somebody hangs it up. */
async function whileItHangsUp(): Promise<void> {
  const scene = await begins(["  - page: everyone", "    by: [voice]"]);
  const { room, twilio, phone } = scene;
  twilio.trouble("hang", { on: "update-call" });
  await room.signal(ALERT, "1");
  const bobs = await phone(numberOf("bob")).expectRinging();
  await phone(numberOf("ana"))
    .expectCall(/Builds are queueing up/)
    .press("1");
  await until("it is to be hung up", 5_000, () => twilio.heardOf("update-call").length === 1);

  await scene.killed();

  expect(await bobs.isHungUp()).toBe("canceled");
  expect(await isAcknowledged(room)).toBe(true);
  await expectQuiet(scene);
}

/** Each stage is killed once it has reached somebody; the next comes all the same, and none comes twice. */
async function stageByStage(): Promise<void> {
  const slack = await startSlackServer({ now: () => Date.now() });
  onTestFinished(() => slack.close());
  slack.adds(
    { id: "U0ANA", name: "ana", real_name: "Ana", presence: "away" },
    { id: "U0BOB", name: "bob", real_name: "Bob", presence: "away" },
  );
  const steps = [
    "  - { page: on-call, by: [dm] }",
    "  - { after: 3s, page: on-call, by: [push] }",
    "  - { after: 3s, page: on-call, by: [sms] }",
    "  - { after: 3s, page: on-call, by: [voice] }",
    "  - { after: 3s, page: secondary, by: [sms] }",
    "  - { after: 3s, page: everyone, by: [voice] }",
  ];
  const scene = await begins(steps, slack);
  const { room, ntfy, phone } = scene;
  const [ana, bob] = [phone(numberOf("ana")), phone(numberOf("bob"))];
  const killedAfter = async (pages: number): Promise<void> => {
    await until(`${pages} pages are known to be out`, 5_000, async () => {
      const { deliveries } = await room.incident(1);
      return deliveries.filter(({ outcome }) => outcome === "sent").length === pages;
    });
    await scene.killed();
  };
  await room.signal(ALERT, "1");

  await slack.until(() => slack.expectDm("U0ANA", /Builds are queueing up/));
  await killedAfter(1);
  await until("a push has come", TAKEN_UP_MS, async () => ntfy.messages.length > 0);
  await killedAfter(2);
  await ana.expectSms(/Reply ack 1/);
  await killedAfter(3);
  const call = await ana.expectRinging();
  await killedAfter(4);
  await call.noAnswer();
  await bob.expectSms(/Reply ack 1/);
  await killedAfter(5);
  await ana.expectRinging();
  const bobs = await bob.expectRinging();
  await killedAfter(7);
  await (await bobs.answers(/Builds are queueing up/)).press("1");

  await acknowledged(room);
  await expectQuiet(scene);
  await until("the push says who has it", 5_000, async () => ntfy.messages.length > 1);
  expect(ntfy.shown(TOPIC).map(({ message }) => message)).toEqual([
    expect.stringMatching(/Acknowledged by Bob/),
  ]);
  await slack.settled();
  expect(slack.unexpected()).toEqual([]);
}

it("killed while it sends, rings, hears a key or hangs up, or after any of its stages, it goes on where it was: nobody is forgotten, and no key is lost", async () => {
  // Side by side, as each waits for whoever died to be given up.
  await Promise.all([whileItIsSentAndWhileItRings(), whileItHangsUp(), stageByStage()]);
});
