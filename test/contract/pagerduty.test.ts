import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPagerDuty } from "../../src/adapters/pagerduty/pagerduty.ts";
import { isSigned } from "../../src/adapters/pagerduty/signature.ts";
import { readEvent } from "../../src/adapters/pagerduty/webhook-event.ts";
import type { Delivery, PageMessage } from "../../src/ports/notifier.ts";
import { PagerDutyServer, pagerDutySignature } from "../fakes/pagerduty-server.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";
import { pageExample } from "../support/card-examples.ts";
import { expectNoSecret, recordedLog } from "../support/quiet-log.ts";
import { recordedCallbacks, type RecordedCallbacks } from "../support/recorded-callbacks.ts";
import { serveRoutes } from "../support/serve-routes.ts";
import { passingTroubles, patience } from "../support/vendor-failures.ts";

const PUBLIC_URL = "https://watch.example";
const PAGE = pageExample({ handle: "pagerduty" });
const ACKNOWLEDGED = { kind: "acknowledged", by: ["Ana"] } as const;

let server: PagerDutyServer;
let log: ReturnType<typeof recordedLog>;

beforeEach(async () => {
  server = await new PagerDutyServer().start();
  log = recordedLog();
});
afterEach(async () => {
  await server.stop();
  expectNoSecret(log, [server.routingKey, server.webhookSecret, "Builds", "Ana"]);
});

interface Changes {
  readonly callbackUrl?: string | null;
  readonly routingKey?: string;
  readonly apiUrl?: string;
  readonly webhookSecrets?: readonly string[];
}

const pagerDuty = ({ callbackUrl = PUBLIC_URL, ...changes }: Changes = {}) =>
  createPagerDuty({
    config: {
      routingKey: server.routingKey,
      webhookSecrets: ["an older secret", server.webhookSecret],
      apiUrl: server.url,
      ...changes,
    },
    callbackUrl,
    log,
  });
const patient = (): AbortSignal => AbortSignal.timeout(20_000);
const send = (page: Partial<PageMessage> = {}, changes: Changes = {}): Promise<Delivery> =>
  pagerDuty(changes).notifier.send({ ...PAGE, ...page }, "pagerduty", patient());
const stop = (key: string, page: Partial<PageMessage>): Promise<Delivery> =>
  pagerDuty().notifier.stop(key, patient(), { ...PAGE, ...page });
const retried = { outcome: "failed", permanent: false };
const givenUp = { outcome: "failed", permanent: true };

describe("a hand-over to PagerDuty", () => {
  it("triggers one alert by the incident's number, with a link to it", async () => {
    expect(await send()).toEqual({ outcome: "sent", providerId: "watchroom-17" });

    expect(server.heard).toHaveLength(1);
    const address = `${PUBLIC_URL}/incidents/17`;
    expect(server.alert("watchroom-17")).toMatchObject({
      status: "triggered",
      summary: PAGE.text,
      severity: "critical",
      links: [{ href: address, text: "Incident 17 in watchroom" }],
      clientUrl: address,
      payload: { source: "watchroom", custom_details: { title: PAGE.title, incidents: [17] } },
    });
    expect(server.heard[0]?.body).not.toContain("/a/");
    server.expectNoFaults();
  });

  it("has no link where nobody reaches us, and fits whatever its text", async () => {
    await send({ text: "x".repeat(5_000), urgent: false }, { callbackUrl: null });

    expect(server.alert("watchroom-17")).toMatchObject({
      severity: "warning",
      links: [],
      clientUrl: null,
    });
    expect(server.alert("watchroom-17").summary).toHaveLength(1_024);
    server.expectNoFaults();
  });

  it("has another key once the incident was taken and given back, as the old one does not ring again", async () => {
    await send();
    await stop("watchroom-17", { standing: ACKNOWLEDGED });
    expect(await send({ generation: 1 })).toMatchObject({ providerId: "watchroom-17-2" });

    expect(server.alert("watchroom-17").status).toBe("acknowledged");
    expect(server.alert("watchroom-17-2").status).toBe("triggered");
  });

  it("is one alert when it is sent twice, as after an answer that was lost", async () => {
    server.trouble("accept-then-reset");
    await send();
    await send();

    expect([...server.alerts.keys()]).toEqual(["watchroom-17"]);
  });

  it.each<readonly [PageMessage["standing"], string]>([
    [ACKNOWLEDGED, "acknowledged"],
    [{ kind: "resolved" }, "resolved"],
    [{ kind: "silenced" }, "resolved"],
    [{ kind: "open" }, "triggered"],
  ])("is told how it stands here: %j", async (standing, status) => {
    await send();

    expect(await stop("watchroom-17", { standing })).toEqual({
      outcome: "sent",
      providerId: "watchroom-17",
    });
    expect(server.alert("watchroom-17").status).toBe(status);
    server.expectNoFaults();
  });

  it("is told also when nobody knows whether it arrived", async () => {
    await send();
    await stop("", { standing: ACKNOWLEDGED });

    expect(server.alert("watchroom-17").status).toBe("acknowledged");
    expect(pagerDuty().notifier.stopsByPage).toBe(true);
  });

  it("is told again later when PagerDuty does not take that", async () => {
    await send();
    server.trouble({ status: 500 });

    expect(await stop("watchroom-17", { standing: ACKNOWLEDGED })).toEqual({
      ...retried,
      reason: "server-error",
    });
  });
});

const REFUSALS: readonly (readonly [string, Trouble, object])[] = [
  [
    "400",
    { status: 400, body: { status: "invalid event", errors: ["x"] } },
    { reason: "rejected" },
  ],
  ["400 with a page", { status: 400, body: "<html>" }, { reason: "rejected" }],
  [
    "a key of another length",
    { status: 400, body: { errors: ["Length of 'routing_key' is incorrect"] } },
    { reason: "unauthorized" },
  ],
  ["401", { status: 401 }, { reason: "unauthorized" }],
  ["402", { status: 402 }, { reason: "unpaid" }],
  ["403", { status: 403 }, { reason: "unauthorized" }],
  ["404", { status: 404 }, { reason: "bad-destination" }],
  ["413", { status: 413 }, { reason: "rejected" }],
  ["a redirect", { status: 301, headers: { location: "/x" } }, { reason: "rejected" }],
];

describe("a hand-over that PagerDuty does not take", () => {
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

      expect(await pagerDuty().notifier.send(PAGE, "pagerduty", limit)).toEqual({
        ...retried,
        reason,
      });
      expect(server.heard).toHaveLength(1);
    },
  );

  it("is tried again when PagerDuty asks for it", async () => {
    server.trouble({ status: 429, headers: { "retry-after": "30" } });

    expect(await send()).toEqual({ ...retried, reason: "rate-limited", retryAfterMs: 30_000 });
  });

  it("is given up when the key is of no service", async () => {
    expect(await send({}, { routingKey: "x".repeat(32) })).toEqual({
      ...givenUp,
      reason: "unauthorized",
    });
  });

  it("because nobody listens there is tried again", async () => {
    const gone = await new PagerDutyServer().start();
    await gone.stop();

    expect(await send({}, { apiUrl: gone.url })).toEqual({ ...retried, reason: "unreachable" });
  });
});

it("a look at PagerDuty asks nothing, and says that it could not", async () => {
  expect(await pagerDuty().notifier.probe(patient())).toMatchObject({
    ok: true,
    said: expect.stringMatching(/the key was not checked/) as string,
  });
  expect(server.heard).toEqual([]);
});

describe("what is done in PagerDuty", () => {
  let callbacks: RecordedCallbacks;
  let address: string;
  let close: () => Promise<void>;

  beforeEach(async () => {
    callbacks = recordedCallbacks();
    ({ address, stop: close } = await serveRoutes(pagerDuty().routes(callbacks), log));
    server.webhookUrl = `${address}/hooks/pagerduty`;
    server.echoes = false;
    await send({ generation: 1 });
  });
  afterEach(() => close());

  it("comes back in the name of who did it", async () => {
    for (const act of ["acknowledges", "unacknowledges", "resolves"] as const)
      expect(await server[act]("watchroom-17-2", "Ana\u202E Ng")).toMatchObject({ status: 202 });

    const event = { via: "pagerduty", incident: 17, by: "Ana Ng" };
    expect(callbacks.handed).toMatchObject([
      { ...event, act: "acknowledge" },
      { ...event, act: "unacknowledge" },
      { ...event, act: "resolve" },
    ]);
    const [first] = callbacks.handed;
    expect(first?.id).toMatch(/^[-0-9a-f]{36}$/);
    expect(first?.at).toBeGreaterThan(server.now() - 60_000);
  });

  it("comes back as the same event when it is told twice", async () => {
    await server.acknowledges("watchroom-17-2", "Ana");
    await server.courier.replays(server.courier.last("incident.acknowledged"));

    const [first, second] = callbacks.handed;
    expect(second).toEqual(first);
  });

  it("is taken under either secret while one is being replaced", async () => {
    [server.webhookSecret, server.secondSecret] = ["a newer secret", "an older secret"];

    expect(await server.acknowledges("watchroom-17-2", "Ana")).toMatchObject({ status: 202 });
    expect(callbacks.handed).toHaveLength(1);
  });

  it("is nothing to us when a machine did it, when it is another event, or no incident of ours", async () => {
    await server.webhook("acknowledged", "watchroom-17-2", null);
    await server.webhook("reassigned", "watchroom-17-2", "Ana");
    for (const key of ["other-17", "watchroom-17x", "watchroom-", "xwatchroom-17"]) {
      server.alerts.set(key, { ...server.alert("watchroom-17-2"), key });
      expect(await server.acknowledges(key, "Ana")).toMatchObject({ status: 202 });
    }

    expect(callbacks.handed).toEqual([]);
  });

  it("is refused without a hint when its signature is wrong, and logged seldom", async () => {
    server.courier.forges(2);

    for (const _ of [1, 2])
      expect(await server.acknowledges("watchroom-17-2", "Ana")).toMatchObject({ status: 403 });

    expect(callbacks.handed).toEqual([]);
    expect(log.lines).toHaveLength(1);
  });

  it("is told again by PagerDuty when it cannot be kept", async () => {
    await close();
    const routes = pagerDuty().routes({
      ...callbacks,
      handedBack: () => Promise.reject(new Error("the store is away")),
    });
    ({ address, stop: close } = await serveRoutes(routes, log));
    server.webhookUrl = `${address}/hooks/pagerduty`;

    expect(await server.acknowledges("watchroom-17-2", "Ana")).toMatchObject({ status: 500 });
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    '{"event":null}',
    '{"event":{"id":"x"}}',
    '{"event":{"event_type":"pagey.ping"}}',
  ])("is taken, and means nothing, when it says %j", async (body) => {
    expect(await post(body)).toBe(202);
    expect(callbacks.handed).toEqual([]);
  });

  async function post(body: string): Promise<number> {
    const signature = `v1=${pagerDutySignature(server.webhookSecret, body)}`;
    const headers = { "x-pagerduty-signature": signature };
    return (await fetch(server.webhookUrl ?? "", { method: "POST", headers, body })).status;
  }
});

it("nothing comes back without a secret to check it by", () => {
  expect(pagerDuty({ webhookSecrets: [] }).routes(recordedCallbacks())).toEqual([]);
});

describe("an incident that PagerDuty has made of several alerts", () => {
  const event = (data: object) =>
    readEvent(
      Buffer.from(
        JSON.stringify({
          event: {
            id: "e1",
            event_type: "incident.acknowledged",
            occurred_at: "2026-03-01T03:00:00Z",
            agent: { type: "user_reference", summary: "" },
            data,
          },
        }),
      ),
    );

  it("is known by its title, as it has no key", () => {
    expect(event({ incident_key: null, title: PAGE.text })).toMatchObject({
      incident: 17,
      by: "Somebody in PagerDuty",
    });
    expect(event({ title: PAGE.text })).toMatchObject({ incident: 17 });
    expect(event({ incident_key: "d3640fbd", title: PAGE.text })).toBeNull();
    expect(event({ incident_key: null, title: "Incident 17 or so" })).toBeNull();
  });
});

describe("a signature of PagerDuty", () => {
  /** The second test case of RFC 4231. */
  const secret = "Jefe";
  const body = Buffer.from("what do ya want for nothing?");
  const right = "v1=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  const wrong = "v1=7020c8a7ec668a9b7012bc3dd82e483394b038f4230acc6785efbf2a7d8bcaf5";

  it("is good for the published body, alone and among others", () => {
    for (const header of [right, `${wrong},${right}`, `${right}, ${wrong}`, `v2=x,${right}`])
      expect(isSigned(body, header, ["another", secret])).toBe(true);
  });

  it.each([
    undefined,
    "",
    wrong,
    right.slice(3),
    `v2=${right.slice(3)}`,
    `${right}0`,
    right.toUpperCase(),
  ])("is not good as %j", (header) => {
    expect(isSigned(body, header, [secret])).toBe(false);
  });

  it("is good for that body and that secret only", () => {
    expect(isSigned(Buffer.concat([body, Buffer.from(" ")]), right, [secret])).toBe(false);
    expect(isSigned(body, right, ["another"])).toBe(false);
    expect(isSigned(body, right, [])).toBe(false);
  });
});
