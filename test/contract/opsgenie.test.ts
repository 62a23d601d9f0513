import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf } from "../../src/adapters/opsgenie/api.ts";
import { createOpsgenie } from "../../src/adapters/opsgenie/opsgenie.ts";
import { readEvent } from "../../src/adapters/opsgenie/webhook-event.ts";
import type { Delivery, PageMessage } from "../../src/ports/notifier.ts";
import { OpsgenieServer } from "../fakes/opsgenie-server.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";
import { pageExample } from "../support/card-examples.ts";
import { expectNoSecret, recordedLog } from "../support/quiet-log.ts";
import { recordedCallbacks, type RecordedCallbacks } from "../support/recorded-callbacks.ts";
import { serveRoutes } from "../support/serve-routes.ts";
import { passingTroubles, patience } from "../support/vendor-failures.ts";

const PUBLIC_URL = "https://watch.example";
const PAGE = pageExample({ handle: "opsgenie" });
const ACKNOWLEDGED = { kind: "acknowledged", by: ["Ana", "Bob"] } as const;
const SECRET = "the secret in the header";

let server: OpsgenieServer;
let log: ReturnType<typeof recordedLog>;

beforeEach(async () => {
  server = await new OpsgenieServer({
    webhookHeader: { name: "X-Watchroom-Secret", value: SECRET },
    basePath: "/jsm/ops/integration",
  }).start();
  log = recordedLog();
});
afterEach(async () => {
  await server.stop();
  expectNoSecret(log, [server.apiKey, SECRET, "Builds", "Ana"]);
});

interface Changes {
  readonly callbackUrl?: string | null;
  readonly apiKey?: string;
  readonly api?: string;
  readonly webhookSecret?: string | null;
}

const opsgenie = ({ callbackUrl = PUBLIC_URL, ...changes }: Changes = {}) =>
  createOpsgenie({
    config: { apiKey: server.apiKey, api: server.apiUrl, webhookSecret: null, ...changes },
    callbackUrl,
    log,
  });
const patient = (): AbortSignal => AbortSignal.timeout(20_000);
const send = (page: Partial<PageMessage> = {}, changes: Changes = {}): Promise<Delivery> =>
  opsgenie(changes).notifier.send({ ...PAGE, ...page }, "opsgenie", patient());
const stop = (id: string, page: Partial<PageMessage>): Promise<Delivery> =>
  opsgenie().notifier.stop(id, patient(), { ...PAGE, ...page });
const follow = (id: string, changes: Changes = {}) =>
  opsgenie(changes).notifier.follow?.(id, patient());
const retried = { outcome: "failed", permanent: false };
const givenUp = { outcome: "failed", permanent: true };

async function sent(page: Partial<PageMessage> = {}): Promise<string> {
  const delivery = await send(page);
  if (delivery.outcome !== "sent" || delivery.providerId === null) throw new Error("not sent");
  return delivery.providerId;
}

describe("a hand-over to Opsgenie", () => {
  it("creates one alert by the incident's number, with a link to it", async () => {
    expect(await send()).toMatchObject({
      outcome: "sent",
      providerId: expect.stringMatching(/^watchroom-17\|./) as string,
    });

    expect(server.heard).toHaveLength(1);
    expect(server.alert("watchroom-17")).toMatchObject({
      status: "open",
      message: PAGE.text,
      priority: "P1",
      given: {
        description: PAGE.text,
        source: "watchroom",
        user: "watchroom",
        details: { incidents: "#17", link: `${PUBLIC_URL}/incidents/17` },
      },
    });
    expect(server.heard[0]?.body).not.toContain("/a/");
    server.expectNoFaults();
  });

  it("has no link where nobody reaches us, and fits whatever its text", async () => {
    await send({ text: "x".repeat(20_000), urgent: false }, { callbackUrl: null });

    const { priority, message, given } = server.alert("watchroom-17");
    expect([priority, message.length]).toEqual(["P3", 130]);
    expect(given["description"]).toHaveLength(15_000);
    expect(given["details"]).toEqual({ incidents: "#17" });
    server.expectNoFaults();
  });

  it("has another alias once the incident was taken and given back", async () => {
    await send();
    await send({ generation: 2 });

    expect([...server.alerts.keys()]).toEqual(["watchroom-17", "watchroom-17-3"]);
  });

  it("is one alert when it is sent twice, as after an answer that was lost", async () => {
    server.trouble("accept-then-reset");
    await send();
    await send();

    expect([...server.alerts.keys()]).toEqual(["watchroom-17"]);
  });

  it.each<readonly [PageMessage["standing"], string, string]>([
    [ACKNOWLEDGED, "acknowledged", "Acknowledged by Ana and Bob."],
    [{ kind: "resolved" }, "closed", "It is over."],
    [{ kind: "silenced" }, "closed", "It is silenced."],
  ])("is told how it stands here: %j", async (standing, status, note) => {
    const id = await sent();

    expect(await stop(id, { standing })).toEqual({ outcome: "sent", providerId: id });

    expect(server.alert("watchroom-17").status).toBe(status);
    expect(JSON.parse(server.heard.at(-1)?.body ?? "")).toMatchObject({ note, user: "watchroom" });
    server.expectNoFaults();
  });

  it("is told also when nobody knows whether it arrived", async () => {
    await send();
    await stop("", { standing: ACKNOWLEDGED });

    expect(server.alert("watchroom-17").status).toBe("acknowledged");
    expect(opsgenie().notifier.stopsByPage).toBe(true);
  });

  it("is left alone while it is open, and when its id is none of ours", async () => {
    const id = await sent();

    await stop(id, { standing: { kind: "open" } });
    await stop("never-sent", { standing: ACKNOWLEDGED });

    expect(server.heard).toHaveLength(1);
  });

  it("is told again later when Opsgenie does not take that", async () => {
    const id = await sent();
    server.trouble({ status: 503 });

    expect(await stop(id, { standing: ACKNOWLEDGED })).toEqual({
      ...retried,
      reason: "server-error",
    });
  });
});

const REFUSALS: readonly (readonly [string, Trouble, object])[] = [
  ["400", { status: 400, body: { message: "x" } }, { reason: "rejected" }],
  ["401", { status: 401 }, { reason: "unauthorized" }],
  ["402", { status: 402 }, { reason: "unpaid" }],
  ["403", { status: 403 }, { reason: "unauthorized" }],
  ["404", { status: 404 }, { reason: "bad-destination" }],
  [
    "422",
    { status: 422, body: { message: "Request body is not processable." } },
    { reason: "rejected" },
  ],
  ["422 with a page", { status: 422, body: "<html>" }, { reason: "rejected" }],
  [
    "what is no key",
    { status: 422, body: { message: "Key format is not valid!" } },
    { reason: "unauthorized" },
  ],
  ["a redirect", { status: 307, headers: { location: "/x" } }, { reason: "rejected" }],
];

describe("a hand-over that Opsgenie does not take", () => {
  it.each(REFUSALS)("for %s is given up after one request", async (_what, trouble, told) => {
    server.trouble(trouble);

    expect(await send()).toEqual({ ...givenUp, ...told });
    expect(server.heard).toHaveLength(1);
  });

  it.each(passingTroubles(202))(
    "for %s is worth another try, after one request",
    async (_what, trouble, reason) => {
      server.trouble(trouble);
      const limit = patience(server, reason);

      expect(await opsgenie().notifier.send(PAGE, "opsgenie", limit)).toEqual({
        ...retried,
        reason,
      });
      expect(server.heard).toHaveLength(1);
    },
  );

  it("is tried again when Opsgenie asks for it", async () => {
    server.trouble({ status: 429, headers: { "retry-after": "12" } });

    expect(await send()).toEqual({ ...retried, reason: "rate-limited", retryAfterMs: 12_000 });
  });

  it("is given up when the key is wrong", async () => {
    expect(await send({}, { apiKey: "another" })).toEqual({ ...givenUp, reason: "unauthorized" });
  });

  it("because nobody listens there is tried again", async () => {
    const gone = await new OpsgenieServer().start();
    await gone.stop();

    expect(await send({}, { api: gone.url })).toEqual({ ...retried, reason: "unreachable" });
  });
});

describe("what Opsgenie has taken", () => {
  it("is under way until an alert has come of it, and then until somebody takes that", async () => {
    server.isSlow();
    const id = await sent();
    expect(await follow(id)).toEqual({ kind: "under-way" });
    server.processes();
    expect(await follow(id)).toEqual({ kind: "under-way" });

    await server.acknowledges("watchroom-17", "Ana");

    expect(await follow(id)).toEqual({ kind: "acknowledged", by: "Ana" });
    server.expectNoFaults();
  });

  it("has failed when no alert comes of it", async () => {
    server.refusesLater("The limit of alerts is reached");
    const id = await sent();

    expect(await follow(id)).toEqual({
      kind: "failed",
      failure: { ...givenUp, reason: "rejected" },
    });
  });

  it("is not acknowledged by what we ask for ourselves", async () => {
    const id = await sent();
    await stop(id, { standing: ACKNOWLEDGED });

    expect(await follow(id)).toEqual({ kind: "under-way" });
  });

  it("is not asked who took it where that comes back by itself", async () => {
    const id = await sent();
    await server.acknowledges("watchroom-17", "Ana");

    expect(await follow(id, { webhookSecret: SECRET })).toEqual({ kind: "under-way" });
    expect(await follow(id, { webhookSecret: SECRET, callbackUrl: null })).toMatchObject({
      kind: "acknowledged",
    });
  });

  it.each(["", "watchroom-17", "a|b|c"])("is not known by %j", async (id) => {
    expect(await follow(id)).toMatchObject(givenUp);
    expect(server.heard).toEqual([]);
  });

  it("is asked for again when Opsgenie does not say", async () => {
    const id = await sent();
    server.trouble({ status: 500 }, { on: "alert" });

    expect(await follow(id)).toEqual({ ...retried, reason: "server-error" });
  });
});

describe("a look at Opsgenie", () => {
  it("contacts nobody", async () => {
    expect(await opsgenie().notifier.probe(patient())).toEqual({
      ok: true,
      said: "Opsgenie knows our key",
    });
    expect(server.heard.map(({ operation }) => operation)).toEqual(["list"]);
    server.expectNoFaults();
  });

  it.each<readonly [string, Trouble, RegExp]>([
    ["a key that is refused", { status: 401 }, /refuses our key.*OPSGENIE_API_KEY/],
    ["a page", { status: 200, body: "<html>" }, /does not answer as it should.*us, eu or jsm/],
    ["another service", { status: 404 }, /does not answer as it should/],
  ])("finds %s", async (_what, trouble, words) => {
    server.trouble(trouble);

    const answer = await opsgenie().notifier.probe(patient());

    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).toMatch(words);
    expect(JSON.stringify(answer)).not.toContain(server.apiKey);
  });
});

describe("what is done in Opsgenie", () => {
  let callbacks: RecordedCallbacks;
  let close: () => Promise<void>;

  beforeEach(async () => {
    callbacks = recordedCallbacks();
    const routes = opsgenie({ webhookSecret: SECRET }).routes(callbacks);
    const served = await serveRoutes(routes, log);
    close = served.stop;
    server.webhookUrl = `${served.address}/hooks/opsgenie`;
    server.echoes = false;
    await send({ generation: 1 });
  });
  afterEach(() => close());

  it("comes back in the name of who did it", async () => {
    for (const act of ["acknowledges", "unacknowledges", "closes"] as const)
      expect(await server[act]("watchroom-17-2", "ana@example.com")).toMatchObject({ status: 202 });

    const event = { via: "opsgenie", incident: 17, by: "ana@example.com" };
    expect(callbacks.handed).toMatchObject([
      { ...event, act: "acknowledge" },
      { ...event, act: "unacknowledge" },
      { ...event, act: "resolve" },
    ]);
    expect(new Set(callbacks.handed.map(({ id }) => id)).size).toBe(3);
    expect(Math.abs((callbacks.handed[0]?.at ?? 0) - server.now())).toBeLessThan(60_000);
  });

  it("comes back as the same event when it is told twice", async () => {
    await server.acknowledges("watchroom-17-2", "Ana");
    await server.courier.replays(server.courier.last("Acknowledge"));

    const [first, second] = callbacks.handed;
    expect(second).toEqual(first);
  });

  it("is nothing to us when a machine did it, or when it is no incident of ours", async () => {
    await server.webhook("Acknowledge", "watchroom-17-2", null);
    await server.webhook("Create", "watchroom-17-2", "Ana");
    await server.webhook("Acknowledge", "watchroom-17-2", "watchroom");
    server.alerts.set("other", { ...server.alert("watchroom-17-2"), alias: "other" });
    await server.acknowledges("other", "Ana");

    expect(callbacks.handed).toEqual([]);
    expect(server.courier.sent.map(({ reply }) => reply?.status)).toEqual([202, 202, 202, 202]);
  });

  it("is refused without a hint when the secret is wrong or missing, and logged seldom", async () => {
    server.courier.forges();
    expect(await server.acknowledges("watchroom-17-2", "Ana")).toMatchObject({ status: 403 });
    const bare = await fetch(server.webhookUrl ?? "", { method: "POST", body: "{}" });

    expect(bare.status).toBe(403);
    expect(callbacks.handed).toEqual([]);
    expect(log.lines).toHaveLength(1);
  });

  it.each(["", "{", "[]", '{"action":"Acknowledge"}', '{"action":"Acknowledge","alert":null}'])(
    "is taken, and means nothing, when it says %j",
    async (body) => {
      const headers = { "x-watchroom-secret": SECRET };
      const reply = await fetch(server.webhookUrl ?? "", { method: "POST", headers, body });

      expect(reply.status).toBe(202);
      expect(callbacks.handed).toEqual([]);
    },
  );
});

it.each([
  ["us", "https://api.opsgenie.com"],
  ["eu", "https://api.eu.opsgenie.com"],
  ["jsm", "https://api.atlassian.com/jsm/ops/integration"],
  ["https://opsgenie.test/own", "https://opsgenie.test/own"],
])("an account in %s is asked at %s", (api, address) => {
  expect(addressOf(api)).toBe(address);
});

it("nothing comes back from Opsgenie without a secret to check it by", () => {
  expect(opsgenie().routes(recordedCallbacks())).toEqual([]);
});

it("an event of Opsgenie may have its instant in milliseconds, or have none", () => {
  const event = (updatedAt?: number) =>
    readEvent(
      Buffer.from(
        JSON.stringify({
          action: "Close",
          source: { type: "web" },
          alert: { alertId: "a1", alias: "watchroom-17", username: "Ana", updatedAt },
        }),
      ),
      1_000,
    );

  expect(event(1_780_000_000_000)?.at).toBe(1_780_000_000_000);
  expect(event(1_780_000_000_000_000_000)?.at).toBe(1_780_000_000_000);
  expect(event()?.at).toBe(1_000);
});
