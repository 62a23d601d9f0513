import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { halved, plainText } from "../../src/adapters/slack/drawing/fallback.ts";
import { createDirectMessages } from "../../src/adapters/slack/paging/notifier.ts";
import { createPosts } from "../../src/adapters/slack/posting/post.ts";
import { createNtfy } from "../../src/adapters/ntfy/notifier.ts";
import { createTelnyx } from "../../src/adapters/telnyx/telnyx.ts";
import { createTwilio } from "../../src/adapters/twilio/twilio.ts";
import { createOpsgenie } from "../../src/adapters/opsgenie/opsgenie.ts";
import { createPagerDuty } from "../../src/adapters/pagerduty/pagerduty.ts";
import { createPushover } from "../../src/adapters/pushover/pushover.ts";
import { createPretendPhone, phonePageNow } from "../../src/adapters/local/phone.ts";
import { isHandOver, type Method, type PersonalMethod } from "../../src/incidents/policy.ts";
import type { Person } from "../../src/oncall/person.ts";
import type { Notifier, PageMessage } from "../../src/ports/notifier.ts";
import type { PhoneRoute } from "../../src/ports/phone-records.ts";
import { NtfyServer } from "../fakes/ntfy-server.ts";
import type { CarrierServer } from "../fakes/carrier/carrier-server.ts";
import { isOver } from "../fakes/carrier/shapes.ts";
import { OpsgenieServer } from "../fakes/opsgenie-server.ts";
import { PagerDutyServer } from "../fakes/pagerduty-server.ts";
import { PushoverServer } from "../fakes/pushover-server.ts";
import { startSlackServer } from "../fakes/slack-server.ts";
import { TelnyxServer } from "../fakes/telnyx-server.ts";
import { TwilioServer } from "../fakes/twilio-server.ts";
import { openLocalRoomStore } from "../support/local-room-store.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";
import { memoryContacts } from "../support/memory-contacts.ts";
import { pageExample } from "../support/card-examples.ts";
import { recordedLog } from "../support/quiet-log.ts";
import { slackAccess } from "../support/slack-access.ts";

/** A page as the person finds it. */
interface Found {
  readonly text: string;
  /** Whether it can still be acknowledged there. */
  readonly isLive: boolean;
}

interface Subject {
  readonly notifier: Notifier;
  found(person: Person): Promise<readonly Found[]>;
  close(): Promise<void>;
}

interface Phone extends Subject {
  readonly clock: ManualClock;
  incidents(person: Person): Promise<readonly (readonly number[])[]>;
}

const PHONES = (["push", "sms", "voice"] as const).map(
  (method) => [`the pretend phone's ${method}`, method, () => pretendPhone(method)] as const,
);
const NOTIFIERS: readonly (readonly [string, Method, () => Promise<Subject>])[] = [
  ...PHONES,
  ["ntfy", "push", ntfy],
  ["Pushover", "push", pushover],
  ["PagerDuty", "pagerduty", pagerDuty],
  ["Opsgenie", "opsgenie", opsgenie],
  ["direct messages in Slack", "dm", slackMessages],
  ["Twilio's SMS", "sms", () => twilio("sms")],
  ["Twilio's calls", "voice", () => twilio("voice")],
  ["Telnyx's SMS", "sms", () => telnyx("sms")],
  ["Telnyx's calls", "voice", () => telnyx("voice")],
];

async function twilio(route: PhoneRoute): Promise<Subject> {
  const server = await new TwilioServer().start();
  const { accountSid, authToken, from, url } = server;
  const config = { accountSid, authTokens: [authToken], from, apiUrl: url };
  return carried(server, createTwilio({ config, ...PHONE_PARTS })[route]);
}

async function telnyx(route: PhoneRoute): Promise<Subject> {
  const server = await new TelnyxServer().start();
  const { apiKey, applicationId, from, publicKey, url } = server;
  const config = { apiKey, applicationId, from, publicKey, apiUrl: url };
  return carried(server, createTelnyx({ config, ...PHONE_PARTS })[route]);
}

/** All three have a number, and Eve may not be paged. Nothing can call us back, so that a call says all at once. */
const NUMBERS = new Map([
  ["ana", "+6421000001"],
  ["bob", "+6421000002"],
  ["eve", "+6421000003"],
]);
const PHONE_PARTS = {
  callbackUrl: null,
  phones: { numberFor: async (handle: string) => NUMBERS.get(handle) ?? null },
  log: recordedLog(),
};

function carried(server: CarrierServer, notifier: Notifier): Subject {
  return {
    notifier,
    found: async ({ handle }) => {
      const isTheirs = ({ to }: { readonly to: string }): boolean => to === NUMBERS.get(handle);
      return [
        ...server.calls
          .filter(isTheirs)
          .map((call) => ({ text: call.asked.inline ?? "", isLive: !isOver(call) })),
        ...server.messages
          .filter(isTheirs)
          .map(({ text }) => ({ text, isLive: text.includes("Reply ack 17") })),
      ];
    },
    close: async () => {
      await server.stop();
      server.expectNoFaults();
    },
  };
}

/** All three are known in Slack. */
async function slackMessages(): Promise<Subject> {
  const clock = manualClock();
  const slack = await startSlackServer({ now: () => clock.real() });
  const users = new Map([ana, bob, eve].map(({ handle }) => [handle, `U${handle.toUpperCase()}`]));
  for (const [name, id] of users) slack.adds({ id, name });
  const { connection, abouts, notes } = slackAccess(slack, clock);
  const team = { userOf: async (handle: string) => users.get(handle) ?? null };
  const posts = createPosts(connection, { halved, plainText });
  connection.start();
  await connection.untilKnown(inTime());
  return {
    notifier: createDirectMessages({ connection, posts, team, abouts, notes, clock }),
    found: async ({ handle }) =>
      slack.dm(users.get(handle)!).messages.map(({ text, blocks }) => ({
        text,
        isLive: JSON.stringify(blocks).includes(ACTIONS.acknowledgePage),
      })),
    close: async () => {
      await connection.stop();
      await slack.close();
    },
  };
}

/** Ana and Bob have topics, and so has Eve, who may not be paged. */
async function ntfy(): Promise<Subject> {
  const server = await new NtfyServer().start();
  const contacts = memoryContacts();
  for (const { handle } of [ana, bob, eve])
    await contacts.set({ handle, method: "push", value: `topic-of-${handle}`, at: 0 });
  return {
    notifier: createNtfy({ url: server.url, token: null, contacts }),
    found: async ({ handle }) =>
      server
        .shown(`topic-of-${handle}`)
        .map(({ message, actions }) => ({ text: message, isLive: actions.length > 0 })),
    close: () => server.stop(),
  };
}

/** The same three have accounts. */
async function pushover(): Promise<Subject> {
  const server = await new PushoverServer().start();
  const contacts = memoryContacts();
  for (const { handle } of [ana, bob, eve])
    await contacts.set({ handle, method: "pushover", value: accountOf(handle), at: 0 });
  const config = { token: server.token, apiUrl: server.url };
  return {
    notifier: createPushover({ config, callbackUrl: null, contacts, log: recordedLog() }).push,
    found: async ({ handle }) =>
      server.messages
        .filter(({ user }) => user === accountOf(handle))
        .map(({ message, receipt }) => ({
          text: message,
          isLive: receipt !== null && server.receiptOf(receipt).state === "repeating",
        })),
    close: () => server.stop(),
  };
}

const accountOf = (handle: string): string => handle.padEnd(30, "0");

async function pagerDuty(): Promise<Subject> {
  const server = await new PagerDutyServer().start();
  const config = { routingKey: server.routingKey, webhookSecrets: [], apiUrl: server.url };
  return {
    notifier: createPagerDuty({ config, callbackUrl: null, log: recordedLog() }).notifier,
    found: async () =>
      [...server.alerts.values()].map(({ summary, status }) => ({
        text: summary,
        isLive: status === "triggered",
      })),
    close: () => server.stop(),
  };
}

async function opsgenie(): Promise<Subject> {
  const server = await new OpsgenieServer().start();
  const config = { apiKey: server.apiKey, api: server.apiUrl, webhookSecret: null };
  return {
    notifier: createOpsgenie({ config, callbackUrl: null, log: recordedLog() }).notifier,
    found: async () =>
      [...server.alerts.values()].map(({ message, status }) => ({
        text: message,
        isLive: status === "open",
      })),
    close: () => server.stop(),
  };
}

async function pretendPhone(method: PersonalMethod): Promise<Phone> {
  const { records, close } = await openLocalRoomStore();
  const clock = manualClock();
  return {
    notifier: createPretendPhone(method, records, clock),
    clock,
    found: async ({ handle }) => {
      const pages = await records.phonePages(handle);
      return pages.map((page) => ({
        text: page.text,
        isLive: phonePageNow(page, clock.real()).state !== "ended",
      }));
    },
    incidents: async ({ handle }) =>
      (await records.phonePages(handle)).map(({ incidents }) => incidents),
    close,
  };
}

const ana: Person = { v: 1, handle: "ana", name: "Ana", joinedAt: 1, responder: true, zone: null };
const bob: Person = { ...ana, handle: "bob", name: "Bob" };
const eve: Person = { ...ana, handle: "eve", name: "Eve", responder: false };
const page = (id: string): PageMessage =>
  pageExample({ id, incidents: [17, 16], title: "2 incidents" });
const inTime = (): AbortSignal => AbortSignal.timeout(5_000);

async function sendBy(notifier: Notifier, id: string): Promise<string> {
  const to = await notifier.destinationOf(ana);
  if (to === null) throw new Error("Ana cannot be reached");
  const delivery = await notifier.send(page(id), to, inTime());
  expect(delivery).toEqual({ outcome: "sent", providerId: expect.any(String) as string });
  return delivery.outcome === "sent" ? (delivery.providerId ?? "") : "";
}

describe.each(NOTIFIERS)("%s", (_name, method, open) => {
  let subject: Subject;

  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  const send = (id: string): Promise<string> => sendBy(subject.notifier, id);

  it("is a way out by its method, and a send cannot take for ever", () => {
    const { notifier } = subject;

    expect([notifier.method, notifier.name.length > 0]).toEqual([method, true]);
    expect(notifier.timeoutMs).toBeGreaterThan(0);
    expect(notifier.timeoutMs).toBeLessThanOrEqual(30_000);
    expect(notifier.ringsMs === null).toBe(method !== "voice");
  });

  it("knows where a responder is reached, and that nobody else may be, unless it is no person that is called", async () => {
    const nobody = isHandOver(method) ? method : null;

    expect(await subject.notifier.destinationOf(ana)).toEqual(expect.any(String));
    expect(await subject.notifier.destinationOf(eve)).toBe(nobody);
  });

  it("brings the page to that person alone, with its words and a way to acknowledge", async () => {
    await send("p1");

    expect(await subject.found(ana)).toEqual([
      { text: expect.stringContaining(page("p1").text) as string, isLive: true },
    ]);
    expect(isHandOver(method) ? [] : await subject.found(bob)).toEqual([]);
  });

  it("does not mind stopping what it sent, twice, or what it does not know", async () => {
    const id = await send("p1");

    for (const stopped of [id, id, "never-sent"])
      expect(await subject.notifier.stop(stopped, inTime(), page("p1"))).toMatchObject({
        outcome: "sent",
      });
  });

  it("answers with a value when its time was over before it began", async () => {
    const delivery = await subject.notifier.send(page("p1"), "ana", AbortSignal.abort());

    expect(["sent", "failed"]).toContain(delivery.outcome);
  });

  it("is asked whether it would work without anybody being contacted", async () => {
    const answer = await subject.notifier.probe(inTime());

    expect(answer.said.length).toBeGreaterThan(0);
    expect(await subject.found(ana)).toEqual([]);
  });
});

describe.each(PHONES)("%s", (_name, method, open) => {
  let subject: Phone;

  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  const send = (id: string): Promise<string> => sendBy(subject.notifier, id);

  it("is nobody's who has not joined on the page: nobody would look at it", async () => {
    const { notifier } = subject;

    expect(await notifier.destinationOf({ ...ana, joinedBy: "slack" })).toBeNull();
  });

  it("shows the numbers of the page's incidents", async () => {
    await send("p1");

    expect(await subject.incidents(ana)).toEqual([[17, 16]]);
  });

  it("says which key acknowledges, and which escalates", async () => {
    await send("p1");

    expect((await subject.found(ana))[0]?.text).toMatch(/Press 1 to acknowledge, 2 to escalate/);
  });

  it("takes the same page again as the same page", async () => {
    await send("p1");
    await send("p1");
    await send("p2");

    expect(await subject.found(ana)).toHaveLength(2);
  });

  it("ends a page that is stopped, and only that", async () => {
    const first = await send("p1");
    await send("p2");

    expect(await subject.notifier.stop(first, inTime(), page("p1"))).toMatchObject({
      outcome: "sent",
    });
    expect((await subject.found(ana)).filter(({ isLive }) => isLive)).toHaveLength(1);
  });

  it("leaves a page ended that is stopped again", async () => {
    const id = await send("p1");
    await subject.notifier.stop(id, inTime(), page("p1"));
    await subject.notifier.stop(id, inTime(), page("p1"));

    expect((await subject.found(ana)).map(({ isLive }) => isLive)).toEqual([false]);
  });

  it("lets what rings stop by itself when its time is over, and leaves the rest", async () => {
    await send("p1");
    subject.clock.set(subject.clock.now() + (subject.notifier.ringsMs ?? 3_600_000));

    expect((await subject.found(ana)).map(({ isLive }) => isLive)).toEqual([method !== "voice"]);
  });
});
