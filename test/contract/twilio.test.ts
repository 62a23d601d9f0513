import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTwilio, type Twilio } from "../../src/adapters/twilio/twilio.ts";
import type { TwilioConfig } from "../../src/lib/phone-config.ts";
import type { Delivery, Notifier } from "../../src/ports/notifier.ts";
import { TwilioServer, twilioRefusal } from "../fakes/twilio-server.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";
import { pageExample } from "../support/card-examples.ts";
import { expectNoSecret, recordedLog, type RecordedLog } from "../support/quiet-log.ts";

const PUBLIC = "https://watch.example";
const ANA = "+6421000001";
const PAGE = pageExample({ id: "page-17", token: "our-own.token" });

let server: TwilioServer;
let log: RecordedLog;
beforeEach(async () => {
  server = await new TwilioServer().start();
  log = recordedLog();
});
afterEach(() => server.stop());

const patient = (): AbortSignal => AbortSignal.timeout(5_000);
const configured = (changes: Partial<TwilioConfig> = {}): TwilioConfig => ({
  accountSid: server.accountSid,
  authTokens: [server.authToken],
  from: server.from,
  apiUrl: server.url,
  ...changes,
});
const twilio = (callbackUrl: string | null = PUBLIC, changes: Partial<TwilioConfig> = {}): Twilio =>
  createTwilio({
    config: configured(changes),
    callbackUrl,
    phones: { numberFor: async (_handle, route) => (route === "sms" ? ANA : null) },
    log,
  });
const fieldsOf = (operation: string): readonly (readonly [string, string])[] => [
  ...new URLSearchParams(server.heardOf(operation)[0]?.body),
];

/** Whatever happens, nothing that is secret is logged. */
afterEach(() => {
  const { authToken, accountSid, from } = server;
  expectNoSecret(log, [authToken, accountSid, from, ANA, PAGE.token, PAGE.text, PAGE.sms]);
});

describe("a call by Twilio", () => {
  const call = (by = twilio()): Promise<Delivery> => by.voice.send(PAGE, ANA, patient());

  it("is placed by one request, which says where the call goes on and how it is told", async () => {
    const delivery = await call();

    expect(delivery).toEqual({ outcome: "sent", providerId: server.calls[0]?.sid });
    expect(server.heard).toHaveLength(1);
    expect(fieldsOf("call")).toEqual([
      ["To", ANA],
      ["From", server.from],
      ["Timeout", "25"],
      ["TimeLimit", "180"],
      ["Url", `${PUBLIC}/hooks/twilio/calls/our-own.token/rounds/1`],
      ["Method", "POST"],
      ["StatusCallback", `${PUBLIC}/hooks/twilio/calls/our-own.token/status`],
      ["StatusCallbackMethod", "POST"],
      ["StatusCallbackEvent", "initiated"],
      ["StatusCallbackEvent", "ringing"],
      ["StatusCallbackEvent", "answered"],
      ["StatusCallbackEvent", "completed"],
    ]);
    server.expectNoFaults();
  });

  it("says all at once and names no address where nothing can call us back", async () => {
    const page = {
      ...PAGE,
      call: { say: ["Builds & hosts.", "No key is heard here."], keys: null },
    };
    await twilio(null).voice.send(page, ANA, patient());
    await server.answers(server.calls[0]!);

    expect(server.calls[0]).toMatchObject({
      spoken: ["Builds & hosts.", "No key is heard here."],
      status: "completed",
    });
    expect(fieldsOf("call").map(([name]) => name)).toEqual([
      "To",
      "From",
      "Timeout",
      "TimeLimit",
      "Twiml",
    ]);
    server.expectNoFaults();
  });

  it("without a key to press says all at once, and is told of all the same", async () => {
    const page = { ...PAGE, call: { say: ["A test."], keys: null } };
    await twilio().voice.send(page, ANA, patient());

    const names = fieldsOf("call").map(([name]) => name);
    expect(names).toContain("Twiml");
    expect(names).toContain("StatusCallback");
    expect(names).not.toContain("Url");
    server.expectNoFaults();
  });

  it("says a code twice, digit by digit", async () => {
    const told = await twilio().voice.tell?.("Your code is 402917.", ANA, patient());
    await server.answers(server.calls[0]!);

    expect(told).toEqual({ outcome: "sent", providerId: server.calls[0]?.sid });
    const slowly = "Your code is 4, 0, 2, 9, 1, 7.";
    expect(server.calls[0]?.spoken).toEqual([slowly, slowly]);
    server.expectNoFaults();
  });

  it.each([
    ["queued", "canceled"],
    ["ringing", "canceled"],
    ["in-progress", "completed"],
  ] as const)("that is %s is hung up by one request", async (status, end) => {
    await call();
    const placed = server.calls[0]!;
    placed.status = status;

    expect(await stop(placed.sid)).toEqual({ outcome: "sent", providerId: placed.sid });
    expect(placed).toMatchObject({ status: end, endedBy: "program" });
    expect(server.heardOf("update-call")).toHaveLength(1);
    server.expectNoFaults();
  });

  it("that has ended, or never was, counts as hung up", async () => {
    await call();
    const placed = server.calls[0]!;
    await server.busy(placed);

    for (const sid of [placed.sid, "CA-never/../placed?"])
      expect(await stop(sid)).toEqual({ outcome: "sent", providerId: sid });
    expect(placed.status).toBe("busy");
    server.expectNoFaults();
  });

  it.each<[string, Trouble, object]>([
    ["503", { status: 503 }, { reason: "server-error", permanent: false }],
    [
      "429",
      { status: 429, headers: { "retry-after": "1" } },
      { reason: "rate-limited", permanent: false, retryAfterMs: 1_000 },
    ],
    ["a wrong token", twilioRefusal(401, 20_003), { reason: "unauthorized", permanent: true }],
    ["a reset", "reset", { reason: "server-error", permanent: false }],
  ])("that could not be hung up by %s is a failure", async (_why, how, failure) => {
    await call();
    server.trouble(how, { on: "update-call" });

    expect(await stop(server.calls[0]!.sid)).toEqual({ outcome: "failed", ...failure });
    expect(server.heardOf("update-call")).toHaveLength(1);
  });

  it.each([
    ["queued", { kind: "under-way" }],
    ["ringing", { kind: "under-way" }],
    ["in-progress", { kind: "answered" }],
    ["completed", { kind: "over", why: "completed" }],
    ["busy", { kind: "over", why: "busy" }],
    ["no-answer", { kind: "over", why: "no-answer" }],
    ["canceled", { kind: "over", why: "cancelled" }],
    [
      "failed",
      {
        kind: "failed",
        failure: { outcome: "failed", reason: "bad-destination", permanent: true },
      },
    ],
  ] as const)("that is %s says so when it is asked after", async (status, state) => {
    const { voice } = twilio(null);
    await voice.send(PAGE, ANA, patient());
    server.calls[0]!.status = status;

    expect(await voice.follow?.(server.calls[0]!.sid, patient())).toEqual(state);
  });

  it("is not asked after where Twilio tells by itself", () => {
    expect(twilio().voice.follow).toBeUndefined();
    expect(twilio().sms.follow).toBeUndefined();
  });

  it("that cannot be asked after is a failure", async () => {
    server.trouble({ status: 200, body: "<html>" });

    expect(await twilio(null).voice.follow?.("CA1", patient())).toMatchObject({
      outcome: "failed",
      reason: "server-error",
    });
  });

  const stop = (sid: string): Promise<Delivery> => twilio().voice.stop(sid, patient(), PAGE);
});

describe("an SMS by Twilio", () => {
  const send = (by = twilio()): Promise<Delivery> => by.sms.send(PAGE, ANA, patient());

  it("is sent by one request, and is not brought hours late", async () => {
    expect(await send()).toEqual({ outcome: "sent", providerId: server.messages[0]?.sid });

    expect(server.heard).toHaveLength(1);
    expect(fieldsOf("sms")).toEqual([
      ["To", ANA],
      ["From", server.from],
      ["Body", PAGE.sms],
      ["ValidityPeriod", "1800"],
      ["StatusCallback", `${PUBLIC}/hooks/twilio/messages/our-own.token/status`],
    ]);
    server.expectNoFaults();
  });

  it("names no address where nothing can call us back", async () => {
    await send(twilio(null));

    expect(fieldsOf("sms").map(([name]) => name)).not.toContain("StatusCallback");
  });

  it("is never longer than Twilio takes", async () => {
    await twilio().sms.send({ ...PAGE, sms: "x".repeat(5_000) }, ANA, patient());

    expect(server.messages[0]?.text).toHaveLength(1_600);
    server.expectNoFaults();
  });

  it("also brings words that are no page, as they are", async () => {
    const told = await twilio().sms.tell?.("Your code is 402917.", ANA, patient());

    expect(told).toEqual({ outcome: "sent", providerId: server.messages[0]?.sid });
    expect(server.messages[0]).toMatchObject({
      to: ANA,
      text: "Your code is 402917.",
      statusUrl: null,
    });
    server.expectNoFaults();
  });

  it("cannot be taken back, and nothing is asked of Twilio", async () => {
    await send();
    const { sid } = server.messages[0]!;

    expect(await twilio().sms.stop(sid, patient(), PAGE)).toEqual({
      outcome: "sent",
      providerId: sid,
    });
    expect(server.heard).toHaveLength(1);
  });

  it("says how it stands when it is asked after", async () => {
    const { sms } = twilio(null);
    await sms.send(PAGE, ANA, patient());
    const sent = server.messages[0]!;
    const follow = () => sms.follow?.(sent.sid, patient());

    expect(await follow()).toEqual({ kind: "under-way" });
    await server.delivers(sent);
    expect(await follow()).toEqual({ kind: "delivered" });
    await server.undelivers(sent, 30_006);
    expect(await follow()).toEqual({
      kind: "failed",
      failure: { outcome: "failed", reason: "bad-destination", permanent: true },
    });
  });

  it("to a number that answered STOP is not sent", async () => {
    await server.texts(ANA, "STOP");

    expect(await send()).toEqual({ outcome: "failed", reason: "opted-out", permanent: true });
    expect(log.lines).toEqual([
      {
        level: "warn",
        fields: { provider: "twilio", page: "page-17", code: 21_610, reason: "opted-out" },
        message: "Twilio refused",
      },
    ]);
  });
});

describe.each([
  ["a call", "call", (by: Twilio) => by.voice],
  ["an SMS", "sms", (by: Twilio) => by.sms],
] as const)("%s that goes wrong", (_what, operation, ofThem) => {
  const send = (signal = patient(), by: Notifier = ofThem(twilio())): Promise<Delivery> =>
    by.send(PAGE, ANA, signal);
  const placed = (): number => server.calls.length + server.messages.length;

  const inAWhile = new Date(Date.now() + 3_600_000).toUTCString();

  it.each<[string, Trouble, object]>([
    [
      "a number that is none",
      twilioRefusal(400, 21_211),
      { reason: "bad-destination", permanent: true },
    ],
    ["STOP", twilioRefusal(400, 21_610), { reason: "opted-out", permanent: true }],
    [
      "a country that is switched off",
      twilioRefusal(400, 21_408),
      { reason: "unpaid", permanent: true },
    ],
    ["a trial", twilioRefusal(400, 21_608), { reason: "unpaid", permanent: true }],
    ["a reason of tomorrow", twilioRefusal(400, 99_999), { reason: "rejected", permanent: true }],
    [
      "400 and HTML",
      { status: 400, body: "<html>no</html>" },
      { reason: "rejected", permanent: true },
    ],
    [
      "a wrong token",
      twilioRefusal(401, 20_003, "Authenticate"),
      { reason: "unauthorized", permanent: true },
    ],
    ["401 and nothing", { status: 401 }, { reason: "unauthorized", permanent: true }],
    [
      "a suspended account",
      twilioRefusal(401, 20_003, "Account suspended"),
      { reason: "unpaid", permanent: true },
    ],
    [
      "an account without credit",
      twilioRefusal(403, 20_005),
      { reason: "unpaid", permanent: true },
    ],
    ["402", { status: 402 }, { reason: "unpaid", permanent: true }],
    ["403 and HTML", { status: 403, body: "<html>" }, { reason: "unauthorized", permanent: true }],
    ["another account", twilioRefusal(404, 20_404), { reason: "unauthorized", permanent: true }],
    ["408", { status: 408 }, { reason: "timeout", permanent: false }],
    [
      "429 for seven seconds",
      { status: 429, headers: { "retry-after": "7" }, body: { code: 20_429, message: "wait" } },
      { reason: "rate-limited", permanent: false, retryAfterMs: 7_000 },
    ],
    [
      "429 until then",
      { status: 429, headers: { "retry-after": inAWhile } },
      { reason: "rate-limited", permanent: false, retryAfterMs: expect.any(Number) as number },
    ],
    ["429 without a time", { status: 429 }, { reason: "rate-limited", permanent: false }],
    ["a day's limit", twilioRefusal(429, 63_038), { reason: "rate-limited", permanent: true }],
    ["500 and HTML", { status: 500, body: "<html>" }, { reason: "server-error", permanent: false }],
    ["503 and nothing", { status: 503 }, { reason: "server-error", permanent: false }],
    ["500 with a number", twilioRefusal(500, 20_500), { reason: "server-error", permanent: false }],
    [
      "a redirect",
      { status: 302, headers: { location: "/elsewhere" } },
      { reason: "rejected", permanent: true },
    ],
    [
      "200 and HTML",
      { status: 200, body: "<html>hotel</html>" },
      { reason: "server-error", permanent: false },
    ],
    ["a reset", "reset", { reason: "server-error", permanent: false }],
  ])("by %s is a failure after one request", async (_why, how, failure) => {
    server.trouble(how, { on: operation });

    expect(await send()).toEqual({ outcome: "failed", ...failure });
    expect(server.heard).toHaveLength(1);
    expect(placed()).toBe(0);
  });

  it("counts as sent when Twilio said so without sense: a second one would ring beside it", async () => {
    for (const body of ["", "<html>", "{}", '{"sid":7}']) {
      server.trouble({ status: 201, body }, { on: operation });

      expect(await send()).toEqual({ outcome: "sent", providerId: null });
    }
  });

  it("counts as sent however much is said about it", async () => {
    server.trouble("huge-body", { on: operation });

    expect(await send()).toEqual({ outcome: "sent", providerId: expect.any(String) as string });
    expect(placed()).toBe(1);
  });

  it.each<[Trouble, string]>([
    ["hang", "timeout"],
    ["accept-then-hang", "timeout"],
    ["slow-body", "timeout"],
    ["accept-then-reset", "server-error"],
    ["reset-in-body", "server-error"],
  ])("is tried again when nobody can say what became of it: %s", async (how, reason) => {
    server.trouble(how, { on: operation });

    expect(await send(AbortSignal.timeout(60))).toEqual({
      outcome: "failed",
      reason,
      permanent: false,
    });
    expect(server.heard).toHaveLength(1);
  });

  it("where nobody listens is unreachable, and tried again", async () => {
    await server.stop();

    expect(await send()).toEqual({ outcome: "failed", reason: "unreachable", permanent: false });
    expect(log.lines).toEqual([]);
  });

  it("is asked for with the first of two tokens", async () => {
    const rotating = twilio(PUBLIC, { authTokens: ["a newer token", server.authToken] });

    expect(await send(patient(), ofThem(rotating))).toMatchObject({ reason: "unauthorized" });
  });
});

describe("whether Twilio would work tonight", () => {
  beforeEach(() => {
    server.smsUrl = `${PUBLIC}/hooks/twilio/messages`;
  });

  const probe = (route: "sms" | "voice" = "sms", by = twilio()) => by[route].probe(patient());
  const fault = (said: RegExp) => ({
    ok: false,
    said: expect.stringMatching(said) as string,
    mend: expect.any(String) as string,
  });

  it("is known without anybody being contacted", async () => {
    expect(await probe("sms")).toEqual({ ok: true, said: "Twilio can send SMS" });
    expect(await probe("voice")).toEqual({ ok: true, said: "Twilio can call" });
    expect(server.heard.every(({ method }) => method === "GET")).toBe(true);
    server.expectNoFaults();
  });

  it("says whom a trial reaches, and that credit is low", async () => {
    server.type = "Trial";
    server.balance = { balance: "1.5", currency: "USD" };

    expect(await probe("voice")).toEqual({
      ok: true,
      said: "Twilio can call; a trial reaches only numbers verified in its console; only 1.50 USD of credit is left",
    });
  });

  it("says where the answers have to be sent", async () => {
    server.smsUrl = "https://demo.twilio.com/welcome/sms/reply";

    expect(await probe()).toMatchObject({
      ok: true,
      said: expect.stringContaining(`to ${PUBLIC}/hooks/twilio/messages`) as string,
    });
  });

  it("says what cannot be answered without a public address", async () => {
    expect((await probe("sms", twilio(null))).said).toMatch(/PUBLIC_URL is not set/);
    expect((await probe("voice", twilio(null))).said).toMatch(/PUBLIC_URL is not set/);
  });

  it("does not mind an account that has no balance of its own", async () => {
    server.balance = null;

    expect(await probe()).toMatchObject({ ok: true });
  });

  it("is no when the account is suspended, closed or without credit", async () => {
    server.status = "suspended";
    expect(await probe()).toEqual(fault(/account is suspended/));
    server.status = "closed";
    expect(await probe()).toEqual(fault(/account is closed/));
    server.status = "active";
    server.balance = { balance: "-0.10", currency: "USD" };
    expect(await probe()).toEqual(fault(/no credit left/));
  });

  it("is no when the number is not ours, or cannot do it", async () => {
    server.capabilities = { voice: false, sms: true };
    expect(await probe("voice")).toEqual(fault(/cannot call/));
    expect(await probe("sms")).toMatchObject({ ok: true });
    server.capabilities = { voice: true, sms: false };
    expect(await probe("sms")).toEqual(fault(/cannot send SMS/));
    server.capabilities = null;
    expect(await probe("sms")).toEqual(fault(/TWILIO_FROM is no number/));
    // Of numbers that only begin alike none is meant.
    expect(await probe("sms", twilio(PUBLIC, { from: server.from.slice(0, -2) }))).toEqual(
      fault(/TWILIO_FROM/),
    );
  });

  it.each<[string, Trouble, RegExp]>([
    ["a wrong token", twilioRefusal(401, 20_003), /refuses our account SID and token/],
    ["no credit", twilioRefusal(401, 20_005), /suspended/],
    ["429", { status: 429 }, /no more requests/],
    ["500", { status: 500, body: "<html>" }, /does not answer as it should/],
    ["HTML", { status: 200, body: "<html>" }, /does not answer as it should/],
    ["a redirect", { status: 302, headers: { location: "/" } }, /does not answer as it should/],
  ])("is no when Twilio answers with %s", async (_why, how, said) => {
    server.trouble(how);

    expect(await probe()).toEqual(fault(said));
  });

  it("is no when nobody is there, or does not answer in time", async () => {
    server.trouble("hang");
    expect(await twilio().sms.probe(AbortSignal.timeout(30))).toEqual(fault(/does not answer/));
    await server.stop();
    expect(await probe()).toEqual(fault(/cannot be reached/));
  });
});
