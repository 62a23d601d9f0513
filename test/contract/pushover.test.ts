import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPushover } from "../../src/adapters/pushover/pushover.ts";
import type { Callbacks } from "../../src/ports/callbacks.ts";
import type { Delivery, PageMessage } from "../../src/ports/notifier.ts";
import { PushoverServer } from "../fakes/pushover-server.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";
import { pageExample } from "../support/card-examples.ts";
import { person } from "../support/in-memory-watch.ts";
import { memoryContacts } from "../support/memory-contacts.ts";
import { expectNoSecret, recordedLog } from "../support/quiet-log.ts";
import { recordedCallbacks } from "../support/recorded-callbacks.ts";
import { serveRoutes } from "../support/serve-routes.ts";
import { passingTroubles, patience } from "../support/vendor-failures.ts";

const ANA = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";
const PUBLIC_URL = "https://watch.example";
const PAGE = pageExample({ token: "claim.signature" });

let server: PushoverServer;
let contacts: ReturnType<typeof memoryContacts>;
let log: ReturnType<typeof recordedLog>;

beforeEach(async () => {
  server = await new PushoverServer().start();
  contacts = memoryContacts();
  log = recordedLog();
  await contacts.set({ handle: "ana", method: "pushover", value: ANA, at: 0 });
});
afterEach(async () => {
  await server.stop();
  expectNoSecret(log, [ANA, server.token, "claim.signature", "Builds"]);
});

interface Changes {
  readonly callbackUrl?: string | null;
  readonly token?: string;
  readonly apiUrl?: string;
}

const pushover = ({ callbackUrl = PUBLIC_URL, token, apiUrl }: Changes = {}) =>
  createPushover({
    config: { token: token ?? server.token, apiUrl: apiUrl ?? server.url },
    callbackUrl,
    contacts,
    log,
  });
const patient = (): AbortSignal => AbortSignal.timeout(20_000);
const send = (page: Partial<PageMessage> = {}, by = pushover().push): Promise<Delivery> =>
  by.send({ ...PAGE, ...page }, ANA, patient());
const retried = { outcome: "failed", permanent: false };
const givenUp = { outcome: "failed", permanent: true };

async function sent(page: Partial<PageMessage> = {}): Promise<string> {
  const delivery = await send(page);
  if (delivery.outcome !== "sent" || delivery.providerId === null) throw new Error("not sent");
  return delivery.providerId;
}

describe("a page by Pushover", () => {
  it("is one emergency that rings until it is acknowledged, with the page's link", async () => {
    const delivery = await send();

    const [receipt] = server.receipts;
    expect(delivery).toEqual({
      outcome: "sent",
      providerId: expect.stringMatching(`^${receipt?.receipt}\\.`) as string,
    });
    expect(JSON.stringify(delivery)).not.toContain(ANA);
    expect(server.heard).toHaveLength(1);
    expect(server.messages).toMatchObject([
      {
        user: ANA,
        title: PAGE.title,
        message: PAGE.text,
        priority: 2,
        url: PAGE.links.view,
        urlTitle: "Open the page",
      },
    ]);
    expect(receipt).toMatchObject({
      retrySeconds: 60,
      expireSeconds: 3_000,
      tags: ["watchroom-p1"],
      callback: expect.stringMatching(
        `^${PUBLIC_URL}/hooks/pushover/claim\\.signature\\?print=[-\\w]+$`,
      ) as string,
    });
    server.expectNoFaults();
  });

  it("rings once, and has no receipt, when nothing critical is among it", async () => {
    expect(await send({ urgent: false })).toEqual({ outcome: "sent", providerId: null });

    expect(server.messages).toMatchObject([{ priority: 1, receipt: null }]);
    server.expectNoFaults();
  });

  it("does not ring for long when it is a test", async () => {
    await send({ incidents: [] });

    expect(server.receipts[0]?.expireSeconds).toBe(180);
  });

  it("asks for no callback where Pushover does not reach us", async () => {
    await send({}, pushover({ callbackUrl: null }).push);

    expect(server.receipts[0]?.callback).toBeNull();
    expect(pushover({ callbackUrl: null }).routes(recordedCallbacks())).toEqual([]);
    server.expectNoFaults();
  });

  it("fits, whatever its text, and leaves out a link that is too long", async () => {
    const long = "\u{1F525}".repeat(3_000);
    await send({
      text: long,
      title: long,
      links: { ...PAGE.links, view: `${PUBLIC_URL}/${"a".repeat(512)}` },
    });

    expect(server.messages).toMatchObject([{ url: null, urlTitle: null }]);
    expect(server.messages[0]?.message).toMatch(/…$/);
    server.expectNoFaults();
  });
});

const quota = { status: 0, errors: ["application is over its monthly message limit"] };
const REFUSALS: readonly (readonly [string, Trouble, object])[] = [
  ["400", { status: 400, body: { status: 0, errors: ["x"] } }, { reason: "rejected" }],
  ["400 with a page", { status: 400, body: "<html>" }, { reason: "rejected" }],
  [
    "a user that there is none of",
    { status: 400, body: { user: "invalid", status: 0, errors: [] } },
    { reason: "bad-destination" },
  ],
  [
    "a token that is none",
    { status: 400, body: { token: "invalid", status: 0 } },
    { reason: "unauthorized" },
  ],
  ["401", { status: 401 }, { reason: "unauthorized" }],
  ["403", { status: 403 }, { reason: "unauthorized" }],
  ["404", { status: 404 }, { reason: "rejected" }],
  ["a redirect", { status: 302, headers: { location: "/x" } }, { reason: "rejected" }],
  [
    "200 that says no",
    { status: 200, body: { status: 0, user: "invalid" } },
    { reason: "bad-destination" },
  ],
  ["a month that is full", { status: 429, body: quota }, { reason: "unpaid" }],
];

describe("a page that Pushover does not take", () => {
  it.each(REFUSALS)("for %s is given up after one request", async (_what, trouble, told) => {
    server.trouble(trouble);

    expect(await send()).toEqual({ ...givenUp, ...told });
    expect(server.heard).toHaveLength(1);
  });

  it.each(passingTroubles(200))(
    "for %s is worth another try, after one request",
    async (_what, trouble, reason) => {
      server.trouble(trouble);
      const limit = patience(server, reason);

      expect(await pushover().push.send(PAGE, ANA, limit)).toEqual({ ...retried, reason });
      expect(server.heard).toHaveLength(1);
    },
  );

  it("is tried again when Pushover asks for it", async () => {
    server.trouble({ status: 429, headers: { "retry-after": "7" }, body: { status: 0 } });

    expect(await send()).toEqual({ ...retried, reason: "rate-limited", retryAfterMs: 7_000 });
  });

  it("is given up when the token or the user is wrong", async () => {
    const other = pushover({ token: "x".repeat(30) }).push;
    expect(await send({}, other)).toEqual({ ...givenUp, reason: "unauthorized" });
    server.users = [];
    expect(await send()).toEqual({ ...givenUp, reason: "bad-destination" });
  });

  it("because nobody listens there is tried again", async () => {
    const gone = await new PushoverServer().start();
    await gone.stop();

    expect(await send({}, pushover({ apiUrl: gone.url }).push)).toEqual({
      ...retried,
      reason: "unreachable",
    });
  });
});

describe("an emergency", () => {
  const follow = (id: string) => pushover().push.follow?.(id, patient());

  it("is followed until its person acknowledges it", async () => {
    const id = await sent();
    expect(await follow(id)).toEqual({ kind: "under-way" });

    await server.acknowledge(server.receipts[0]?.receipt ?? "");

    expect(await follow(id)).toEqual({ kind: "acknowledged", by: null });
    server.expectNoFaults();
  });

  it("is nobody's acknowledgement when somebody else's key stands there", async () => {
    const id = await sent();
    await server.acknowledge(server.receipts[0]?.receipt ?? "", "z".repeat(30));

    expect(await follow(id)).toEqual({ kind: "over", why: "completed" });
  });

  it("is over when it has expired", async () => {
    const id = await sent();
    server.expires(server.receipts[0]?.receipt ?? "");

    expect(await follow(id)).toEqual({ kind: "over", why: "no-answer" });
  });

  it.each(["", "r1", "never.sent.so", "r1.print"])("is not known by %j", async (id) => {
    expect(await follow(id)).toMatchObject({ ...givenUp, reason: "rejected" });
  });

  it("is asked for again when Pushover does not say", async () => {
    const id = await sent();
    server.trouble({ status: 503 });

    expect(await follow(id)).toEqual({ ...retried, reason: "server-error" });
  });

  it("is cancelled with all that was sent for its page, also what was never answered", async () => {
    server.trouble("accept-then-reset");
    await send();
    const id = await sent();
    await sent({ id: "p2" });

    expect(await pushover().push.stop(id, patient(), PAGE)).toEqual({
      outcome: "sent",
      providerId: id,
    });

    expect(server.receipts.map(({ state }) => state)).toEqual([
      "cancelled",
      "cancelled",
      "repeating",
    ]);
    server.expectNoFaults();
  });

  it("is cancelled later when Pushover does not take that", async () => {
    const id = await sent();
    server.trouble({ status: 500 });

    expect(await pushover().push.stop(id, patient(), PAGE)).toMatchObject(retried);
  });
});

describe("a callback of Pushover", () => {
  let callbacks: ReturnType<typeof recordedCallbacks>;
  let close: () => Promise<void>;

  async function serve(known: Partial<Callbacks> = {}): Promise<void> {
    callbacks = recordedCallbacks();
    const routes = pushover().routes({ ...callbacks, ...known });
    const { address, stop } = await serveRoutes(routes, log);
    [server.courier.publicUrl, server.courier.reachedAt] = [PUBLIC_URL, address];
    close = stop;
  }
  afterEach(() => close());

  const receipt = (): string => server.receipts[0]?.receipt ?? "";
  const states = () => callbacks.progress.map(({ token, state }) => [token, state.kind]);

  it("tells that its person has acknowledged, once Pushover confirms it", async () => {
    await serve();
    const id = await sent();

    expect(await server.acknowledge(receipt())).toMatchObject({ status: 200 });

    expect(states()).toEqual([
      ["claim.signature", "under-way"],
      ["claim.signature", "acknowledged"],
    ]);
    expect(callbacks.progress.map(({ providerId }) => providerId)).toEqual([id, id]);
    expect(server.heardOf("receipt")).toHaveLength(1);
  });

  it("is no acknowledgement when nobody has acknowledged there", async () => {
    await serve();
    await sent();
    await tell({ receipt: receipt(), acknowledged: "1", acknowledged_by: ANA });

    expect(states().map(([, kind]) => kind)).toEqual(["under-way", "under-way"]);
  });

  it("is no acknowledgement when somebody else has", async () => {
    await serve();
    await sent();
    await server.acknowledge(receipt(), "z".repeat(30));

    expect(states().map(([, kind]) => kind)).toEqual(["under-way", "over"]);
  });

  it("that nobody waits for is refused, and Pushover is not asked", async () => {
    await serve({ reported: async () => false });
    await sent();

    expect(await server.acknowledge(receipt())).toMatchObject({ status: 403 });
    expect(await tell({})).toBe(403);
    expect(await tell({ receipt: "a.b" })).toBe(403);
    expect(server.heardOf("receipt")).toEqual([]);
    expect(log.lines).toHaveLength(1);
  });

  it("is to come again when Pushover cannot confirm it", async () => {
    await serve();
    await sent();
    server.trouble({ status: 500 }, { on: "receipt" });

    expect(await server.acknowledge(receipt())).toMatchObject({ status: 503 });
    expect(states().map(([, kind]) => kind)).toEqual(["under-way"]);
  });

  async function tell(fields: Readonly<Record<string, string>>): Promise<number> {
    const { callback } = server.receipts[0] ?? {};
    const target = `${callback}`.replace(PUBLIC_URL, server.courier.reachedAt ?? "");
    const reply = await fetch(target, { method: "POST", body: new URLSearchParams(fields) });
    return reply.status;
  }
});

describe("a responder", () => {
  it("is reached by the key that they gave, and nobody without one", async () => {
    const { push } = pushover();
    contacts.kept.set("cy|pushover", { state: "unreadable" });
    await contacts.set({ handle: "bob", method: "push", value: "a-topic", at: 0 });

    expect(await push.destinationOf(person("ana"))).toBe(ANA);
    expect(await push.destinationOf(person("ana", { responder: false }))).toBeNull();
    expect(await push.destinationOf(person("bob"))).toBeNull();
    expect(await push.destinationOf(person("cy"))).toBeNull();
  });

  const accepted = (key = ANA) => pushover().push.accepts?.(key, patient());

  it("is asked about before their key is kept, without a message", async () => {
    expect(await accepted()).toEqual({ outcome: "sent", providerId: null });

    server.users = [];
    expect(await accepted()).toEqual({ ...givenUp, reason: "bad-destination" });
    expect(server.messages).toEqual([]);
    server.expectNoFaults();
  });

  it.each([
    ["a group", { status: 1, group: 1, devices: ["iphone"] }],
    ["somebody without a device", { status: 1, group: 0, devices: [] }],
  ])("is not %s", async (_what, body) => {
    server.trouble({ status: 200, body });

    expect(await accepted()).toEqual({ ...givenUp, reason: "bad-destination" });
  });
});

describe("a look at Pushover", () => {
  it("contacts nobody, and says how much is left", async () => {
    expect(await pushover().push.probe(patient())).toEqual({
      ok: true,
      said: "Pushover knows our token; 9999 messages left this month",
    });
    expect(server.heard.map(({ operation }) => operation)).toEqual(["limits"]);
    server.expectNoFaults();
  });

  it.each<readonly [string, Trouble | "no token" | "full", RegExp]>([
    ["a token that is wrong", "no token", /refuses our token.*PUSHOVER_TOKEN/],
    ["a month that is full", "full", /no more messages.*this month/],
    ["a page", { status: 200, body: "<html>" }, /does not answer as it should/],
    ["nobody", "reset", /does not answer as it should/],
  ])("finds %s", async (_what, how, words) => {
    if (how === "full") server.remaining = 0;
    else if (how !== "no token") server.trouble(how);
    const token = how === "no token" ? "x".repeat(30) : server.token;

    const answer = await pushover({ token }).push.probe(patient());

    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).toMatch(words);
    expect(JSON.stringify(answer)).not.toContain(token);
  });
});
