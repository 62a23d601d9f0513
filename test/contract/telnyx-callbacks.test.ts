import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTelnyx } from "../../src/adapters/telnyx/telnyx.ts";
import type { Refusal } from "../../src/ports/failure.ts";
import type { ProgressState } from "../../src/ports/notifier.ts";
import type { FakeCall, FakeSms } from "../fakes/carrier/shapes.ts";
import { TelnyxServer, telnyxSignature } from "../fakes/telnyx-server.ts";
import { pageExample } from "../support/card-examples.ts";
import { manualClock, NOON, type ManualClock } from "../support/manual-clock.ts";
import { recordedLog, expectNoSecret, type RecordedLog } from "../support/quiet-log.ts";
import { recordedCallbacks, type RecordedCallbacks } from "../support/recorded-callbacks.ts";
import { serveRoutes, type Served } from "../support/serve-routes.ts";
import { until } from "../support/until.ts";

const PUBLIC = "https://watch.example";
const ANA = "+6421000001";
const TOKEN = "our-own.token";
const PAGE = pageExample({ id: "page-17", token: TOKEN });

let server: TelnyxServer;
let log: RecordedLog;
let clock: ManualClock;
let callbacks: RecordedCallbacks;
let served: Served;
let telnyx: ReturnType<typeof createTelnyx>;
beforeEach(async () => {
  clock = manualClock();
  server = await new TelnyxServer({ publicUrl: PUBLIC, now: () => clock.real() }).start();
  server.smsUrl = `${PUBLIC}/hooks/telnyx/messages`;
  log = recordedLog();
  callbacks = recordedCallbacks();
  const { apiKey, applicationId, from, publicKey, url } = server;
  telnyx = createTelnyx({
    config: { apiKey, applicationId, from, publicKey, apiUrl: url },
    callbackUrl: PUBLIC,
    phones: { numberFor: async () => ANA },
    log,
    clock,
  });
  served = await serveRoutes(telnyx.routes(callbacks), log);
  server.courier.reachedAt = served.address;
});
afterEach(async () => {
  await served.stop();
  await server.stop();
  expectNoSecret(log, [server.apiKey, server.from, ANA, TOKEN, "our-own", "ack 17"]);
});

const patient = (): AbortSignal => AbortSignal.timeout(5_000);
const placed = async (): Promise<FakeCall> => {
  await telnyx.voice.send(PAGE, ANA, patient());
  await server.settled();
  return server.calls.at(-1)!;
};
const sent = async (): Promise<FakeSms> => {
  await telnyx.sms.send(PAGE, ANA, patient());
  await server.settled();
  return server.messages.at(-1)!;
};
const told = (sid: string, sequence: number | null, state: ProgressState): object => ({
  token: TOKEN,
  providerId: sid,
  sequence,
  state,
});
const failed = (reason: Refusal, permanent: boolean): ProgressState => ({
  kind: "failed",
  failure: { outcome: "failed", reason, permanent },
});

describe("a call, as Telnyx tells of it", () => {
  it("is told from its first ring to its end, in order and by its own name", async () => {
    const call = await placed();
    await server.answers(call);
    await server.hangsUp(call);
    await server.settled();

    expect(callbacks.progress).toEqual([
      told(call.sid, 0, { kind: "under-way" }),
      told(call.sid, 1, { kind: "under-way" }),
      told(call.sid, 2, { kind: "answered" }),
      told(call.sid, 3, { kind: "over", why: "completed" }),
    ]);
    expect(server.courier.sent.map(({ reply }) => reply?.status)).toEqual([200, 200, 200, 200]);
    server.expectNoFaults();
  });

  it.each([
    ["busy", { kind: "over", why: "busy" }],
    ["noAnswer", { kind: "over", why: "no-answer" }],
    ["fails", failed("unreachable", false)],
  ] as const)("that ends as %s says so", async (how, state) => {
    const call = await placed();
    await server[how](call);
    await server.settled();

    expect(callbacks.progress.at(-1)).toEqual(told(call.sid, 2, state));
  });

  it("that was hung up by us is told as cancelled", async () => {
    const call = await placed();
    await telnyx.voice.stop(call.sid, patient(), PAGE);
    await server.settled();

    expect(callbacks.progress.at(-1)).toEqual(
      told(call.sid, 2, { kind: "over", why: "cancelled" }),
    );
  });

  it("goes on with the key that was pressed, then says what comes of it", async () => {
    callbacks.next = { say: ["Acknowledged. Thank you."], keys: null };
    const call = await placed();
    await server.answers(call);
    await server.presses(call, "1");

    expect(callbacks.asked).toEqual([`key 1 of ${TOKEN}`]);
    expect(call).toMatchObject({ status: "completed", endedBy: "script" });
    expect(call.spoken.at(-1)).toBe("Acknowledged. Thank you.");
    server.expectNoFaults();
  });

  it("goes on with the next round when nobody presses a key, as long as there is one", async () => {
    callbacks.next = { say: ["Once more."], keys: { silence: 3 } };
    const call = await placed();
    await server.answers(call);
    await server.waitsOut(call);
    callbacks.next = { say: ["The last time."], keys: { silence: null } };
    await server.waitsOut(call);
    await server.waitsOut(call);

    expect(callbacks.asked).toEqual([`round 2 of ${TOKEN}`, `round 3 of ${TOKEN}`]);
    expect(call.spoken.slice(-2)).toEqual(["Once more.", "The last time."]);
    expect(call).toMatchObject({ status: "completed", endedBy: "script" });
    server.expectNoFaults();
  });

  it("takes no key for silence, should Telnyx tell of that as of a key", async () => {
    callbacks.next = { say: ["Once more."], keys: { silence: null } };
    const call = await placed();
    await server.answers(call);
    await server.presses(call, "");

    expect(callbacks.asked).toEqual([`round 2 of ${TOKEN}`]);
    expect(call.spoken.at(-1)).toBe("Once more.");
  });

  it("ends politely when its token has expired", async () => {
    callbacks.next = null;
    const call = await placed();
    await server.answers(call);
    await server.presses(call, "1");

    expect(call.spoken.at(-1)).toBe("This call is over. Goodbye.");
    expect(call).toMatchObject({ status: "completed", endedBy: "script" });
  });

  it("asks for the key again when that did not get through, and hears it then", async () => {
    callbacks.next = new Error("the store is away");
    const call = await placed();
    await server.answers(call);
    await server.presses(call, "1");
    expect(call.spoken.at(-1)).toMatch(/^Sorry, that did not get through\. Press the key again/);

    callbacks.next = { say: ["Acknowledged."], keys: null };
    await server.presses(call, "1");
    expect(call.spoken.at(-1)).toBe("Acknowledged.");
    expect(log.lines).toMatchObject([
      { level: "error", fields: { provider: "telnyx", why: "the store is away" } },
    ]);
  });

  it("says where to answer when there is no next round to be had", async () => {
    callbacks.next = new Error("the store is away");
    const call = await placed();
    await server.answers(call);
    await server.waitsOut(call);

    expect(call.spoken.at(-1)).toMatch(/cannot say more right now\. Please answer in the room/);
    expect(call).toMatchObject({ status: "completed", endedBy: "script" });
  });

  it("may be told of before the request that placed it is answered", async () => {
    server.trouble("callbacks-first");
    const call = await placed();

    expect(callbacks.progress.map(({ providerId }) => providerId)).toEqual([call.sid, call.sid]);
  });
});

describe("a message, as Telnyx tells of it", () => {
  it("is told until it has arrived; what is final comes last however it arrives", async () => {
    const sms = await sent();
    await server.delivers(sms);
    await server.settled();

    expect(callbacks.progress).toEqual([
      told(sms.sid, 1, { kind: "under-way" }),
      told(sms.sid, 2, { kind: "delivered" }),
    ]);
    server.expectNoFaults();
  });

  it.each([
    [40_008, failed("unreachable", false)],
    [40_001, failed("bad-destination", true)],
    [40_003, failed("rejected", true)],
    [40_010, failed("unpaid", true)],
  ])("that did not arrive says why (%i)", async (code, state) => {
    const sms = await sent();
    await server.undelivers(sms, code);
    await server.settled();

    expect(callbacks.progress.at(-1)).toEqual(told(sms.sid, 2, state));
    expect(log.lines).toMatchObject([{ level: "warn", fields: { provider: "telnyx", code } }]);
  });
});

describe("a message from a phone", () => {
  it("is handed on, and answered by a message of its own", async () => {
    callbacks.answer = "Acknowledged 17.";
    const reply = await server.texts(ANA, "ack 17");
    await until("an answer", 2_000, () => server.messages.length === 1);

    expect(reply).toMatchObject({ status: 200, body: "" });
    expect(callbacks.texts).toEqual([
      { provider: "telnyx", id: expect.any(String) as string, from: ANA, text: "ack 17" },
    ]);
    expect(server.messages).toMatchObject([
      { to: ANA, text: "Acknowledged 17.", from: server.from },
    ]);
    server.expectNoFaults();
  });

  it("that needs no answer gets none", async () => {
    await server.texts(ANA, "ack 17");

    expect(callbacks.texts).toHaveLength(1);
    expect(server.heard).toEqual([]);
  });

  it("is the same message when it is told again", async () => {
    await server.texts(ANA, "ack 17");
    await server.courier.replays(server.courier.last("message.received"));

    const [first] = callbacks.texts;
    expect(callbacks.texts).toEqual([first, first]);
  });

  it("is taken before Telnyx's own answer, so that one which could not be taken comes again", async () => {
    callbacks.texted = () => Promise.reject(new Error("the store is broken"));

    expect(await server.texts(ANA, "ack 17")).toMatchObject({ status: 500 });
  });

  it("whose answer does not go out is told as taken all the same, and the log says so", async () => {
    callbacks.answer = "Acknowledged 17.";
    server.trouble({ status: 500 }, { on: "sms" });
    const reply = await server.texts(ANA, "ack 17");
    await until("a line in the log", 2_000, () => log.lines.length > 0);

    expect(reply).toMatchObject({ status: 200 });
    expect(log.lines).toEqual([
      {
        level: "error",
        fields: { provider: "telnyx", reason: "server-error" },
        message: "an SMS was not answered; what it asked for was done",
      },
    ]);
    expect(server.heard).toHaveLength(1);
  });

  it.each([
    ["tells of something else", { data: { event_type: "message.sent", payload: { id: "m1" } } }],
    ["has no sender", { data: { event_type: "message.received", payload: { id: "m1" } } }],
    ["is a list", []],
  ])("is none where what came %s", async (_what, body) => {
    const asked = await server.courier.ask({
      what: "odd",
      of: "m1",
      url: server.smsUrl!,
      headers: {},
      body: JSON.stringify(body),
    });

    expect(asked).toMatchObject({ status: 200 });
    expect(callbacks.texts).toEqual([]);
  });
});

describe("what is not from Telnyx", () => {
  const paths = [
    "calls/t/rounds/1",
    "calls/t/keys",
    "calls/t/status",
    "messages/t/status",
    "messages",
  ];
  const heard = (): readonly unknown[] => [
    ...callbacks.asked,
    ...callbacks.progress,
    ...callbacks.texts,
  ];
  const post = (path: string, headers: Record<string, string>, body: string) =>
    fetch(`${served.address}/hooks/telnyx/${path}`, { method: "POST", headers, body });

  it.each(paths)("is refused at %s without a hint", async (path) => {
    const replies = [
      await post(path, {}, "CallSid=a&CallStatus=completed&Digits=1"),
      await post(path, { "telnyx-timestamp": String(NOON / 1_000) }, "{}"),
      await post(path, signedBy(generateKeyPairSync("ed25519").privateKey, "{}"), "{}"),
    ];

    for (const reply of replies)
      expect([reply.status, await reply.json()]).toEqual([403, { error: "Not allowed." }]);
    expect(heard()).toEqual([]);
    expect(log.lines).toEqual([
      {
        level: "warn",
        fields: {
          provider: "telnyx",
          route: `/hooks/telnyx/${path.replace("/t/", "/:token/").replace("/1", "/:round")}`,
        },
        message: expect.stringContaining("is not signed by our Telnyx account") as string,
      },
    ]);
  });

  it("is refused when it was forged on the way", async () => {
    server.courier.forges(2);
    await placed();

    expect(server.courier.sent.map(({ reply }) => reply?.status)).toEqual([403, 403]);
    expect(heard()).toEqual([]);
  });

  it("is refused when it comes again after five minutes, and harmless before", async () => {
    const call = await placed();
    await server.busy(call);
    await server.settled();
    const last = server.courier.last("busy");
    const before = callbacks.progress.length;
    clock.set(NOON + 299_000);

    expect(await server.courier.replays(last)).toMatchObject({ status: 200 });
    expect(callbacks.progress.slice(before)).toEqual([callbacks.progress[before - 1]]);
    clock.set(NOON + 301_000);
    expect(await server.courier.replays(last)).toMatchObject({ status: 403 });
  });

  it("is not even looked for by GET", async () => {
    expect((await fetch(`${served.address}/hooks/telnyx/calls/t/status`)).status).toBe(404);
  });

  it.each([
    ["calls/t/status", "CallStatus=ringing"],
    ["calls/t/status", ""],
    ["calls/t/status", '{"CallSid":"a"}'],
    ["messages/t/status", "not json"],
    [
      "messages/t/status",
      '{"data":{"event_type":"message.finalized","payload":{"id":"m","to":[]}}}',
    ],
  ])("%s: what is signed but senseless (%s) is taken and dropped", async (path, body) => {
    const url = `${PUBLIC}/hooks/telnyx/${path}`;
    const asked = await server.courier.ask({ what: "odd", of: "x", url, headers: {}, body });

    expect(asked).toMatchObject({ status: 200, body: "" });
    expect(heard()).toEqual([]);
  });

  it.each(["0", "-1", "1e3", "100", "x"])("a call has no round %s", async (round) => {
    const url = `${PUBLIC}/hooks/telnyx/calls/t/rounds/${round}`;
    const asked = await server.courier.ask({ what: "odd", of: "x", url, headers: {}, body: "" });

    expect(asked?.body).toContain("<Say>This call is over. Goodbye.</Say>");
    expect(heard()).toEqual([]);
  });

  it("has no way in where nothing can call us back", () => {
    const { apiKey, applicationId, from, publicKey, url } = server;
    const alone = createTelnyx({
      config: { apiKey, applicationId, from, publicKey, apiUrl: url },
      callbackUrl: null,
      phones: { numberFor: async () => ANA },
      log,
    });

    expect(alone.routes(callbacks)).toEqual([]);
  });
});

function signedBy(key: KeyObject, body: string): Record<string, string> {
  const timestamp = String(NOON / 1_000);
  return {
    "telnyx-timestamp": timestamp,
    "telnyx-signature-ed25519": telnyxSignature(key, timestamp, body),
  };
}
