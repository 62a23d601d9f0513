import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTwilio, type Twilio } from "../../src/adapters/twilio/twilio.ts";
import type { Route } from "../../src/ports/web.ts";
import type { FakeCall, FakeSms, Pairs } from "../fakes/carrier/shapes.ts";
import { form, FORM } from "../fakes/carrier/shapes.ts";
import { TwilioServer, twilioSignature } from "../fakes/twilio-server.ts";
import { pageExample } from "../support/card-examples.ts";
import { expectNoSecret, recordedLog, type RecordedLog } from "../support/quiet-log.ts";
import { recordedCallbacks, type RecordedCallbacks } from "../support/recorded-callbacks.ts";
import { serveRoutes, type Served } from "../support/serve-routes.ts";

/** Behind a proxy that takes a folder off. */
const PUBLIC = "https://watch.example/oncall";
const ANA = "+6421000001";
const TOKEN = "our-own.token";
const PAGE = pageExample({ id: "page-17", token: TOKEN });
const FORMER = "the token before";

let server: TwilioServer;
let twilio: Twilio;
let served: Served;
let routes: readonly Route[] = [];
let log: RecordedLog;
let callbacks: RecordedCallbacks;

beforeAll(async () => {
  server = await new TwilioServer({ publicUrl: PUBLIC }).start();
});
afterAll(() => server.stop());

beforeEach(async () => {
  log = recordedLog();
  callbacks = recordedCallbacks();
  twilio = createTwilio({
    config: {
      accountSid: server.accountSid,
      authTokens: [server.authToken, FORMER],
      from: server.from,
      apiUrl: server.url,
    },
    callbackUrl: PUBLIC,
    phones: { numberFor: async () => ANA },
    log,
  });
  routes = twilio.routes(callbacks);
  served = await serveRoutes(routes, log);
  server.courier.reachedAt = served.address;
  server.smsUrl = `${PUBLIC}/hooks/twilio/messages`;
});
afterEach(async () => {
  await server.settled();
  await served.stop();
  server.expectNoFaults();
  expectNoSecret(log, [server.authToken, FORMER, server.from, ANA, TOKEN, "ack 17"]);
});

async function call(): Promise<FakeCall> {
  await twilio.voice.send(PAGE, ANA, AbortSignal.timeout(5_000));
  const placed = server.calls.at(-1)!;
  await server.settled();
  return placed;
}

async function sms(): Promise<FakeSms> {
  await twilio.sms.send(PAGE, ANA, AbortSignal.timeout(5_000));
  return server.messages.at(-1)!;
}

describe("a call by Twilio", () => {
  it("says what comes next, takes a key, and says what came of it", async () => {
    const placed = await call();
    callbacks.next = { say: ["Builds are queueing up.", "Press 1."], keys: { silence: 2 } };
    await server.answers(placed);
    callbacks.next = { say: ["Acknowledged."], keys: null };
    await server.presses(placed, "1");

    expect(callbacks.asked).toEqual([`round 1 of ${TOKEN}`, `key 1 of ${TOKEN}`]);
    expect(placed).toMatchObject({
      spoken: ["Builds are queueing up.", "Press 1.", "Acknowledged."],
      status: "completed",
      endedBy: "script",
    });
  });

  it("goes on to the round that follows when nobody presses a key", async () => {
    const placed = await call();
    callbacks.next = { say: ["Once."], keys: { silence: 2 } };
    await server.answers(placed);
    callbacks.next = { say: ["Twice."], keys: { silence: null } };
    await server.waitsOut(placed);
    await server.waitsOut(placed);

    expect(callbacks.asked).toEqual([`round 1 of ${TOKEN}`, `round 2 of ${TOKEN}`]);
    expect(placed).toMatchObject({ spoken: ["Once.", "Twice."], status: "completed" });
  });

  it("hands on one key at most, and the one that ends an entry as itself", async () => {
    const placed = await call();
    callbacks.next = { say: ["Press."], keys: { silence: null } };
    await server.answers(placed);
    await server.presses(placed, "#");
    await post(`${PUBLIC}/hooks/twilio/calls/${TOKEN}/keys`, [...ours(), ["Digits", "12"]]);

    expect(callbacks.asked.slice(1)).toEqual([`key # of ${TOKEN}`, `key 1 of ${TOKEN}`]);
  });

  it("whose token has expired says that it is over, and hangs up", async () => {
    const placed = await call();
    callbacks.next = null;
    await server.answers(placed);

    expect(placed).toMatchObject({
      spoken: ["This call is over. Goodbye."],
      status: "completed",
      endedBy: "script",
    });
    expect(server.courier.last("document", placed.sid).reply?.status).toBe(200);
  });

  it("asks for the key again when it could not be taken, and never breaks off unheard", async () => {
    const placed = await call();
    callbacks.next = { say: ["Press."], keys: { silence: null } };
    await server.answers(placed);
    callbacks.next = new Error("the store is away");
    await server.presses(placed, "1");
    callbacks.next = { say: ["Acknowledged."], keys: null };
    await server.presses(placed, "1");

    expect(placed.spoken).toEqual([
      "Press.",
      "Sorry, that did not get through. Press the key again, or answer in the room.",
      "Acknowledged.",
    ]);
    expect(log.lines).toMatchObject([{ level: "error", fields: { why: "the store is away" } }]);
  });

  it("says where else to answer when nothing can be looked up", async () => {
    const placed = await call();
    callbacks.next = new Error("the store is away");
    await server.answers(placed);

    expect(placed).toMatchObject({
      spoken: ["Sorry, watchroom cannot say more right now. Please answer in the room."],
      endedBy: "script",
    });
  });

  it("has no round by a name that is no number", async () => {
    const path = `${PUBLIC}/hooks/twilio/calls/${TOKEN}/rounds/`;

    expect((await post(`${path}two`, ours())).body).toContain("This call is over.");
    expect(callbacks.asked).toEqual([]);
  });

  it("is told of from the first ring to its end, in order", async () => {
    const placed = await call();
    callbacks.next = { say: ["Hello."], keys: null };
    await server.answers(placed);
    await server.settled();

    const about = { token: TOKEN, providerId: placed.sid };
    expect(callbacks.progress).toEqual([
      { ...about, sequence: 0, state: { kind: "under-way" } },
      { ...about, sequence: 1, state: { kind: "under-way" } },
      { ...about, sequence: 2, state: { kind: "answered" } },
      { ...about, sequence: 3, state: { kind: "over", why: "completed" } },
    ]);
  });

  it("that reaches nobody is told of with the reason", async () => {
    const states = [];
    for (const end of ["busy", "noAnswer", "fails"] as const) {
      const placed = await call();
      await server[end](placed);
      await server.settled();
      states.push(callbacks.progress.at(-1)?.state);
    }

    expect(states).toEqual([
      { kind: "over", why: "busy" },
      { kind: "over", why: "no-answer" },
      {
        kind: "failed",
        failure: { outcome: "failed", reason: "bad-destination", permanent: true },
      },
    ]);
  });

  it("is told of before Twilio has answered that it was placed", async () => {
    server.trouble("callbacks-first", { on: "call" });
    const sent = await twilio.voice.send(PAGE, ANA, AbortSignal.timeout(5_000));

    expect(callbacks.progress.map(({ providerId }) => providerId)).toEqual([
      server.calls.at(-1)?.sid,
      server.calls.at(-1)?.sid,
    ]);
    expect(sent).toEqual({ outcome: "sent", providerId: server.calls.at(-1)?.sid });
  });

  it("hands on what comes again, and says which was first", async () => {
    const placed = await call();
    await server.courier.replays(server.courier.last("ringing", placed.sid));

    expect(callbacks.progress.map(({ sequence }) => sequence)).toEqual([0, 1, 1]);
  });
});

describe("an SMS by Twilio", () => {
  it("is told of until it has arrived", async () => {
    const sent = await sms();
    await server.delivers(sent);
    await server.settled();

    const about = { token: TOKEN, providerId: sent.sid, sequence: null };
    expect(callbacks.progress).toEqual([
      { ...about, state: { kind: "under-way" } },
      { ...about, state: { kind: "delivered" } },
    ]);
    expect(server.courier.last("delivered").reply).toMatchObject({ status: 204, body: "" });
  });

  it("that did not arrive is told of with Twilio's own reason, also in the log", async () => {
    const sent = await sms();
    await server.undelivers(sent, 30_007);

    expect(callbacks.progress.at(-1)?.state).toEqual({
      kind: "failed",
      failure: { outcome: "failed", reason: "rejected", permanent: true },
    });
    expect(log.lines).toEqual([
      {
        level: "warn",
        fields: { provider: "twilio", code: 30_007, reason: "rejected" },
        message: "Twilio failed",
      },
    ]);
  });

  it("that somebody sends is handed on, and its answer goes back", async () => {
    callbacks.answer = 'Incident 17 <is> yours & "Ana\'s".';
    const reply = await server.texts(ANA, "ack 17");

    expect(callbacks.texts).toEqual([
      { provider: "twilio", id: expect.any(String) as string, from: ANA, text: "ack 17" },
    ]);
    expect(reply).toMatchObject({ status: 200, contentType: "text/xml; charset=utf-8" });
    expect(server.messages.at(-1)).toMatchObject({
      to: ANA,
      text: callbacks.answer,
      isReply: true,
    });
  });

  it("of somebody who is to hear nothing is answered with nothing", async () => {
    const before = server.messages.length;
    const reply = await server.texts("+15559990000", "hello");

    expect(reply?.body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response></Response>');
    expect(server.messages).toHaveLength(before);
  });
});

describe("what is not signed as Twilio signs", () => {
  const PATHS = [
    `/hooks/twilio/calls/${TOKEN}/rounds/1`,
    `/hooks/twilio/calls/${TOKEN}/keys`,
    `/hooks/twilio/calls/${TOKEN}/status`,
    `/hooks/twilio/messages/${TOKEN}/status`,
    "/hooks/twilio/messages",
  ];

  const nothingCame = (): void => {
    expect(callbacks).toMatchObject({ asked: [], progress: [], texts: [] });
  };

  it("is every route, and each is refused without a hint", async () => {
    expect(routes).toHaveLength(PATHS.length);
    for (const path of PATHS) {
      const refusals = [
        await post(PUBLIC + path, ours(), { token: "forged" }),
        await post(PUBLIC + path, ours(), { signature: null }),
        await post(PUBLIC + path, ours(), { signedUrl: served.address + path }),
        await post(PUBLIC + path, [["AccountSid", "AC-of-somebody-else"]]),
        await post(PUBLIC + path, []),
      ];

      expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
      expect(new Set(refusals.map(({ body }) => body))).toEqual(
        new Set(['{"error":"Not allowed."}']),
      );
    }
    nothingCame();
  });

  it("is said once, and says how to mend it", async () => {
    for (const path of [...PATHS, ...PATHS]) await post(PUBLIC + path, ours(), { token: "forged" });

    expect(log.lines).toMatchObject([
      { level: "warn", message: expect.stringMatching(/PUBLIC_URL.*TWILIO_AUTH_TOKEN/) as string },
    ]);
  });

  it("is refused although all the rest is as Twilio sends it", async () => {
    server.courier.forges();

    expect((await server.texts(ANA, "ack 17"))?.status).toBe(403);
    nothingCame();
  });

  it("is not what was signed with the token before, while it is being replaced", async () => {
    const reply = await post(`${PUBLIC}/hooks/twilio/messages`, [...ours(), ["From", ANA]], {
      token: FORMER,
    });

    expect(reply.status).toBe(200);
    expect(callbacks.texts).toHaveLength(1);
  });

  it("is not a path that was signed with its query as it arrived", async () => {
    const url = `${PUBLIC}/hooks/twilio/messages?a=%20b&c=d%2Fe`;

    expect((await post(url, ours())).status).toBe(200);
    expect(
      (await post(url, ours(), { signedUrl: `${PUBLIC}/hooks/twilio/messages?a=+b&c=d/e` })).status,
    ).toBe(403);
  });

  it("where Twilio cannot call us back there is nothing to forge", () => {
    const alone = createTwilio({
      config: { accountSid: "AC1", authTokens: ["t"], from: "+15550001000", apiUrl: null },
      callbackUrl: null,
      phones: { numberFor: async () => null },
      log,
    });

    expect(alone.routes(callbacks)).toEqual([]);
  });
});

const ours = (): Pairs => [
  ["AccountSid", server.accountSid],
  ["CallSid", "CA1"],
  ["CallStatus", "ringing"],
];

interface Forging {
  readonly token?: string;
  readonly signature?: null;
  readonly signedUrl?: string;
}

/** As Twilio would, or nearly so. */
async function post(
  url: string,
  fields: Pairs,
  { token = server.authToken, signature, signedUrl = url }: Forging = {},
): Promise<{ readonly status: number; readonly body: string }> {
  const reply = await fetch(served.address + url.slice(PUBLIC.length), {
    method: "POST",
    headers: {
      "content-type": FORM,
      ...(signature !== null && {
        "x-twilio-signature": twilioSignature(token, signedUrl, fields),
      }),
    },
    body: form(fields),
  });
  return { status: reply.status, body: await reply.text() };
}
