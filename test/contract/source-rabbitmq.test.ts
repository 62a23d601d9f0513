import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createRawServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRabbitmqSource } from "../../src/adapters/rabbitmq/source.ts";
import type { SourceAddress } from "../../src/lib/source-addresses.ts";
import type { SourceAnswer } from "../../src/ports/source.ts";
import { listening } from "../support/listening.ts";

const PASSWORD = "a-password-that-nobody-may-see";

interface Management {
  readonly url: string;
  readonly asked: IncomingMessage[];
}

/** Answers with JSON, or with what the function does. */
async function management(
  answer: object | RequestListener | readonly [number, object | string],
): Promise<Management> {
  const asked: IncomingMessage[] = [];
  const [status, body] = Array.isArray(answer) ? (answer as [number, object]) : [200, answer];
  const server = createServer((request, response) => {
    asked.push(request);
    if (typeof answer === "function") return (answer as RequestListener)(request, response);
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const { port, stop } = await listening(server);
  onTestFinished(stop);
  return { url: `http://watch:${PASSWORD}@127.0.0.1:${port}`, asked };
}

function read(
  address: Partial<SourceAddress>,
  options: object,
  signal = new AbortController().signal,
): Promise<SourceAnswer> {
  const addresses = new Map([["rabbitmq", { url: "", token: null, ...address }]]);
  return createRabbitmqSource(addresses).read(
    { kind: "rabbitmq", connection: null, options: { ...options } },
    signal,
  );
}

const READY = { queue: "builds", measure: "messages_ready" };
const queue = (name: string, more: object = {}): object => ({ name, messages: 7, ...more });
const page = (...items: readonly object[]): object => ({ items, filtered_count: items.length });
const reason = (answer: SourceAnswer): string =>
  answer.outcome === "failed" ? answer.reason : JSON.stringify(answer);

describe("a queue by its name", () => {
  it("is one series, and only what is needed is asked for", async () => {
    const { url, asked } = await management(queue("builds", { messages_ready: 4 }));

    expect(await read({ url: `${url}/below/` }, READY)).toEqual({
      outcome: "read",
      readings: [{ labels: { queue: "builds" }, value: 4 }],
    });
    expect(asked.map((request) => request.url)).toEqual([
      "/below/api/queues/%2F/builds?columns=name%2Cstate%2Cmessages%2Cmessages_ready",
    ]);
  });

  it.each([
    ["a/b c?d#e%", "shop/eu", "/api/queues/shop%2Feu/a%2Fb%20c%3Fd%23e%25"],
    ["../../nodes", "/", "/api/queues/%2F/..%2F..%2Fnodes"],
  ])("may be called %s", async (name, vhost, path) => {
    const { url, asked } = await management(queue(name, { messages_ready: 4 }));

    await read({ url }, { ...READY, queue: name, vhost });

    expect(asked[0]!.url!.split("?")[0]).toBe(path);
  });

  it.each([
    ["publish_rate", { publish_details: { rate: 2.4 } }, 2.4],
    ["deliver_rate", { deliver_get_details: { rate: 1 } }, 1],
    ["ack_rate", { ack_details: { rate: 0 } }, 0],
  ])("has a %s", async (measure, message_stats, value) => {
    const { url } = await management(queue("builds", { message_stats }));

    expect(await read({ url }, { ...READY, measure })).toMatchObject({ readings: [{ value }] });
  });
});

describe("queues by a pattern", () => {
  it("are one series each, found by the server", async () => {
    const { url, asked } = await management(
      page(queue("a.b-1", { consumers: 0 }), queue("a.b-2", { consumers: 3 })),
    );

    expect(await read({ url }, { queue: "a.b-*", vhost: "shop", measure: "consumers" })).toEqual({
      outcome: "read",
      readings: [
        { labels: { queue: "a.b-1" }, value: 0 },
        { labels: { queue: "a.b-2" }, value: 3 },
      ],
    });
    const { pathname, searchParams } = new URL(asked[0]!.url!, "http://x");
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      "/api/queues/shop",
      {
        columns: "name,state,messages,consumers",
        page: "1",
        page_size: "500",
        name: String.raw`^a\.b\-.*$`,
        use_regex: "true",
      },
    ]);
  });

  it("leave out what the server alone takes for a match, and a queue too new to have figures", async () => {
    const { url } = await management(
      page(
        queue("Builds-1", { memory: 1 }),
        { name: "builds-2" },
        queue("builds-3", { memory: 5 }),
      ),
    );

    expect(await read({ url }, { queue: "builds-*", measure: "memory" })).toEqual({
      outcome: "read",
      readings: [{ labels: { queue: "builds-3" }, value: 5 }],
    });
  });

  it("do not lose one that is down without a word", async () => {
    const { url } = await management(
      page({ name: "builds-1", state: "down" }, queue("builds-2", { memory: 5 })),
    );

    expect(await read({ url }, { queue: "builds-*", measure: "memory" })).toEqual({
      outcome: "read",
      readings: [{ labels: { queue: "builds-2" }, value: 5 }],
      unusable: "the queue builds-1 is down",
    });
  });

  it.each([
    [101, 101, "101 queues match q*, at most 100 are allowed"],
    [500, 12_000, "12,000 queues match q*, at most 100 are allowed"],
    [0, 0, "no queue matches q*"],
  ])("are no answer when there are %i", async (listed, filtered_count, expected) => {
    const items = Array.from({ length: listed }, (_, i) => queue(`q${i}`, { messages_ready: 1 }));
    const { url } = await management({ items, filtered_count });

    expect(reason(await read({ url }, { ...READY, queue: "q*" }))).toBe(expected);
  });
});

describe("a queue that nothing was ever sent to", () => {
  const serve = (overview: object): Promise<Management> =>
    management((request, response) => {
      const isOverview = request.url!.startsWith("/api/overview?");
      response.end(JSON.stringify(isOverview ? overview : queue("builds", { message_stats: [] })));
    });

  it("has the rate 0", async () => {
    const { url } = await serve({ rates_mode: "basic", disable_stats: false });

    expect(await read({ url }, { ...READY, measure: "publish_rate" })).toEqual({
      outcome: "read",
      readings: [{ labels: { queue: "builds" }, value: 0 }],
    });
  });

  it.each([{ rates_mode: "none" }, { rates_mode: "basic", disable_stats: true }])(
    "cannot be told from others where rates are off: %j",
    async (overview) => {
      const { url } = await serve(overview);

      expect(reason(await read({ url }, { ...READY, measure: "ack_rate" }))).toMatch(
        /^RabbitMQ keeps no rates/,
      );
    },
  );
});

describe("nodes", () => {
  const node = (name: string, more: object): object => ({ name, running: true, ...more });

  it.each([
    ["node_memory_alarm", { mem_alarm: true }, 1],
    ["node_disk_alarm", { disk_free_alarm: false }, 0],
    ["node_memory", { mem_used: 138_506_240 }, 138_506_240],
    ["node_disk_free", { disk_free: 5e10 }, 5e10],
  ])("have a %s each", async (measure, fields, value) => {
    const { url, asked } = await management([200, [node("rabbit@a", fields)]]);

    expect(await read({ url }, { measure })).toEqual({
      outcome: "read",
      readings: [{ labels: { node: "rabbit@a" }, value }],
    });
    expect(asked[0]!.url).toBe(`/api/nodes?columns=name%2Crunning%2C${Object.keys(fields)[0]}`);
  });

  it("that do not run are no good news, and do not hide the others", async () => {
    const { url } = await management([
      200,
      [
        node("rabbit@a", { mem_alarm: false }),
        { name: "rabbit@b", running: false, mem_alarm: false },
      ],
    ]);

    expect(await read({ url }, { measure: "node_memory_alarm" })).toEqual({
      outcome: "read",
      readings: [{ labels: { node: "rabbit@a" }, value: 0 }],
      unusable: "the node rabbit@b does not run",
    });
  });

  it.each<[object, string]>([
    [[], "RabbitMQ names no nodes"],
    [{}, "RabbitMQ names no nodes"],
    [[{ name: "rabbit@a", running: false }], "the node rabbit@a does not run"],
    [[node("rabbit@a", {})], "RabbitMQ has no node_memory of the node rabbit@a yet"],
  ])("are no answer when the list is %j", async (list, expected) => {
    const { url } = await management([200, list]);

    expect(reason(await read({ url }, { measure: "node_memory" }))).toBe(expected);
  });
});

describe("who asks", () => {
  const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;

  it.each([
    ["watch:p%40ss@", null, basic("watch:p@ss")],
    ["watch@", "s3cret", basic("watch:s3cret")],
    ["", "s3cret", "Bearer s3cret"],
    ["", null, undefined],
  ])("is told by %j and the token %j", async (userinfo, token, authorization) => {
    const { url, asked } = await management(queue("builds", { messages_ready: 4 }));

    await read({ url: url.replace(/\/\/.*@/, `//${userinfo}`), token }, READY);

    expect(asked[0]!.headers.authorization).toBe(authorization);
  });
});

describe("no answer is said in words, without an address or a password", () => {
  const own = (status: number, said: string): readonly [number, object] => [
    status,
    { error: "not_authorised", reason: said },
  ];
  const missing = [404, { error: "Object Not Found", reason: "Not Found" }] as const;
  const stranger =
    "what answers is not RabbitMQ's management: see the address, its port, and that the plugin is on";

  it.each<[string, readonly [number, object | string], string]>([
    ["a wrong password", own(401, "Login failed"), "the user or the password is not accepted"],
    ["no password", [401, ""], "the user or the password is not accepted"],
    ["403 of a proxy", [403, "<html>"], "this user may not ask for it"],
    [
      "another's vhost",
      own(401, "User not authorised to access virtual host"),
      "this user may not see the vhost",
    ],
    ["no tag", own(401, "Not management user"), "this user needs the tag management"],
    ["too small a tag", own(401, "Not monitor user"), "this user needs the tag monitoring"],
    [
      "guest from afar",
      own(401, "User can only log in via localhost"),
      "this user may sign in on RabbitMQ's own machine only",
    ],
    ["no such queue", missing, "there is no queue builds in the vhost /"],
    ["a page of a proxy", [200, "<html>Please sign in</html>"], stranger],
    ["somebody else's 404", [404, "404 page not found"], stranger],
    ["somebody else's JSON", [404, {}], stranger],
    [
      "a redirect",
      [302, ""],
      "it sends elsewhere (status 302): the address must be the one that it leads to",
    ],
    ["its own trouble", [500, { error: "x" }], "RabbitMQ has an error of its own (status 500)"],
    ["a proxy without it", [502, "<html>"], "RabbitMQ has an error of its own (status 502)"],
    ["a refusal", [400, { error: "bad_request" }], "RabbitMQ refuses the question (status 400)"],
    ["half an answer", [200, '{"name":"bui'], stranger],
    ["null", [200, "null"], stranger],
    [
      "figures to come",
      [200, { name: "builds" }],
      "RabbitMQ has no messages_ready of the queue builds yet",
    ],
    [
      "text for a number",
      [200, queue("builds", { messages_ready: "4" })],
      "RabbitMQ has no messages_ready of the queue builds yet",
    ],
    ["a queue that is down", [200, { name: "builds", state: "down" }], "the queue builds is down"],
    ["2 MiB", [200, " ".repeat(2 * 1024 * 1024)], "the answer is too large"],
  ])("%s", async (_what, answer, expected) => {
    const { url } = await management(answer);

    const said = reason(await read({ url }, READY));

    expect(said).toBe(expected);
    expect(said).not.toMatch(/127\.0\.0\.1|watch:|a-password/);
  });

  it("a vhost that is not there", async () => {
    const { url } = await management(missing);

    expect(reason(await read({ url }, { ...READY, queue: "b*", vhost: "shp" }))).toBe(
      "there is no vhost shp",
    );
  });

  it("nobody there, and the port of the messages instead of the management's", async () => {
    const gone = await listening(createRawServer());
    await gone.stop();
    const amqp = await listening(
      createRawServer((socket) => socket.end(Buffer.from("AMQP\0\0\x09\x01", "latin1"))),
    );
    onTestFinished(amqp.stop);
    const at = (port: number): Partial<SourceAddress> => ({
      url: `http://watch:${PASSWORD}@127.0.0.1:${port}`,
    });

    expect(reason(await read(at(gone.port), READY))).toBe(
      "no connection: refused, an unknown name, or a certificate that is not trusted",
    );
    expect(reason(await read(at(amqp.port), READY))).toBe(
      "the connection broke off before the answer was whole, or it is no HTTP there",
    );
  });

  it("silence until the round is over", async () => {
    const { url } = await management(() => undefined);

    expect(reason(await read({ url }, READY, AbortSignal.timeout(50)))).toBe(
      "no whole answer in time",
    );
  });
});

describe("an alert is idle", () => {
  const idle = (url: string | null, connection: string | null = null, token?: string): unknown =>
    createRabbitmqSource(
      new Map(url === null ? [] : [["rabbitmq", { url, token: token ?? null }]]),
    ).idle({ kind: "rabbitmq", connection, options: READY });

  it("while the variable with its address is missing, or holds none", () => {
    expect(idle(null)).toBe("SOURCE_RABBITMQ_URL is not set");
    expect(idle(null, "shop")).toBe("SOURCE_RABBITMQ_SHOP_URL is not set");
    expect(idle("amqp://watch:hunter2@host")).toBe(
      "SOURCE_RABBITMQ_URL is no address of RabbitMQ's management, as in http://user:password@host:15672, or its token has a space in it",
    );
    expect(idle("http://host", null, "to ken")).toMatch(/^SOURCE_RABBITMQ_URL is no address/);
    expect(idle("http://watch:hunter2@host:15672")).toBeNull();
  });
});
