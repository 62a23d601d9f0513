import type { PhoneRecords } from "../../src/ports/phone-records.ts";
import { NtfyServer, type NtfyMessage } from "../fakes/ntfy-server.ts";
import { PagerDutyServer } from "../fakes/pagerduty-server.ts";
import { PushoverServer } from "../fakes/pushover-server.ts";
import { TelnyxServer } from "../fakes/telnyx-server.ts";
import { TwilioServer } from "../fakes/twilio-server.ts";
import type { Courier } from "../fakes/vendor/courier.ts";
import type { VendorServer } from "../fakes/vendor/vendor-server.ts";
import { createPhones, type Phone, type Phones } from "./phones.ts";
import type { Harness, Options } from "./watchroom.ts";

/** What the program believes to be its address; the vendors' callbacks come by it, as through a proxy. */
const PUBLIC_URL = "http://localhost:8800";

const NUMBERS: Readonly<Record<string, string>> = {
  ana: "+64215550101",
  bob: "+64215550102",
};

export type VendorName = "twilio" | "telnyx" | "ntfy" | "pushover" | "pagerduty";

export interface Vendors {
  readonly twilio: TwilioServer;
  readonly telnyx: TelnyxServer;
  readonly ntfy: NtfyServer;
  readonly pushover: PushoverServer;
  readonly pagerduty: PagerDutyServer;
}

/** One person's phone: calls and messages by whichever vendor, and pushes. */
export interface PersonalPhone extends Phone {
  /** The oldest push that no test has expected yet. */
  expectPush(words: RegExp): NtfyMessage;
}

export type PhoneStory<H extends Harness> = Omit<H, "phone"> &
  Vendors & {
    phone(handle: string): PersonalPhone;
    /** Gives them a number that they have proven, and a topic for pushes. */
    equips(...handles: readonly string[]): Promise<void>;
    topicOf(handle: string): string;
    /** A link of a message, pressed on a phone that has no cookie. */
    presses(link: string): Promise<string>;
    /** Moves on by almost so much, sees that nobody is told anything, and goes the rest of it. */
    quietFor(by: { readonly minutes?: number; readonly seconds?: number }): Promise<void>;
    /** Nothing that no test has expected lies on any phone. */
    expectNothing(): void;
  };

/** The program with fakes of all vendors, of which only those that are named are set up. `close` fails on anything that nobody expected, on phones too. */
export async function startWithPhones<H extends Harness>(
  start: (options: Options) => Promise<H>,
  { vendors, env = {}, ...options }: Options & { readonly vendors: readonly VendorName[] },
): Promise<PhoneStory<H>> {
  const reach = { publicUrl: PUBLIC_URL };
  const twilio = new TwilioServer(reach);
  const telnyx = new TelnyxServer(reach);
  const pushover = new PushoverServer(reach);
  const pagerduty = new PagerDutyServer({ ...reach, webhookUrl: `${PUBLIC_URL}/hooks/pagerduty` });
  const ntfy = new NtfyServer();
  const all: Vendors = { twilio, telnyx, ntfy, pushover, pagerduty };
  const used: readonly Vendors[VendorName][] = vendors.map((name) => all[name]);
  for (const one of used) await one.start();
  const telling = used.filter((one): one is Exclude<typeof one, NtfyServer> => "courier" in one);
  twilio.smsUrl = `${PUBLIC_URL}/hooks/twilio/messages`;
  telnyx.smsUrl = `${PUBLIC_URL}/hooks/telnyx/messages`;
  const phones = createPhones({ twilio, telnyx });
  const watch = await start({
    ...options,
    stirs: () => haveStirred(telling.map(({ courier }) => courier)),
    env: {
      PUBLIC_URL,
      ...Object.assign({}, ...vendors.map((name) => SETTINGS[name](all))),
      ...env,
    },
  });
  for (const one of telling) {
    one.courier.reachedAt = watch.url;
    Object.assign(one, { now: () => watch.clock.real() });
  }
  const topicOf = (handle: string): string => `topic-of-${handle}`;
  const expectNothing = (): void => {
    phones.expectNothingElse();
    ntfy.expectNothing();
    for (const one of [pushover, pagerduty]) expectQuiet(one);
  };
  return {
    ...watch,
    ...all,
    topicOf,
    expectNothing,
    phone: (handle) => personal(phones, ntfy, numberOf(handle), topicOf(handle)),
    equips: async (...handles) => {
      for (const handle of handles) await equip(watch, handle, topicOf(handle));
    },
    presses: async (link) => {
      const answer = await fetch(watch.url + new URL(link).pathname, { method: "POST" });
      await watch.idle();
      return answer.text();
    },
    quietFor: async ({ minutes = 0, seconds = 0 }) => {
      await watch.advance({ minutes, seconds: seconds - 1 });
      expectNothing();
      await watch.advance({ seconds: 1 });
    },
    close: async () => {
      await phones.settled();
      for (const one of telling) one.mends();
      await closeAll([expectNothing, watch.close, ...used.map((one) => () => one.stop())]);
    },
  };
}

const SETTINGS: Readonly<Record<VendorName, (all: Vendors) => Readonly<Record<string, string>>>> = {
  twilio: ({ twilio }) => ({
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_FROM: twilio.from,
    TWILIO_API_URL: twilio.url,
  }),
  telnyx: ({ telnyx }) => ({
    TELNYX_API_KEY: telnyx.apiKey,
    TELNYX_APPLICATION_ID: telnyx.applicationId,
    TELNYX_FROM: telnyx.from,
    TELNYX_PUBLIC_KEY: telnyx.publicKey,
    TELNYX_API_URL: telnyx.url,
  }),
  ntfy: ({ ntfy }) => ({ NTFY_URL: ntfy.url }),
  pushover: ({ pushover }) => ({
    PUSHOVER_TOKEN: pushover.token,
    PUSHOVER_API_URL: pushover.url,
  }),
  pagerduty: ({ pagerduty }) => ({
    PAGERDUTY_ROUTING_KEY: pagerduty.routingKey,
    PAGERDUTY_WEBHOOK_SECRET: pagerduty.webhookSecret,
    PAGERDUTY_API_URL: pagerduty.url,
  }),
};

export function numberOf(handle: string): string {
  const number = NUMBERS[handle];
  if (number === undefined) throw new Error(`${handle} has no number`);
  return number;
}

function personal(phones: Phones, ntfy: NtfyServer, number: string, topic: string): PersonalPhone {
  return { ...phones(number), expectPush: (words) => ntfy.expect(topic, words) };
}

/** Gives somebody a number that they have proven. */
export async function givesNumber(
  phones: PhoneRecords,
  handle: string,
  at: { readonly at: number; readonly real: number },
): Promise<void> {
  const code = "123456";
  await phones.offer({ handle, number: numberOf(handle), code, by: "voice", ...at });
  const verdict = await phones.verify({ handle, code, ...at });
  if (verdict.outcome !== "verified") throw new Error(`${handle}: ${verdict.outcome}`);
}

async function equip({ app }: Harness, handle: string, topic: string): Promise<void> {
  const { phones, contacts, clock } = app.world.watch;
  const at = clock.now();
  await givesNumber(phones, handle, { at, real: clock.real() });
  await contacts.set({ handle, method: "push", value: topic, at });
}

/** Whether anything was told that was still under way. */
async function haveStirred(couriers: readonly Courier[]): Promise<boolean> {
  const count = (): number => couriers.reduce((sum, { sent }) => sum + sent.length, 0);
  const before = count();
  await Promise.all(couriers.map((one) => one.settled()));
  return count() > before;
}

function expectQuiet(one: VendorServer & { expectNothing?(): void }): void {
  one.expectNoFaults();
  one.expectNothing?.();
}

/** Each of them, whatever becomes of the others; rejects with what went wrong first. */
async function closeAll(all: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) {
    try {
      await one();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
