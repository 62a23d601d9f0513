import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTelnyx, type Telnyx } from "../../src/adapters/telnyx/telnyx.ts";
import type { TelnyxConfig } from "../../src/lib/phone-config.ts";
import type { Delivery, Notifier, PageMessage } from "../../src/ports/notifier.ts";
import { TelnyxServer, telnyxRefusal } from "../fakes/telnyx-server.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";
import { pageExample } from "../support/card-examples.ts";
import { person } from "../support/in-memory-watch.ts";
import { recordedLog, expectNoSecret, type RecordedLog } from "../support/quiet-log.ts";

const PUBLIC = "https://watch.example";
const ANA = "+6421000001";
const TOKEN = "our-own.token";
const PAGE = pageExample({ id: "page-17", token: TOKEN });

let server: TelnyxServer;
let log: RecordedLog;
beforeEach(async () => {
  server = await new TelnyxServer().start();
  log = recordedLog();
});
afterEach(async () => {
  await server.stop();
  expectNoSecret(log, [server.apiKey, server.from, ANA, TOKEN, PAGE.text, PAGE.sms]);
});

const patient = (): AbortSignal => AbortSignal.timeout(5_000);
const telnyx = (callbackUrl: string | null = PUBLIC, changes: Partial<TelnyxConfig> = {}): Telnyx =>
  createTelnyx({
    config: {
      apiKey: server.apiKey,
      applicationId: server.applicationId,
      from: server.from,
      publicKey: server.publicKey,
      apiUrl: server.url,
      ...changes,
    },
    callbackUrl,
    phones: {
      numberFor: async (handle, route) => (handle === "ana" ? `${ANA} by ${route}` : null),
    },
    log,
  });
const heardBodies = (operation: string): readonly unknown[] =>
  server.heardOf(operation).map(({ body }) => JSON.parse(body) as unknown);
const call = (page: Partial<PageMessage> = {}, by = telnyx()): Promise<Delivery> =>
  by.voice.send({ ...PAGE, ...page }, ANA, patient());
const sms = (page: Partial<PageMessage> = {}, by = telnyx()): Promise<Delivery> =>
  by.sms.send({ ...PAGE, ...page }, ANA, patient());

describe("where a person is reached by Telnyx", () => {
  it("is the number that is theirs for this way, and nobody's who may not be paged", async () => {
    const { sms, voice } = telnyx();

    expect(await sms.destinationOf(person("ana", { responder: true }))).toBe(`${ANA} by sms`);
    expect(await voice.destinationOf(person("ana", { responder: true }))).toBe(`${ANA} by voice`);
    expect(await voice.destinationOf(person("ana", { responder: false }))).toBeNull();
    expect(await sms.destinationOf(person("ana", { responder: false }))).toBeNull();
    expect(await sms.destinationOf(person("bob", { responder: true }))).toBeNull();
  });
});

describe("a call by Telnyx", () => {
  it("is placed by one request, which says what it speaks first and where it is told of", async () => {
    expect(await call()).toEqual({ outcome: "sent", providerId: server.calls[0]?.sid });

    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]).toMatchObject({
      method: "POST",
      path: `/v2/texml/calls/${server.applicationId}`,
      headers: { authorization: `Bearer ${server.apiKey}`, "content-type": "application/json" },
    });
    expect(heardBodies("call")).toEqual([
      {
        To: ANA,
        From: server.from,
        Texml: expect.stringContaining("<Gather ") as string,
        StatusCallback: `${PUBLIC}/hooks/telnyx/calls/${TOKEN}/status`,
        StatusCallbackMethod: "POST",
        StatusCallbackEvent: "initiated ringing answered completed",
      },
    ]);
    server.expectNoFaults();
  });

  it("speaks at once when somebody answers, and waits for a key", async () => {
    await call({ call: { say: ["Disk & host <db>.", "Press 1."], keys: { silence: 2 } } });
    await server.answers(server.calls[0]!);

    expect(server.calls[0]).toMatchObject({
      spoken: ["Disk & host <db>.", "Press 1."],
      listening: {
        digits: 1,
        action: `${PUBLIC}/hooks/telnyx/calls/${TOKEN}/keys?silence=2`,
        method: "POST",
        rest: [
          {
            verb: "redirect",
            to: `${PUBLIC}/hooks/telnyx/calls/${TOKEN}/rounds/2`,
            method: "POST",
          },
        ],
      },
    });
    server.expectNoFaults();
  });

  it("says all at once and names no address where nothing can call us back", async () => {
    const page = { call: { say: ["Builds.", "No key is heard here."], keys: null } };
    await call(page, telnyx(null));
    await server.answers(server.calls[0]!);

    expect(server.calls[0]).toMatchObject({
      spoken: ["Builds.", "No key is heard here."],
      status: "completed",
    });
    expect(Object.keys(heardBodies("call")[0] as object)).toEqual(["To", "From", "Texml"]);
    server.expectNoFaults();
  });

  it("that is no page says its words twice, a code digit by digit", async () => {
    const told = await telnyx().voice.tell?.("Your code is 402917.", ANA, patient());
    await server.answers(server.calls[0]!);

    expect(told).toEqual({ outcome: "sent", providerId: server.calls[0]?.sid });
    const slowly = "Your code is 4, 0, 2, 9, 1, 7.";
    expect(server.calls[0]).toMatchObject({ spoken: [slowly, slowly], status: "completed" });
    expect(server.heard).toHaveLength(1);
    server.expectNoFaults();
  });

  it("whose name comes only with its callbacks counts as placed", async () => {
    server.trouble({ status: 200, body: { from: "x", to: "y", status: "queued" } });

    expect(await call()).toEqual({ outcome: "sent", providerId: null });
  });

  it("is known by its name also where that comes wrapped", async () => {
    server.trouble({ status: 200, body: { data: { call_sid: "v3:abc", status: "queued" } } });

    expect(await call()).toEqual({ outcome: "sent", providerId: "v3:abc" });
  });

  it("is asked about only where nothing can call us back", () => {
    expect(telnyx().voice.follow).toBeUndefined();
    expect(telnyx(null).voice.follow).toBeDefined();
  });

  it("is under way until it has ended", async () => {
    const by = telnyx(null);
    await call({}, by);
    const placed = server.calls[0]!;
    const follow = () => by.voice.follow!(placed.sid, patient());

    expect(await follow()).toEqual({ kind: "under-way" });
    placed.status = "in-progress";
    expect(await follow()).toEqual({ kind: "under-way" });
    placed.status = "completed";
    expect(await follow()).toEqual({ kind: "over", why: "completed" });
    expect(await by.voice.follow!("gone", patient())).toEqual({
      outcome: "failed",
      reason: "rejected",
      permanent: true,
    });
  });
});

describe("hanging up at Telnyx", () => {
  const stop = (sid: string): Promise<Delivery> => telnyx().voice.stop(sid, patient(), PAGE);
  const live = async (): Promise<string> => {
    await call();
    return server.calls[0]!.sid;
  };

  it.each(["ringing", "in-progress"] as const)("ends a call that is %s", async (status) => {
    const sid = await live();
    server.calls[0]!.status = status;

    expect(await stop(sid)).toEqual({ outcome: "sent", providerId: sid });
    expect(server.calls[0]).toMatchObject({ endedBy: "program" });
    expect(heardBodies("update-call")).toEqual([{ Status: "completed" }]);
    expect(server.heardOf("hangup")).toEqual([]);
    server.expectNoFaults();
  });

  it("counts a call that has ended as stopped, and asks no second time", async () => {
    const sid = await live();
    await server.noAnswer(server.calls[0]!);

    expect(await stop(sid)).toEqual({ outcome: "sent", providerId: sid });
    expect(server.calls[0]).toMatchObject({ status: "no-answer", endedBy: "network" });
    expect(server.heard).toHaveLength(2);
  });

  it.each([404, 405, 410])("goes the other way where the first is closed (%i)", async (status) => {
    const sid = await live();
    server.trouble({ status }, { on: "update-call" });

    expect(await stop(sid)).toEqual({ outcome: "sent", providerId: sid });
    expect(server.calls[0]).toMatchObject({ endedBy: "program" });
    expect(server.heardOf("hangup")).toHaveLength(1);
    server.expectNoFaults();
  });

  it("counts a call that nobody knows as stopped", async () => {
    expect(await stop("never-sent")).toEqual({ outcome: "sent", providerId: "never-sent" });
  });

  it.each<readonly [string, Trouble, object]>([
    ["500", { status: 500 }, { reason: "server-error", permanent: false }],
    ["401", telnyxRefusal(401, 10_009), { reason: "unauthorized", permanent: true }],
    ["429", { status: 429 }, { reason: "rate-limited", permanent: false }],
    ["a reset", "reset", { reason: "server-error", permanent: false }],
  ])(
    "that comes to %s has to be tried again, and is not given up for the other way",
    async (_what, how, failure) => {
      const sid = await live();
      server.trouble(how, { on: "update-call" });

      expect(await stop(sid)).toEqual({ outcome: "failed", ...failure });
      expect(server.heardOf("hangup")).toEqual([]);
    },
  );
});

describe("an SMS by Telnyx", () => {
  it("is one message with the page's words, and says where it is told of", async () => {
    expect(await sms()).toEqual({ outcome: "sent", providerId: server.messages[0]?.sid });

    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]).toMatchObject({
      method: "POST",
      path: "/v2/messages",
      headers: { authorization: `Bearer ${server.apiKey}`, "content-type": "application/json" },
    });
    expect(heardBodies("sms")).toEqual([
      {
        from: server.from,
        to: ANA,
        text: PAGE.sms,
        webhook_url: `${PUBLIC}/hooks/telnyx/messages/${TOKEN}/status`,
        use_profile_webhooks: false,
      },
    ]);
    server.expectNoFaults();
  });

  it("names no address where nothing can call us back, nor when it is no page", async () => {
    await sms({}, telnyx(null));
    await telnyx().sms.tell?.("Your code is 402917.", ANA, patient());

    const plain = { from: server.from, to: ANA, use_profile_webhooks: false };
    expect(heardBodies("sms")).toEqual([
      { ...plain, text: PAGE.sms },
      { ...plain, text: "Your code is 402917." },
    ]);
    server.expectNoFaults();
  });

  it("is cut to what Telnyx takes", async () => {
    expect(await sms({ sms: "x".repeat(4_000) })).toMatchObject({ outcome: "sent" });

    expect(server.messages[0]?.text).toHaveLength(1_530);
    server.expectNoFaults();
  });

  it("cannot be taken back, and nothing is asked for it", async () => {
    expect(await telnyx().sms.stop("m1", patient(), PAGE)).toEqual({
      outcome: "sent",
      providerId: "m1",
    });
    expect(server.heard).toEqual([]);
  });

  it("is asked about only where nothing can call us back, and says why it did not arrive", async () => {
    const by = telnyx(null);
    await sms({}, by);
    const sent = server.messages[0]!;
    const follow = () => by.sms.follow!(sent.sid, patient());

    expect(telnyx().sms.follow).toBeUndefined();
    expect(await follow()).toEqual({ kind: "under-way" });
    await server.delivers(sent);
    expect(await follow()).toEqual({ kind: "delivered" });
    await server.undelivers(sent, 40_001);
    expect(await follow()).toEqual({
      kind: "failed",
      failure: { outcome: "failed", reason: "bad-destination", permanent: true },
    });
  });

  it("is not sent to somebody who told Telnyx STOP", async () => {
    await server.texts(ANA, "STOP");

    expect(await sms()).toEqual({ outcome: "failed", reason: "opted-out", permanent: true });
    expect(log.lines).toMatchObject([
      { level: "warn", fields: { provider: "telnyx", page: "page-17", code: 40_300 } },
    ]);
  });
});

const retried = (reason: string): object => ({ outcome: "failed", reason, permanent: false });
const givenUp = (reason: string): object => ({ outcome: "failed", reason, permanent: true });
const HTML = { "content-type": "text/html; charset=utf-8" };
const nameless = { outcome: "sent", providerId: null };
const wait = (seconds: string, status = 429): Trouble => ({
  status,
  headers: { "retry-after": seconds },
});

const OUTCOMES: readonly (readonly [string, Trouble, object])[] = [
  ["400 without a body", { status: 400 }, givenUp("rejected")],
  ["400 with a number that says more", telnyxRefusal(400, 40_310), givenUp("bad-destination")],
  ["422 about the number", telnyxRefusal(422, 10_016), givenUp("bad-destination")],
  ["422 of no known number", telnyxRefusal(422, 10_015), givenUp("rejected")],
  ["401", telnyxRefusal(401, 10_009), givenUp("unauthorized")],
  ["401 without a body", { status: 401 }, givenUp("unauthorized")],
  ["402", { status: 402 }, givenUp("unpaid")],
  ["403", { status: 403 }, givenUp("unauthorized")],
  ["403 of an account without credit", telnyxRefusal(403, 20_100), givenUp("unpaid")],
  ["403 to a number that a trial may not reach", telnyxRefusal(403, 10_039), givenUp("unpaid")],
  ["404", telnyxRefusal(404, 10_005), givenUp("rejected")],
  ["408", { status: 408 }, retried("timeout")],
  ["429", { status: 429 }, retried("rate-limited")],
  ["429 with a time", wait("7"), { ...retried("rate-limited"), retryAfterMs: 7_000 }],
  ["429 with a senseless time", wait("-1e9"), retried("rate-limited")],
  ["429 of a day that is full", telnyxRefusal(429, 40_016), givenUp("rate-limited")],
  ["a redirect", { status: 302, headers: { location: "/v2/messages" } }, givenUp("rejected")],
  ["500", { status: 500 }, retried("server-error")],
  ["500 that says something", telnyxRefusal(500, 10_007), retried("server-error")],
  ["503 with a time", wait("7", 503), retried("server-error")],
  ["HTML with 502", { status: 502, headers: HTML, body: "<h1>Bad" }, retried("server-error")],
  ["HTML with 200", { status: 200, headers: HTML, body: "<p>Sign in" }, retried("server-error")],
  ["an empty 200", { status: 200 }, nameless],
  ["a 200 that is no JSON", { status: 200, body: "{" }, nameless],
  ["errors in another form", { status: 400, body: { errors: "no" } }, givenUp("rejected")],
  ["a reset", "reset", retried("server-error")],
  ["a reset after it was taken", "accept-then-reset", retried("server-error")],
  ["a reset in mid-body", "reset-in-body", retried("server-error")],
];

describe.each(["sms", "voice"] as const)("a page by %s over Telnyx", (method) => {
  const send = (by = telnyx(), signal = patient()): Promise<Delivery> =>
    by[method].send(PAGE, ANA, signal);

  it.each(OUTCOMES)("that comes to %s: one request, one outcome", async (_what, how, outcome) => {
    server.trouble(how);

    expect(await send()).toEqual(outcome);
    expect(server.heard).toHaveLength(1);
  });

  it("whose answer goes on and on is sent all the same", async () => {
    server.trouble("huge-body");

    const { outcome } = await send();
    expect(outcome).toBe("sent");
    expect(server.heard).toHaveLength(1);
  });

  it.each(["hang", "accept-then-hang", "slow-body"] as const)(
    "whose time is over (%s) may have gone out",
    async (how) => {
      server.trouble(how);

      expect(await send(telnyx(), AbortSignal.timeout(100))).toEqual(retried("timeout"));
      expect(server.heard).toHaveLength(1);
    },
  );

  it("that cannot reach Telnyx did not go out", async () => {
    await server.stop();

    expect(await send()).toEqual(retried("unreachable"));
  });

  it("with a wrong key is refused, and Telnyx's own number is noted", async () => {
    expect(await send(telnyx(PUBLIC, { apiKey: "KEY_wrong" }))).toEqual(givenUp("unauthorized"));
    expect(log.lines).toEqual([
      {
        level: "warn",
        message: "Telnyx refused",
        fields: { provider: "telnyx", page: "page-17", code: 10_009, reason: "unauthorized" },
      },
    ]);
  });
});

describe("whether a page would go out over Telnyx", () => {
  const probe = (method: "sms" | "voice", by = telnyx()) => by[method].probe(patient());
  const bad = (said: RegExp): object => ({
    ok: false,
    said: expect.stringMatching(said) as string,
    mend: expect.stringMatching(/\w{3}.*\.$/) as string,
  });
  beforeEach(() => {
    server.portal.profile.webhook_url = `${PUBLIC}/hooks/telnyx/messages`;
  });

  it("is asked without anything being made", async () => {
    expect(await probe("voice")).toEqual({
      ok: true,
      said: "Telnyx knows our key and our application; 300.00 USD left",
    });
    expect(await probe("sms")).toEqual({
      ok: true,
      said: "Telnyx knows our key; 300.00 USD left",
    });
    expect(server.heard.map(({ method }) => method)).toEqual(["GET", "GET", "GET", "GET", "GET"]);
    expect([server.calls, server.messages]).toEqual([[], []]);
    server.expectNoFaults();
  });

  it.each(["sms", "voice"] as const)(
    "by %s: what is wrong with the account is said",
    async (method) => {
      expect(await probe(method, telnyx(PUBLIC, { apiKey: "KEY_wrong" }))).toEqual(
        bad(/refuses our key/),
      );
      server.portal.credit = "0.00";
      expect(await probe(method)).toEqual(bad(/no credit left/));
      server.trouble({ status: 404 });
      expect(await probe(method)).toEqual(bad(/no Telnyx answers/));
      server.trouble({ status: 301, headers: { location: "/" } });
      expect(await probe(method)).toEqual(bad(/does not answer as it should/));
      server.trouble({ status: 500 });
      expect(await probe(method)).toEqual(bad(/does not answer as it should/));
      server.trouble(telnyxRefusal(403, 20_013));
      expect(await probe(method)).toEqual(bad(/blocked the account/));
    },
  );

  it("by either, says that Telnyx cannot be reached", async () => {
    await server.stop();

    expect(await probe("sms")).toEqual(bad(/cannot be reached/));
    expect(await probe("voice")).toEqual(bad(/cannot be reached/));
  });

  it("by voice: what is wrong with the application is said", async () => {
    const { application } = server.portal;
    application.voice_method = "get";
    expect(await probe("voice")).toEqual(bad(/keys that are pressed/));
    expect(await probe("voice", telnyx(null))).toMatchObject({ ok: true });
    application.outbound.outbound_voice_profile_id = null;
    expect(await probe("voice")).toEqual(bad(/may not call out/));
    application.active = false;
    expect(await probe("voice")).toEqual(bad(/switched off/));
    server.trouble({ status: 404 }, { on: "application" });
    expect(await probe("voice")).toEqual(bad(/no TeXML application/));
    server.trouble({ status: 500 }, { on: "application" });
    expect(await probe("voice")).toEqual(bad(/does not answer as it should/));
  });

  it("by SMS: what is wrong with the number and its profile is said", async () => {
    const { portal } = server;
    portal.profile.webhook_api_version = "1";
    expect(await probe("sms")).toMatchObject({
      ok: true,
      said: expect.stringMatching(/answers to them do not reach us/),
    });
    portal.profile.webhook_url = null;
    expect(await probe("sms")).toMatchObject({
      ok: true,
      said: expect.stringMatching(/answers to them do not reach us/),
    });
    expect(await probe("sms", telnyx(null))).toMatchObject({ ok: true });
    portal.profile.enabled = false;
    expect(await probe("sms")).toEqual(bad(/messaging profile is switched off/));
    portal.number = { status: "active", messaging_profile_id: null };
    expect(await probe("sms")).toEqual(bad(/no messaging profile/));
    portal.number.status = "port-pending";
    expect(await probe("sms")).toEqual(bad(/not active/));
    portal.number = null;
    expect(await probe("sms")).toEqual(bad(/TELNYX_FROM is no number/));
  });

  it("does not take a key that may not look for one that may not send", async () => {
    for (const on of ["balance", "application", "numbers", "profile"])
      server.trouble({ status: 403 }, { on, times: 2 });

    expect(await probe("voice")).toEqual({ ok: true, said: "Telnyx knows our key" });
    expect(await probe("sms")).toEqual({ ok: true, said: "Telnyx knows our key" });
  });

  it("shows no key and no number", async () => {
    server.portal.number = null;
    const said = JSON.stringify([await probe("sms"), await probe("voice")]);

    expect(said).not.toContain(server.from);
    expect(said).not.toContain(server.apiKey);
  });
});

describe("Telnyx's notifiers", () => {
  it("have one name for both ways, and only a call rings", () => {
    const { sms, voice } = telnyx();
    const shown = ({ method, name, ringsMs }: Notifier): object => ({ method, name, ringsMs });

    expect([sms, voice].map(shown)).toEqual([
      { method: "sms", name: "telnyx", ringsMs: null },
      { method: "voice", name: "telnyx", ringsMs: 40_000 },
    ]);
  });
});
