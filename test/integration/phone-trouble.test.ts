import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { tendPhones } from "../../src/watch/tend-phones.ts";
import type { PagerDutyAlert } from "../fakes/pagerduty-server.ts";
import { telnyxRefusal } from "../fakes/telnyx-server.ts";
import { BUILDS } from "../support/book.ts";
import { twilioRefusal } from "../fakes/twilio-server.ts";
import type { Trouble, When } from "../fakes/vendor/troubles.ts";
import { manualClock } from "../support/manual-clock.ts";
import type { RingingCall } from "../support/phones.ts";
import {
  numberOf,
  startWithPhones,
  type PhoneStory,
  type VendorName,
} from "../support/phone-story.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

const FENCE = "```";
const NIGHT = Date.UTC(2026, 5, 1, 2, 0, 0);

const FIRST = [
  { vendor: "pagerduty", method: "pagerduty" },
  { vendor: "pushover", method: "push" },
] as const;

/** Calls at once, or by another means, a message five minutes later, then Bob. */
const bookOf = (method: string): Readonly<Record<string, string>> => ({
  "escalation.md": `# Escalation

${FENCE}yaml policy
name: default
wait: 10m
empty-room: escalate
steps:
  - page: on-call
    by: [${method}]
  - after: 5m
    page: on-call
    by: [sms]
  - after: 5m
    page: secondary
    by: [voice]
again: { after: 30m }
acknowledged: { remind: 12h, reopen: 24h }
${FENCE}
`,
  "builds.md": BUILDS,
});

let story: PhoneStory<Harness>;
let ana: Member;
let number = 0;
let mend: () => void = () => undefined;

/** Ana is on call, and Bob after her. Nobody is in the room. */
async function begins(...vendors: readonly VendorName[]): Promise<void> {
  number = 0;
  const first = FIRST.find(({ vendor }) => vendors.includes(vendor))?.method ?? "voice";
  story = await startWithPhones(startWatchroom, {
    vendors,
    book: bookOf(first),
    clock: manualClock(NIGHT),
  });
  ana = await story.joins("Ana");
  for (const one of [ana, await story.joins("Bob")]) await one.leaves();
  await story.equips("ana", "bob");
}

/** A new incident, for which Ana is called at once. */
async function fires(): Promise<void> {
  number += 1;
  await story.fire("builds-queue-backlog", { value: 8200, labels: { n: String(number) } });
  await story.room.expectCard(new RegExp(`#${number} Builds are queueing up`));
}

/** It recovers, and long after that nobody has been told anything more; in the log is nothing that is a secret. */
async function ends(): Promise<void> {
  mend();
  await story.recovers("builds-queue-backlog", { labels: { n: String(number) } });
  await story.quietFor({ minutes: 90 });
  await story.room.expectNothing();
  const log = JSON.stringify(story.log.lines);
  const { twilio, telnyx } = story;
  for (const secret of [numberOf("ana"), twilio.authToken, telnyx.apiKey, "Incident"])
    expect(log).not.toContain(secret);
  expect(log).not.toMatch(/\/(calls|messages)\/[^:"]/);
}

/** And nothing is left open in PagerDuty. */
async function endsThereToo(): Promise<void> {
  await ends();
  const statuses = [...story.pagerduty.alerts.values()].map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set(["resolved"]));
}

const befalls = (vendor: "twilio" | "telnyx" | "pagerduty", how: Trouble, when: When): void => {
  const mends = story[vendor].trouble(how, when);
  const before = mend;
  mend = () => {
    before();
    mends();
  };
};

interface Incident {
  readonly status: string;
  readonly timeline: readonly {
    readonly at: string;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly deliveries: readonly {
    readonly to: string;
    readonly notifier: string;
    readonly outcome: string;
  }[];
}

const incident = async (): Promise<Incident> =>
  (await story.incident(number)) as unknown as Incident;

const deliveries = async (): Promise<readonly string[]> =>
  (await incident()).deliveries.map(({ notifier, outcome }) => `${notifier}: ${outcome}`);

const steps = async (): Promise<readonly string[]> => {
  const { timeline } = await incident();
  return timeline.map(({ text }) => text);
};

/** Rings now, and is answered by a human who takes it. */
async function takes(ringing: RingingCall, handle = "ana"): Promise<void> {
  const call = await ringing.answers(/Incident \d+\. Builds are queueing up/);
  await call.press("1");
  await story.idle();
  expect(await story.incident(number)).toMatchObject({
    status: "acknowledged",
    acknowledgedBy: { handle, via: "voice" },
  });
}

const CALL_OVER = {
  busy: ["twilio: sent", "twilio: busy"],
  noAnswer: ["twilio: sent", "twilio: no answer"],
  voicemail: ["twilio: sent", "twilio: answered", "twilio: ended without a key"],
} as const;

/** An SMS to Ana has come by this provider, and her answer takes it. */
async function repliesToSms(by: "twilio" | "telnyx"): Promise<void> {
  const sms = await story.phone("ana").expectSms(new RegExp(`Reply ack ${number}`));
  expect(sms.by).toBe(by);
  await sms.reply("ack");
  await story.phone("ana").expectSms(/You have/);
  await story.idle();
  expect((await incident()).status).toBe("acknowledged");
}

interface Row {
  readonly what: string;
  readonly how: Trouble;
  readonly times?: number;
  /** Until the phone rings, and by whom. */
  readonly seconds: number;
  readonly by: "twilio" | "telnyx";
  readonly says: readonly string[];
}

const AT_ONCE = { seconds: 0, by: "telnyx" } as const;
const AGAIN = { seconds: 2, by: "twilio" } as const;
const page = "<html><body>Bad gateway</body></html>";

const CREATES: readonly Row[] = [
  {
    what: "400 for a wrong number",
    how: twilioRefusal(400, 21_211),
    ...AT_ONCE,
    says: ["bad-destination, trying telnyx"],
  },
  {
    what: "400 for something else",
    how: twilioRefusal(400, 20_001),
    ...AT_ONCE,
    says: ["rejected, trying telnyx"],
  },
  {
    what: "401",
    how: twilioRefusal(401, 20_003),
    ...AT_ONCE,
    says: ["unauthorized, trying telnyx"],
  },
  {
    what: "403",
    how: { status: 403, body: "" },
    ...AT_ONCE,
    says: ["unauthorized, trying telnyx"],
  },
  {
    what: "404",
    how: twilioRefusal(404, 20_404),
    ...AT_ONCE,
    says: ["unauthorized, trying telnyx"],
  },
  {
    what: "that it is not paid",
    how: twilioRefusal(403, 20_005),
    ...AT_ONCE,
    says: ["unpaid, trying telnyx"],
  },
  {
    what: "429",
    how: { status: 429, body: "" },
    ...AGAIN,
    says: ["rate-limited, trying again"],
  },
  {
    what: "429 with a short Retry-After",
    how: { status: 429, headers: { "retry-after": "4" }, body: "" },
    seconds: 4,
    by: "twilio",
    says: ["rate-limited, trying again"],
  },
  {
    what: "429 with a long Retry-After",
    how: { status: 429, headers: { "retry-after": "60" }, body: "" },
    ...AT_ONCE,
    says: ["rate-limited, trying telnyx"],
  },
  { what: "500", how: { status: 500 }, ...AGAIN, says: ["server-error, trying again"] },
  {
    what: "500 again and again",
    how: { status: 500 },
    times: Infinity,
    seconds: 2,
    by: "telnyx",
    says: ["server-error, trying again", "server-error, trying telnyx"],
  },
  {
    what: "a page of HTML",
    how: { status: 200, headers: { "content-type": "text/html" }, body: page },
    ...AGAIN,
    says: ["server-error, trying again"],
  },
  {
    what: "an empty body",
    how: { status: 200, body: "" },
    ...AGAIN,
    says: ["server-error, trying again"],
  },
  { what: "a reset", how: "reset", ...AGAIN, says: ["server-error, trying again"] },
];

describe("with two providers, of which the first is in trouble", () => {
  beforeAll(() => begins("twilio", "telnyx"));
  afterEach(ends);
  afterAll(() => story.close());

  it.each(CREATES)("a call that is answered $what rings in the end by $by", async (row) => {
    befalls("twilio", row.how, { on: "call", times: row.times ?? 1 });

    await fires();
    if (row.seconds > 0) await story.quietFor({ seconds: row.seconds });
    const ringing = await story.phone("ana").expectRinging();

    expect(ringing.by).toBe(row.by);
    await takes(ringing);
    expect(await deliveries()).toEqual([
      ...row.says.map((words) => `twilio: failed: ${words}`),
      `${row.by}: sent`,
      `${row.by}: answered`,
    ]);
  });

  it.each(["busy", "noAnswer", "voicemail"] as const)(
    "a call that ends with %s is followed by the next step, in its time",
    async (becomes) => {
      await fires();
      await story.phone("ana")[becomes]();
      await story.idle();
      expect(await deliveries()).toEqual(CALL_OVER[becomes]);

      await story.quietFor({ minutes: 5 });
      await repliesToSms("twilio");
    },
  );

  it("a call that its provider cannot connect rings by the other one at once", async () => {
    await fires();
    await story.phone("ana").fails();
    const ringing = await story.phone("ana").expectRinging();

    expect(ringing.by).toBe("telnyx");
    await takes(ringing);
    expect(await deliveries()).toEqual([
      "twilio: sent",
      "twilio: failed: bad-destination",
      "telnyx: sent",
      "telnyx: answered",
    ]);
  });

  it.each(["accept-then-reset", "reset-in-body"] as const)(
    "a call of which nobody knows whether it was placed, as after %s, is the only one once it is told to ring",
    async (how) => {
      befalls("twilio", how, { on: "call" });
      await fires();
      const ringing = await story.phone("ana").expectRinging();

      await story.quietFor({ seconds: 30 });
      await takes(ringing);
    },
  );

  it("a call that may have been placed, and of which nothing is told, is placed again: both count, and the second is hung up", async () => {
    story.twilio.courier.drops(2);
    befalls("twilio", "accept-then-reset", { on: "call" });
    await fires();
    const first = await story.phone("ana").expectRinging();
    await story.quietFor({ seconds: 2 });
    const second = await story.phone("ana").expectRinging();

    await takes(first);

    expect(await second.isHungUp()).toBe("canceled");
  });

  it("a key that is pressed before the provider has answered that it calls is heard", async () => {
    befalls("twilio", "hold", { on: "call" });
    number += 1;
    await story.api.post("/api/v1/signals", {
      alert: "builds-queue-backlog",
      status: "firing",
      labels: { n: String(number) },
    });
    const call = await story.phone("ana").expectCall(/Builds are queueing up/);
    await call.press("1");
    expect((await incident()).status).toBe("acknowledged");

    story.twilio.releaseAnswers();
    await story.idle();

    await story.room.expectCard(new RegExp(`#${number} Builds are queueing up`));
    expect(await deliveries()).toContain("twilio: sent");
  });

  it("what is told before the answer, late and in the wrong order leaves what is true", async () => {
    befalls("twilio", "callbacks-first", { on: "call" });
    story.twilio.courier.holds();
    await fires();
    await story.phone("ana").noAnswer();
    await story.twilio.courier.releases("reversed");
    await story.idle();
    expect(await deliveries()).toEqual(["twilio: sent", "twilio: no answer"]);

    await story.quietFor({ minutes: 5 });
    await repliesToSms("twilio");
  });

  it.each(["twilio", "telnyx"] as const)(
    "a key that %s did not sign acknowledges nothing, and the next step comes",
    async (vendor) => {
      if (vendor === "telnyx") befalls("twilio", { status: 401 }, { on: "call" });
      await fires();
      const call = await story.phone("ana").expectCall(/Builds are queueing up/);
      expect(call.by).toBe(vendor);
      story[vendor].courier.forges();
      await call.press("1");
      await story.idle();

      expect(story[vendor].courier.last("digits").reply?.status).toBe(403);
      expect((await incident()).status).toBe("triggered");
      await story.quietFor({ minutes: 5 });
      await repliesToSms("twilio");
    },
  );

  it("a key that is told again later acknowledges nothing anew", async () => {
    await fires();
    await takes(await story.phone("ana").expectRinging());
    await ana.says(`@watchroom unack #${number}`);
    expect((await incident()).status).toBe("triggered");

    const { courier } = story.twilio;
    const reply = await courier.replays(courier.last("digits"));
    await story.idle();

    expect(reply?.status).toBe(200);
    expect((await incident()).status).toBe("triggered");
    await story.room.expectMessage(/./);
  });

  it("an SMS that is told to be undelivered an hour later goes out by the other provider", async () => {
    await fires();
    await story.phone("ana").noAnswer();
    await story.quietFor({ minutes: 5 });
    const sms = await story.phone("ana").expectSms(/ack/);
    await story.quietFor({ minutes: 5 });
    await story.phone("bob").noAnswer();
    await story.quietFor({ minutes: 30 });
    await story.phone("ana").noAnswer();
    await story.advance({ minutes: 4 });

    await sms.undelivered();
    await story.idle();

    await repliesToSms("telnyx");
  });

  it("an SMS that is told to be undelivered when somebody has it calls nobody, and is noted for the next time", async () => {
    await fires();
    await story.phone("ana").noAnswer();
    await story.quietFor({ minutes: 5 });
    const sms = await story.phone("ana").expectSms(/ack/);
    await story.api.post(`/api/v1/incidents/${number}/acknowledge`, { by: "Bob" });
    await story.quietFor({ minutes: 60 });

    await sms.undelivered();
    await story.idle();

    expect((await deliveries()).slice(2)).toEqual([
      "twilio: sent",
      "twilio: failed: bad-destination",
    ]);
    expect(await story.app.world.watch.phones.find("ana")).toMatchObject({
      phone: { failing: { reason: "bad-destination", by: "sms" } },
    });
  });
});

describe("with two providers that are both down", () => {
  beforeAll(() => begins("twilio", "telnyx"));
  afterEach(ends);
  afterAll(() => story.close());

  const bothFail = (how: Trouble): void => {
    for (const vendor of ["twilio", "telnyx"] as const)
      for (const on of ["call", "sms"]) befalls(vendor, how, { on, times: Infinity });
  };

  it("for good, every step is tried at once, and the room is told that nobody was reached", async () => {
    bothFail({ status: 401 });

    await fires();

    await story.room.expectMessage(/Nobody could be reached in this round/);
    expect((await steps()).filter((words) => words.startsWith("round"))).toEqual([
      "round 1, step 1: Nobody is here. Calling Ana (voice).",
      "round 1, step 2: The last step reached nobody. Calling Ana (sms).",
      "round 1, step 3: The last step reached nobody. Calling Bob (voice).",
    ]);
    mend();
    await story.quietFor({ minutes: 40 });
    await takes(await story.phone("ana").expectRinging());
  });

  it("for a while, the steps keep their times, and all that is still needed goes out when one of them is back", async () => {
    bothFail({ status: 503 });
    await fires();
    await story.quietFor({ minutes: 12 });
    for (const words of [/No call reaches Ana/, /No SMS reaches Ana/, /No call reaches Bob/])
      await story.room.expectMessage(words);

    mend();
    await story.advance({ minutes: 1, seconds: 5 });

    await story.phone("ana").expectSms(/Builds are queueing up/);
    const bobs = await story.phone("bob").expectRinging();
    await takes(await story.phone("ana").expectRinging());
    await bobs.isHungUp();
  });

  it("a number that was right yesterday leads to the next step at once, and is said in the room by day", async () => {
    const to = numberOf("ana");
    befalls("twilio", twilioRefusal(400, 21_211), { to, times: Infinity });
    befalls("telnyx", telnyxRefusal(422, 10_016), { to, times: Infinity });
    await fires();
    await takes(await story.phone("bob").expectRinging(), "bob");

    await story.advance({ minutes: 8 * 60 });
    await tendPhones(story.app.world.watch);
    await story.idle();

    await story.room.expectMessage(/Ana is on call.*did not reach their phone lately/);
  });
});

describe("with calls that are held back by one that just went out", () => {
  beforeAll(() => begins("twilio"));
  afterEach(ends);
  afterAll(() => story.close());

  it("the next one tells first of the alert that was not told yet, and its key takes exactly what it told", async () => {
    await fires();
    const first = number;
    await story.phone("ana").noAnswer();
    await story.quietFor({ minutes: 1 });
    await fires();
    await story.fire("stock-feed-silent");
    await story.room.expectCard(/#3 stock-feed-silent/);
    await story.quietFor({ minutes: 1, seconds: 50 });

    const call = await story.phone("ana").expectCall(/Builds/);
    expect(call.says).toMatch(/Incident 3\. stock.*Incident 2\. Builds/);
    await call.press("1");
    await story.idle();
    const statuses = [1, 2, 3].map(async (one) => (await story.incident(one))["status"]);
    expect(await Promise.all(statuses)).toEqual(["triggered", "acknowledged", "acknowledged"]);
    await story.recovers("stock-feed-silent");
    await story.recovers("builds-queue-backlog", { labels: { n: String(first) } });
  });
});

describe("handed over to PagerDuty", () => {
  beforeAll(() => begins("twilio", "pagerduty"));
  afterEach(endsThereToo);
  afterAll(() => story.close());

  const alert = (): PagerDutyAlert => story.pagerduty.alert(`watchroom-${number}`);

  it("an incident is acknowledged here when somebody acknowledges it there, whatever else is told anew", async () => {
    await fires();
    expect(alert().status).toBe("triggered");
    story.pagerduty.courier.forges();
    expect(await story.pagerduty.acknowledges(alert().key, "Mallory")).toMatchObject({
      status: 403,
    });
    expect((await incident()).status).toBe("triggered");

    await story.pagerduty.acknowledges(alert().key, "Carol");
    await story.idle();

    expect(await story.incident(number)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { name: "Carol", via: "pagerduty" },
    });
    await story.room.expectCard(/Carol has it/);
  });

  it("an incident that is acknowledged in the room is so there, and resolved with it", async () => {
    await fires();
    await story.api.post(`/api/v1/incidents/${number}/acknowledge`, { by: "Bob" });
    await story.idle();
    expect(alert().status).toBe("acknowledged");

    await story.recovers("builds-queue-backlog", { labels: { n: String(number) } });

    expect(alert().actions).toEqual(["trigger", "acknowledge", "resolve"]);
  });

  it("an incident that it refuses goes to a phone at once", async () => {
    befalls("pagerduty", { status: 400, body: {} }, { times: Infinity });
    await fires();

    await repliesToSms("twilio");
    mend();
    expect(await deliveries()).toContain("pagerduty: failed: rejected");
  });
});

describe("by Pushover", () => {
  const KEY = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";
  beforeAll(async () => {
    await begins("twilio", "pushover");
    const { contacts, clock } = story.app.world.watch;
    await contacts.set({ handle: "ana", method: "pushover", value: KEY, at: clock.now() });
  });
  afterEach(ends);
  afterAll(() => story.close());

  /** The emergency that Ana's phone repeats. */
  const repeats = async (): Promise<string> => {
    await fires();
    const { priority, receipt } = story.pushover.expect(KEY, /Builds are queueing up/);
    expect(priority).toBe(2);
    return receipt ?? "none";
  };

  it("an emergency is taken in the name of whoever acknowledged it there", async () => {
    const receipt = await repeats();

    await story.pushover.acknowledge(receipt);
    await story.idle();

    expect(await story.incident(number)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { handle: "ana", via: "push" },
    });
  });

  it("an emergency is cancelled when somebody else has it", async () => {
    const receipt = await repeats();

    await story.api.post(`/api/v1/incidents/${number}/acknowledge`, { by: "Bob" });
    await story.idle();

    expect(story.pushover.receiptOf(receipt).state).toBe("cancelled");
  });
});
