import { createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readMarkup } from "../fakes/carrier/markup.ts";
import { OpsgenieServer } from "../fakes/opsgenie-server.ts";
import { PagerDutyServer, pagerDutySignature } from "../fakes/pagerduty-server.ts";
import { PushoverServer } from "../fakes/pushover-server.ts";
import { TelnyxServer, telnyxRefusal } from "../fakes/telnyx-server.ts";
import { TwilioServer, twilioRefusal, twilioSignature } from "../fakes/twilio-server.ts";
import { request } from "../../src/lib/http.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";
import { listening, type Listening } from "../support/listening.ts";
import { createPhones, type Phones } from "../support/phones.ts";

const ANA = "+6421000001";
const BEN = "+6421000002";
const TIMEOUT = { outcome: "failed", reason: "timeout" };
const USER = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";

type Fields = readonly (readonly [string, string])[];

/** A program that is asked: says what `says` holds for the path, else an empty 204. */
class Program {
  readonly asked: { path: string; fields: URLSearchParams; headers: IncomingMessage["headers"] }[] =
    [];
  says: Readonly<Record<string, string>> = {};
  contentType = "text/xml";
  #listening: Listening | null = null;

  get url(): string {
    return `http://127.0.0.1:${this.#listening?.port}`;
  }

  get paths(): readonly string[] {
    return this.asked.map(({ path }) => path);
  }

  async start(): Promise<void> {
    this.#listening = await listening(
      createServer((request, response) => void this.#answer(request, response)),
    );
  }

  async stop(): Promise<void> {
    await this.#listening?.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = new URLSearchParams(await text(request));
    const path = request.url ?? "";
    this.asked.push({ path, fields, headers: request.headers });
    const said = this.says[path];
    response.writeHead(said === undefined ? 204 : 200, { "content-type": this.contentType });
    response.end(said ?? "");
  }
}

const program = new Program();
const twilio = new TwilioServer();
const telnyx = new TelnyxServer();
let phone: Phones;

beforeAll(() => Promise.all([program.start(), twilio.start(), telnyx.start()]));
afterAll(() => Promise.all([program.stop(), twilio.stop(), telnyx.stop()]));
beforeEach(() => {
  phone = createPhones({ twilio, telnyx, withinMs: 200 });
  phone.forget();
  program.asked.splice(0);
  program.says = {
    "/call": `<?xml version="1.0" encoding="UTF-8"?><Response><Gather numDigits="1" timeout="8" action="/keys"><Say>Incident 17. Disk &amp; more. Press 1</Say></Gather><Redirect method="POST">/again</Redirect></Response>`,
    "/again": `<Response><Gather numDigits="1" action="/keys"><Say>Press 1 now</Say></Gather><Hangup/></Response>`,
    "/keys": `<Response><Say>Thank you</Say><Hangup/></Response>`,
  };
});
afterEach(async () => {
  await phone.settled();
  program.contentType = "text/xml";
  for (const server of [twilio, telnyx]) {
    server.mends();
    server.smsUrl = null;
    server.faults.splice(0);
  }
});

function toTwilio(path: string, fields: Fields, token = twilio.authToken): Promise<Response> {
  const basic = Buffer.from(`${twilio.accountSid}:${token}`).toString("base64");
  return fetch(`${twilio.url}/2010-04-01/Accounts/${twilio.accountSid}/${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
  });
}

function postJson(url: string, body: object, authorization = ""): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

function twilioCall(to = ANA, ...more: Fields): Promise<Response> {
  return toTwilio("Calls.json", [
    ["To", to],
    ["From", twilio.from],
    ["Url", `${program.url}/call`],
    ...more,
  ]);
}

function twilioSms(to: string, body: string, ...more: Fields): Promise<Response> {
  const fields: Fields = [["To", to], ["From", twilio.from], ["Body", body], ...more];
  return toTwilio("Messages.json", fields);
}

const codeOf = async (answer: Response): Promise<number> =>
  ((await answer.json()) as { code: number }).code;

describe("Twilio", () => {
  test("signs as the published vectors say", () => {
    const sign = (...fields: Fields): string =>
      twilioSignature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields);
    const call: Fields = [
      ["To", "+18005551212"],
      ["CallSid", "CA1234567890ABCDE"],
      ["Digits", "1234"],
    ];
    const from = (caller: string): Fields => [
      ["Caller", caller],
      ["From", caller],
    ];
    expect(sign(...call, ...from("+14158675309"))).toBe("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    expect(sign(...call, ...from("+12349013030"))).toBe("0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    const digits = ["5678", "1234", "1234"].map((value) => ["Digits", value] as const);
    expect(sign(["Sid", "CA123"], ["SidAccount", "AC123"], ...digits)).toBe(
      "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
    );
  });

  test("walks a call through its states and tells only those that were asked for", async () => {
    const answer = await twilioCall(
      ANA,
      ["StatusCallback", `${program.url}/status`],
      ["StatusCallbackEvent", "ringing"],
      ["StatusCallbackEvent", "completed"],
    );
    expect(answer.status).toBe(201);
    const live = await phone(ANA)
      .expectCall(/Disk & more/)
      .press("1");
    expect(live.says).toBe("Thank you");
    await phone.settled();
    expect(program.paths).toEqual(["/status", "/call", "/keys", "/status"]);
    const [ringing, , keys, over] = program.asked.map(({ fields }) => fields);
    expect(keys?.get("Digits")).toBe("1");
    expect([ringing?.get("CallStatus"), over?.get("CallStatus")]).toEqual(["ringing", "completed"]);
    expect(Number(over?.get("SequenceNumber"))).toBeGreaterThan(
      Number(ringing?.get("SequenceNumber")),
    );
    const signature = program.asked[2]?.headers["x-twilio-signature"];
    const signed = [...(keys ?? [])];
    expect(signature).toBe(twilioSignature(twilio.authToken, `${program.url}/keys`, signed));
    phone.expectNothingElse();
  });

  test("finds fault with a field that is missing, malformed or unknown", async () => {
    expect(await codeOf(await twilioCall("021 000 001"))).toBe(21_211);
    expect(await codeOf(await toTwilio("Messages.json", [["To", ANA]]))).toBe(21_602);
    expect((await twilioCall(ANA, ["Ring", "25"])).status).toBe(201);
    expect((await twilioCall(ANA, ["StatusCallbackEvent", "answered completed"])).status).toBe(400);
    expect(twilio.faults.join("\n")).toMatch(
      /To is not an E\.164.*\n.*Body is missing.*\n.*Ring is no field.*\n.*StatusCallbackEvent is none/s,
    );
    expect(() => phone.expectNothingElse()).toThrow(/nobody expected a call/);
    await phone(ANA).noAnswer();
    expect(() => phone.expectNothingElse()).toThrow(/faults/);
  });

  test("finds fault with a document that comes as something else", async () => {
    program.contentType = "text/html";
    await twilioCall();
    await phone(ANA).expectCall(/Press 1/);
    expect(twilio.faults).toEqual(["a document comes as text/html"]);
  });

  test("places a call whose answer never arrives, and refuses when told to", async () => {
    twilio.trouble("accept-then-reset", { on: "call", to: ANA });
    twilio.trouble(twilioRefusal(429, 20_429), { on: "call", to: BEN });
    expect((await twilioCall(BEN)).status).toBe(429);
    await expect(twilioCall(ANA)).rejects.toThrow("fetch failed");
    await phone(ANA).busy();
    expect((await twilioCall(BEN)).status).toBe(201);
    await (await phone(BEN).expectRinging()).fails();
    expect((await toTwilio("Calls.json", [], "another token")).status).toBe(401);
    phone.expectNothingElse();
  });

  test("tells of a call that is over before the program knows that there is one", async () => {
    twilio.trouble("hold", { on: "call" });
    const answer = twilioCall(ANA, ["StatusCallback", `${program.url}/status`]);
    const live = await phone(ANA)
      .expectCall(/Press 1/)
      .press("1");
    expect(live.isOver).toBe(true);
    expect(program.paths).toEqual(["/call", "/keys", "/status"]);
    twilio.releaseAnswers();
    expect((await answer).status).toBe(201);
  });

  test("signs for the public address while it reaches another, and forges, replays and reverses", async () => {
    twilio.courier.publicUrl = "https://watch.example";
    twilio.courier.reachedAt = program.url;
    await twilioSms(ANA, "Incident 17", ["StatusCallback", "https://watch.example/sms?t=1"]);
    const sms = await phone(ANA).expectSms(/17/);
    twilio.courier.forges();
    await sms.delivered();
    const [sent, delivered] = program.asked;
    const right = (fields?: URLSearchParams): string =>
      twilioSignature(twilio.authToken, "https://watch.example/sms?t=1", [...(fields ?? [])]);
    expect(sent?.headers["x-twilio-signature"]).toBe(right(sent?.fields));
    expect(sent?.headers["x-forwarded-host"]).toBe("watch.example");
    expect(delivered?.headers["x-twilio-signature"]).not.toBe(right(delivered?.fields));
    await twilio.courier.replays(twilio.courier.last("sent"));
    expect(program.asked[2]?.fields.toString()).toBe(sent?.fields.toString());
    twilio.courier.holds();
    await sms.undelivered();
    await sms.delivered();
    await twilio.courier.releases("reversed");
    expect(program.asked.slice(3).map(({ fields }) => fields.get("MessageStatus"))).toEqual([
      "delivered",
      "undelivered",
    ]);
    twilio.courier.publicUrl = null;
  });

  test("carries answers to messages, and none to a phone that said STOP until it says START", async () => {
    twilio.smsUrl = `${program.url}/incoming`;
    program.says = { "/incoming": "<Response><Message>Acknowledged 17</Message></Response>" };
    await phone(ANA).texts("ack 17", "twilio");
    await phone(ANA)
      .expectSms(/^Acknowledged 17$/)
      .delivered();
    await phone(ANA).texts("STOP", "twilio");
    expect(await codeOf(await twilioSms(ANA, "Incident 18"))).toBe(21_610);
    await phone(ANA).texts("start", "twilio");
    expect((await twilioSms(ANA, "Incident 18")).status).toBe(201);
    expect(() => phone.expectNothingElse()).toThrow(/nobody expected.*Acknowledged 17/);
  });

  test("hangs up for the program, and hears nothing from voicemail", async () => {
    const { sid } = (await (await twilioCall()).json()) as { sid: string };
    const ringing = await phone(ANA).expectRinging();
    await toTwilio(`Calls/${sid}.json`, [["Status", "completed"]]);
    expect(await ringing.isHungUp()).toBe("canceled");
    await twilioCall();
    const { call } = await phone(ANA).voicemail();
    expect(call).toMatchObject({ status: "completed", endedBy: "script", pressed: [] });
    expect(call.spoken).toEqual(["Incident 17. Disk & more. Press 1", "Press 1 now"]);
  });
});

test.each([
  ["<Response><Say>a & b</Say></Response>", "an & that is not escaped"],
  ["<Response><Say>a < b</Say></Response>", "not well-formed"],
  ["<Response><Say>a</Response>", "not well-formed: </Response>"],
  ["<Response><Play>a.mp3</Play></Response>", "<Play> has no place in a voice document"],
  ["<Response><Message>a</Message></Response>", "<Message> has no place in a voice document"],
  ["<Response><Say><Pause/></Say></Response>", "<Say> holds a <Pause>"],
  ["<Response><Gather><Hangup/></Gather></Response>", "<Gather> holds a <Hangup>"],
  ['<Response><Gather numdigits="1"/></Response>', "<Gather> has no attribute numdigits"],
  ['<Response><Gather numDigits="one"/></Response>', "numDigits of <Gather> is not a number"],
  ["<Response>hello</Response>", "text outside of a verb"],
  ["<Response/><Response/>", "not well-formed: a second document follows"],
  ["", "not well-formed: nothing is in it"],
])("finds fault with %s", (document, problem) => {
  expect(readMarkup(document, "voice").problems.join("\n")).toContain(problem);
});

describe("Telnyx", () => {
  const authorization = (): string => `Bearer ${telnyx.apiKey}`;

  test("says no sid, signs the raw body, and lets a call be ended by what its callbacks said", async () => {
    const calls = `${telnyx.url}/v2/texml/Accounts/${telnyx.accountId}/Calls`;
    const asked = {
      ApplicationSid: telnyx.applicationId,
      To: ANA,
      From: telnyx.from,
      Url: `${program.url}/call`,
      StatusCallback: `${program.url}/status`,
      StatusCallbackEvent: "initiated completed",
      Timeout: 25,
    };
    const answer = await postJson(calls, asked, authorization());
    expect(await answer.json()).toEqual({ from: telnyx.from, to: ANA, status: "queued" });
    const live = await phone(ANA).expectCall(/Press 1/);
    const { headers, fields } = program.asked[0]!;
    const key = createPublicKey({
      format: "jwk",
      key: {
        kty: "OKP",
        crv: "Ed25519",
        x: Buffer.from(telnyx.publicKey, "base64").toString("base64url"),
      },
    });
    const signed = Buffer.from(`${String(headers["telnyx-timestamp"])}|${fields.toString()}`);
    const signature = Buffer.from(String(headers["telnyx-signature-ed25519"]), "base64");
    expect(verify(null, signed, key, signature)).toBe(true);
    await fetch(`${calls}/${encodeURIComponent(fields.get("CallSid") ?? "")}`, {
      method: "POST",
      headers: { authorization: authorization() },
      body: new URLSearchParams({ Status: "completed" }),
    });
    await live.isHungUp();
    phone.expectNothingElse();
    expect((await postJson(calls, { ...asked, Timeout: "25" }, authorization())).status).toBe(200);
    await phone(ANA).noAnswer();
    expect(telnyx.faults).toEqual(["Timeout is not a number"]);
  });

  test("tells of messages as JSON, and blocks after STOP", async () => {
    telnyx.smsUrl = `${program.url}/telnyx`;
    const send = (): Promise<Response> =>
      postJson(
        `${telnyx.url}/v2/messages`,
        { from: telnyx.from, to: ANA, text: "Incident 17" },
        authorization(),
      );
    await send();
    await phone(ANA).expectSms(/17/).undelivered();
    await phone(ANA).texts("stop", "telnyx");
    expect(telnyx.courier.sent.map(({ what }) => what).slice(-3)).toEqual([
      "message.sent",
      "message.finalized",
      "message.received",
    ]);
    expect(telnyx.courier.last("message.finalized").body).toContain("delivery_failed");
    expect(await (await send()).text()).toContain("40300");
    phone.expectNothingElse();
  });
});

test.each<[Trouble, number, object]>([
  ["hang", 0, TIMEOUT],
  ["reset", 0, { outcome: "failed", reason: "broken-off" }],
  ["accept-then-hang", 1, TIMEOUT],
  ["accept-then-reset", 1, { outcome: "failed", reason: "broken-off" }],
  ["reset-in-body", 1, { outcome: "failed", reason: "broken-off" }],
  ["slow-body", 1, TIMEOUT],
  ["huge-body", 1, { outcome: "failed", reason: "too-large" }],
  ["callbacks-first", 1, { outcome: "answered", status: 200 }],
  [{ status: 500, body: "<html>" }, 0, { outcome: "answered", status: 500 }],
  [telnyxRefusal(429, 10_011), 0, { outcome: "answered", status: 429 }],
])("is in trouble as ordered, once: %j, and has carried %i", async (how, carried, outcome) => {
  const send = (timeoutMs: number): Promise<object> =>
    request({
      url: `${telnyx.url}/v2/messages`,
      method: "POST",
      headers: {
        authorization: `Bearer ${telnyx.apiKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ from: telnyx.from, to: BEN, text: "Incident 17" }),
      timeoutMs,
    });
  telnyx.trouble(how, { on: "sms" });
  const before = telnyx.messages.length;
  expect(await send(outcome === TIMEOUT ? 50 : 2_000)).toMatchObject(outcome);
  expect(telnyx.messages.length - before).toBe(carried);
  expect(await send(2_000)).toMatchObject({ outcome: "answered", status: 200 });
});

test("Pushover repeats an emergency until somebody acknowledges or it is cancelled", async () => {
  const pushover = await new PushoverServer().start();
  const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${pushover.url}/1/${path}`, {
      method: "POST",
      body: new URLSearchParams({ token: pushover.token, ...fields }),
    });
  const emergency = { user: USER, message: "Incident 17", priority: "2", expire: "3600" };
  expect((await post("messages.json", { ...emergency, retry: "10" })).status).toBe(400);
  expect(pushover.faults).toEqual(["retry is not a whole number from 30 to 10800: 10"]);
  const callback = `${program.url}/pushover`;
  await post("messages.json", { ...emergency, retry: "30", callback });
  await post("messages.json", { ...emergency, retry: "30", tags: "incident-17" });
  const { receipt } = pushover.expect(USER, /17/);
  await pushover.acknowledge(receipt ?? "");
  expect(program.asked[0]?.fields.get("acknowledged_by")).toBe(USER);
  const url = `${pushover.url}/1/receipts/${receipt}.json?token=${pushover.token}`;
  expect(await (await fetch(url)).json()).toMatchObject({ acknowledged: 1, acknowledged_by: USER });
  await post("receipts/cancel_by_tag/incident-17.json", {});
  expect(pushover.receipts.map(({ state }) => state)).toEqual(["acknowledged", "cancelled"]);
  expect(() => pushover.expectNothing()).toThrow(/Incident 17/);
  await pushover.stop();
});

test("PagerDuty takes what fits, drops what acknowledges nothing, and signs what it tells", async () => {
  const pagerduty = await new PagerDutyServer({ webhookUrl: `${program.url}/pagerduty` }).start();
  const send = async (event: object): Promise<number> =>
    (
      await postJson(`${pagerduty.url}/v2/enqueue`, {
        routing_key: pagerduty.routingKey,
        dedup_key: "wr-17",
        ...event,
      })
    ).status;
  expect(await send({ event_action: "acknowledge" })).toBe(202);
  expect(pagerduty.dropped).toEqual([{ key: "wr-17", action: "acknowledge" }]);
  const payload = { summary: "Disk", source: "watchroom", severity: "critical" };
  expect(await send({ event_action: "trigger", payload: { ...payload, severity: "page" } })).toBe(
    400,
  );
  expect(await send({ event_action: "trigger", payload, extra: 1 })).toBe(202);
  expect(pagerduty.faults).toEqual([
    "payload.severity is none of critical, error, warning, info",
    "extra is no field of it",
  ]);
  await pagerduty.acknowledges("wr-17", "Ana Silva");
  const told = pagerduty.courier.last("incident.acknowledged");
  expect(told.body).toContain('"summary":"Ana Silva"');
  expect(program.asked.at(-1)?.headers["x-pagerduty-signature"]).toBe(
    `v1=${pagerDutySignature(pagerduty.webhookSecret, told.body)}`,
  );
  // The second test case of RFC 4231.
  expect(pagerDutySignature("Jefe", "what do ya want for nothing?")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
  await pagerduty.stop();
});

test("Opsgenie takes an alert up later, under the base it was given, and tells with its secret", async () => {
  const opsgenie = await new OpsgenieServer({
    basePath: "/jsm/ops/integration",
    webhookUrl: `${program.url}/opsgenie`,
  }).start();
  const key = `GenieKey ${opsgenie.apiKey}`;
  const post = async (path: string, body: object): Promise<string> =>
    (
      (await (await postJson(`${opsgenie.apiUrl}/v2/alerts${path}`, body, key)).json()) as {
        requestId: string;
      }
    ).requestId;
  const outcome = async (id: string): Promise<unknown> =>
    (
      await fetch(`${opsgenie.apiUrl}/v2/alerts/requests/${id}`, {
        headers: { authorization: key },
      })
    ).json();
  const early = await post("/wr-17/acknowledge?identifierType=alias", { user: "Ana" });
  expect(await outcome(early)).toMatchObject({ data: { success: false } });
  opsgenie.isSlow();
  const id = await post("", { message: "Disk", alias: "wr-17", priority: "P1" });
  expect(await outcome(id)).toMatchObject({ message: expect.stringContaining("not be processed") });
  opsgenie.processes();
  expect(await outcome(id)).toMatchObject({ data: { success: true, alias: "wr-17" } });
  await opsgenie.acknowledges("wr-17", "Ana");
  expect(program.asked.at(-1)?.headers["x-watchroom-secret"]).toBe("opsgenie");
  expect(opsgenie.courier.last("Acknowledge").body).toContain('"action":"Acknowledge"');
  opsgenie.expectNoFaults();
  await post("/wr-17/close", {});
  expect(opsgenie.faults).toEqual(["wr-17 comes without identifierType=alias"]);
  expect((await postJson(`${opsgenie.url}/v2/alerts`, {}, key)).status).toBe(404);
  await opsgenie.stop();
});
