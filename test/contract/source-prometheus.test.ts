import { createServer, type RequestListener } from "node:http";
import { createServer as createRawServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createPrometheusSource } from "../../src/adapters/prometheus/source.ts";
import type { SourceAddress } from "../../src/lib/source-addresses.ts";
import type { HistoryAnswer, SourceAnswer, Span } from "../../src/ports/source.ts";
import { listening } from "../support/listening.ts";
import { recording, startPrometheus, type PrometheusServer } from "../support/prometheus-server.ts";
import { until } from "../support/until.ts";

const TOKEN = "a-token-that-nobody-may-see";

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

interface Fake {
  readonly url: string;
  readonly asked: Asked[];
}

/** Answers all with this status and body, or not at all. */
async function fake(status: number | null, body: object | string = ""): Promise<Fake> {
  const asked: Asked[] = [];
  const answer: RequestListener = (request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const form = Object.fromEntries(new URLSearchParams(text));
      asked.push({ url: request.url, authorization: request.headers.authorization, form });
      if (status === null) return;
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
  };
  const { port, stop } = await listening(createServer(answer));
  onTestFinished(stop);
  return { url: `http://127.0.0.1:${port}`, asked };
}

const sourceAt = (address: Partial<SourceAddress>): ReturnType<typeof createPrometheusSource> =>
  createPrometheusSource(new Map([["prometheus", { url: "", token: null, ...address }]]));

const specOf = (query: unknown): Parameters<ReturnType<typeof sourceAt>["read"]>[0] => ({
  kind: "prometheus",
  connection: null,
  options: { query },
});

const read = (
  address: Partial<SourceAddress>,
  query: unknown = "up",
  signal = new AbortController().signal,
): Promise<SourceAnswer> => sourceAt(address).read(specOf(query), signal);

const past = (address: Partial<SourceAddress>, span: Span, query = "up"): Promise<HistoryAnswer> =>
  sourceAt(address).history(specOf(query), span, new AbortController().signal);

const success = (resultType: string, result: unknown, more: object = {}): object => ({
  status: "success",
  data: { resultType, result },
  ...more,
});
const series = (metric: object, value: string): object => ({
  metric,
  value: [1_700_000_000, value],
});
const trouble = (errorType: string, error: string): object => ({
  status: "error",
  errorType,
  error,
});
const reason = (answer: SourceAnswer | HistoryAnswer): string =>
  answer.outcome === "failed" ? answer.reason : JSON.stringify(answer);

describe("a real Prometheus", () => {
  let server: PrometheusServer;
  beforeAll(async () => {
    // What it scrapes comes only after five seconds; what it records comes at once.
    server = await startPrometheus({
      rules: recording("waiting", { builds: 7, mail: 0 }),
    });
    await until("both queues to be recorded", 10_000, async () =>
      /"value":2/.test(JSON.stringify(await read(server, "count(waiting)"))),
    );
  });
  afterAll(() => server.stop());

  it("answers a vector with its labels, without the metric's name", async () => {
    expect(await read(server, "waiting{queue='builds'}")).toEqual({
      outcome: "read",
      readings: [{ labels: { queue: "builds", shop: "eu" }, value: 7 }],
    });
  });

  it("answers one number", async () => {
    expect(await read(server, "scalar(count(waiting)) * 2.5e3")).toEqual({
      outcome: "read",
      readings: [{ labels: {}, value: 5_000 }],
    });
    expect(await read(server, "sum without (queue) (waiting)")).toMatchObject({
      readings: [{ labels: { shop: "eu" }, value: 7 }],
    });
  });

  it.each([
    ["waiting{", "Prometheus says: 1:9: parse error: unexpected end of input inside braces"],
    ["waiting + on(shop) waiting", /^Prometheus says: found duplicate series for the match group/],
    ["'text'", "the query answers text, and a number is needed"],
    [
      "waiting[1m]",
      "the query answers a span of samples: make one number of it, as in rate(...[5m])",
    ],
    ["wating", "the query finds no series: see its names, and leave out a comparison in it"],
    ["waiting > 50", "the query finds no series: see its names, and leave out a comparison in it"],
    [
      "waiting{queue='mail'} / 0",
      "the query answers no number (NaN or infinite): it may divide by zero",
    ],
    ["1 / 0", "the query answers no number (NaN or infinite): it may divide by zero"],
  ])("has no data for %s", async (query, expected) => {
    expect(reason(await read(server, query))).toMatch(expected);
  });

  it("remembers, with gaps where there was nothing", async () => {
    const to = Date.now();
    const from = to - 60_000;

    const answer = await past(server, { from, to, stepMs: 10_000 }, "waiting{queue='builds'} / 2");

    expect(answer).toEqual({
      outcome: "read",
      series: [
        {
          labels: { queue: "builds", shop: "eu" },
          samples: [{ at: to, value: 3.5 }],
        },
      ],
    });
    expect(await past(server, { from, to, stepMs: 10_000 }, "time() * 0")).toMatchObject({
      series: [
        {
          labels: {},
          samples: Array.from({ length: 7 }, (_, i) => ({ at: from + i * 10_000, value: 0 })),
        },
      ],
    });
    expect(reason(await past(server, { from, to, stepMs: 10_000 }, "waiting{"))).toMatch(
      /^Prometheus says: 1:9: parse error/,
    );
  });
});

describe("a question", () => {
  it("goes below the path of the address, and asks for no more than is needed", async () => {
    const { url, asked } = await fake(200, success("scalar", [1, "3"]));

    await read({ url: `${url}/prom/` }, " up == 1\n");
    await past({ url: `${url}/prom` }, { from: 1_500, to: 61_500, stepMs: 15_000 });

    expect(asked.map(({ url: path, form }) => [path, form])).toEqual([
      [
        "/prom/api/v1/query",
        { query: "up == 1", timeout: "9s", limit: "101", partial_response: "false" },
      ],
      [
        "/prom/api/v1/query_range",
        {
          query: "up",
          start: "1.5",
          end: "61.5",
          step: "15",
          limit: "101",
          partial_response: "false",
        },
      ],
    ]);
  });

  it.each([
    ["ana:p%40ss@", null, `Basic ${Buffer.from("ana:p@ss").toString("base64")}`],
    ["", TOKEN, `Bearer ${TOKEN}`],
    ["1234@", TOKEN, `Basic ${Buffer.from(`1234:${TOKEN}`).toString("base64")}`],
    ["", null, undefined],
  ])("is asked as %j with the token %j", async (userinfo, token, authorization) => {
    const { url, asked } = await fake(200, success("scalar", [1, "3"]));

    await read({ url: url.replace("//", `//${userinfo}`), token });

    expect(asked.map((one) => one.authorization)).toEqual([authorization]);
  });
});

describe("an answer", () => {
  it("counts in spite of warnings", async () => {
    const { url } = await fake(
      200,
      success("vector", [series({ __name__: "up", job: "a" }, "1")], { warnings: ["beware"] }),
    );

    expect(await read({ url })).toEqual({
      outcome: "read",
      readings: [{ labels: { job: "a" }, value: 1 }],
    });
  });

  it("leaves out a series without a number, and passes infinity on to be refused by name", async () => {
    const { url } = await fake(
      200,
      success("vector", [
        series({ job: "a" }, "NaN"),
        series({ job: "b" }, "+Inf"),
        series({ job: "c" }, "-1.5e-3"),
      ]),
    );

    expect(await read({ url })).toEqual({
      outcome: "read",
      readings: [
        { labels: { job: "b" }, value: Infinity },
        { labels: { job: "c" }, value: -0.0015 },
      ],
    });
  });

  const many = (count: number, item: object): object[] =>
    Array.from({ length: count }, (_, i) => ({ metric: { i: String(i) }, ...item }));
  const tooMany = "more than 100 series: let the query add them up, as in sum by (job) (...)";

  it("has at most 100 series", async () => {
    const value = [1, "1"];
    const [most, more, far] = await Promise.all(
      [many(100, { value }), many(101, { value }), many(40_000, { value })].map(async (result) =>
        read(await fake(200, success("vector", result))),
      ),
    );

    expect(most).toMatchObject({ outcome: "read" });
    expect([more, far].map((answer) => reason(answer!))).toEqual([tooMany, tooMany]);
    const pastSeries = await fake(200, success("matrix", many(101, { values: [[1, "1"]] })));
    expect(reason(await past(pastSeries, { from: 0, to: 1_000, stepMs: 1_000 }))).toBe(tooMany);
  });

  it("of the past leaves out what is no number", async () => {
    const values = [[1, "1"], [2, "NaN"], [3.5, "-Inf"], [4.25, "4"], [5, "x"], null];
    const server = await fake(200, success("matrix", [{ metric: { __name__: "up" }, values }]));

    expect(await past(server, { from: 1_000, to: 5_000, stepMs: 1_000 })).toEqual({
      outcome: "read",
      series: [
        {
          labels: {},
          samples: [
            { at: 1_000, value: 1 },
            { at: 4_250, value: 4 },
          ],
        },
      ],
    });
  });

  it.each<[object, string]>([
    [success("vector", []), "Prometheus answers no samples"],
    [success("matrix", [{ metric: {} }]), "Prometheus answers no samples"],
    [success("matrix", ["x"]), "Prometheus answers no samples"],
  ])("of the past is none when it is %j", async (body, expected) => {
    const server = await fake(200, body);

    expect(reason(await past(server, { from: 0, to: 1, stepMs: 1 }))).toBe(expected);
  });

  it("of the past is not asked for when it is longer than Prometheus gives", async () => {
    const server = await fake(200, success("matrix", []));
    const span = (samples: number): Span => ({ from: 0, to: (samples - 1) * 1_000, stepMs: 1_000 });
    const tooLarge =
      "that is too much history at once: ask for less time, wider steps or fewer series";

    expect(await past(server, span(11_000))).toEqual({ outcome: "read", series: [] });
    expect(reason(await past(server, span(11_001)))).toBe(tooLarge);
    for (const wrong of [
      { ...span(5), stepMs: 0 },
      { from: 2, to: 1, stepMs: 1 },
    ])
      expect(reason(await past(server, wrong))).toBe("the span of time ends before it begins");
    expect(server.asked).toHaveLength(1);
  });
});

describe("no answer is said in words, without an address or a token", () => {
  const stranger = "what answers is not Prometheus: see the address, and the path in it";
  const histogram =
    "the query answers a histogram: make one number of it, as in histogram_quantile(...)";

  it.each<[string, number, object | string, string]>([
    ["a wrong token", 401, "Unauthorized", "the token or the password is not accepted"],
    ["too small a token", 403, "", "it may not be asked with this token or password"],
    ["a path that is not there", 404, "404 page not found", stranger],
    ["a page to sign in", 200, "<html>", stranger],
    ["JSON of somebody else", 200, { data: {} }, stranger],
    ["half an answer", 200, '{"status":"succ', stranger],
    [
      "a redirect",
      301,
      "",
      "it sends elsewhere (status 301): the address must be the one that it leads to",
    ],
    [
      "an execution that fails",
      422,
      trouble("execution", `query processing would load too many samples\n${"x".repeat(5_000)}`),
      `Prometheus says: query processing would load too many samples ${"x".repeat(114)}…`,
    ],
    [
      "addresses in its error",
      422,
      trouble(
        "execution",
        'Post "http://ana:hunter2@10.0.0.7:9090/read": dial tcp 10.0.0.7:9090: refused',
      ),
      'Prometheus says: Post "…": dial tcp …: refused',
    ],
    [
      "a query too slow",
      503,
      trouble("timeout", "query timed out"),
      "the query takes Prometheus too long",
    ],
    [
      "a start that is not over",
      503,
      "Service Unavailable",
      "Prometheus cannot answer now (status 503)",
    ],
    ["a proxy without it", 502, "<html>", "Prometheus cannot answer now (status 502)"],
    ["too many questions", 429, "", "Prometheus is asked too often (status 429)"],
    ["an error without words", 400, {}, stranger],
    ["a histogram", 200, success("vector", [{ metric: {}, histogram: [1, {}] }]), histogram],
    ["no series", 200, success("vector", ["x"]), histogram],
    ["a kind nobody knows", 200, success("streams", []), "the query answers no numbers"],
    ["a number that is none", 200, success("scalar", [1, "0x"]), histogram],
  ])("%s", async (_what, status, body, expected) => {
    const { url } = await fake(status, body);

    const said = reason(await read({ url: url.replace("//", "//ana:hunter2@"), token: TOKEN }));

    expect(said).toBe(expected);
    expect(said).not.toMatch(/127\.0\.0\.1|hunter2|a-token/);
  });

  it("nobody there", async () => {
    const { port, stop } = await listening(createRawServer());
    await stop();

    expect(reason(await read({ url: `http://127.0.0.1:${port}` }))).toMatch(/^no connection: /);
  });

  it("silence until the round is over", async () => {
    const { url } = await fake(null);

    expect(reason(await read({ url }, "up", AbortSignal.timeout(50)))).toBe(
      "no whole answer in time",
    );
  });

  it("a question that is none", async () => {
    const server = await fake(200, success("scalar", [1, "3"]));

    for (const query of [null, "", 5, {}, "x".repeat(4_001)])
      expect(reason(await read(server, query))).toBe("`query` must be a query of Prometheus");
    expect(server.asked).toEqual([]);
  });
});

describe("an alert is idle", () => {
  const idle = (url: string | null, connection: string | null = null): string | null =>
    createPrometheusSource(
      new Map(url === null ? [] : [["prometheus", { url, token: null }]]),
    ).idle({ kind: "prometheus", connection, options: { query: "up" } });

  it("while the variable with its address is missing, or holds none", () => {
    expect(idle(null)).toBe("SOURCE_PROMETHEUS_URL is not set");
    expect(idle(null, "eu")).toBe("SOURCE_PROMETHEUS_EU_URL is not set");
    expect(idle("host:9090")).toBe(
      "SOURCE_PROMETHEUS_URL is no address of a Prometheus, as in http://host:9090, or its token has a space in it",
    );
    expect(idle("https://host/prometheus")).toBeNull();
  });
});
