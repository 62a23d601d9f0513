import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createRawServer, type Server as RawServer } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createHttpSource } from "../../src/adapters/http/source.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { distanceOf } from "../../src/lib/distance.ts";
import { DAY } from "../../src/lib/durations.ts";
import type { SourceAddress } from "../../src/lib/source-addresses.ts";
import type { SourceAnswer } from "../../src/ports/source.ts";
import { selfSigned, type Certificate } from "../support/certificate.ts";
import { listening } from "../support/listening.ts";

vi.mock("../../src/lib/distance.ts", { spy: true });

const TOKEN = "a-token-that-nobody-may-see";
const NOW = Date.UTC(2026, 5, 1, 12);
const clock: Clock = { now: () => NOW, real: () => NOW, factor: 1 };

interface Reading {
  readonly connection?: string | null;
  readonly signal?: AbortSignal;
  readonly at?: Clock;
  readonly addresses?: Readonly<Record<string, SourceAddress>>;
}

function read(options: object, given: Reading = {}): Promise<SourceAnswer> {
  const { connection = null, signal = new AbortController().signal } = given;
  const addresses = new Map(Object.entries(given.addresses ?? {}));
  const source = createHttpSource({ addresses, clock: given.at ?? clock });
  return source.read({ kind: "http", connection, options: { ...options } }, signal);
}

async function port(server: Server | RawServer): Promise<number> {
  const { port, stop } = await listening(server);
  onTestFinished(stop);
  return port;
}

const serve = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await port(createServer(answer))}`;

const serveTls = async (certificate: Certificate): Promise<string> =>
  `https://127.0.0.1:${await port(createTlsServer(certificate, (_request, response) => response.end("well")))}`;

/** Nobody listens there any more. */
async function refusing(): Promise<string> {
  const { port, stop } = await listening(createServer());
  await stop();
  return `http://127.0.0.1:${port}`;
}

const value = (answer: SourceAnswer): number | string =>
  answer.outcome === "read" ? answer.readings[0]!.value : answer.reason;

/** Keeps what was asked for. */
function recorded(answer: RequestListener): {
  readonly listener: RequestListener;
  readonly asked: IncomingMessage[];
} {
  const asked: IncomingMessage[] = [];
  return {
    asked,
    listener: (message, response) => {
      asked.push(message);
      answer(message, response);
    },
  };
}

const redirect =
  (to: string, status = 302): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { location: to }).end();

describe("the status", () => {
  it.each([200, 204, 304, 404, 500, 503])("is the code that was answered: %i", async (status) => {
    const url = await serve((_request, response) => response.writeHead(status).end());

    expect(value(await read({ url, measure: "status" }))).toBe(status);
  });

  it("is asked for once, by GET, with nothing that would name us but our name", async () => {
    const { listener, asked } = recorded((_request, response) => response.end());
    const url = await serve(listener);

    await read({ url: `${url}/health?full=1`, measure: "status" });

    expect(asked.map(({ method, url }) => [method, url])).toEqual([["GET", "/health?full=1"]]);
    expect(asked[0]!.headers).toMatchObject({ "user-agent": "watchroom" });
    expect(asked[0]!.headers).not.toHaveProperty("authorization");
  });

  it("is that of the last answer, redirects followed", async () => {
    const { listener, asked } = recorded((message, response) =>
      message.url === "/end"
        ? response.writeHead(418).end()
        : redirect(message.url === "/1" ? "/2?a=b" : "end", 308)(message, response),
    );
    const url = await serve(listener);

    expect(value(await read({ url: `${url}/1`, measure: "status" }))).toBe(418);
    expect(asked.map(({ url }) => url)).toEqual(["/1", "/2?a=b", "/end"]);
  });

  it("is the redirect's own where none is to be followed", async () => {
    const { listener, asked } = recorded(redirect("/elsewhere", 301));
    const url = await serve(listener);

    expect(value(await read({ url, measure: "status", redirects: 0 }))).toBe(301);
    expect(asked).toHaveLength(1);
  });

  it("is missing when redirects go round in circles, which ends after a few", async () => {
    const { listener, asked } = recorded(redirect("/"));
    const url = await serve(listener);

    expect(value(await read({ url, measure: "status", redirects: 3 }))).toBe(
      "more than 3 redirects",
    );
    expect(asked).toHaveLength(4);
  });

  it.each(["ftp://127.0.0.1/", "file:///etc/passwd", "javascript:alert(1)"])(
    "is missing when a redirect leads to %s",
    async (to) => {
      const url = await serve(redirect(to));

      expect(value(await read({ url, measure: "status" }))).toMatch(/no web address/);
    },
  );

  it("is missing without an answer, and says why in words that hold no address", async () => {
    const unfinished = createRawServer((socket) => socket.end("220 mail ready\r\n"));
    const reasons = [
      value(await read({ url: await refusing(), measure: "status" })),
      value(await read({ url: `http://127.0.0.1:${await port(unfinished)}`, measure: "status" })),
    ];

    expect(reasons).toEqual([
      "no connection: refused, an unknown name, or a certificate that is not trusted",
      "the connection broke off before the answer was whole",
    ]);
  });
});

describe("a body", () => {
  it("that never ends is cut, and the answer counts", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await serve((_request, response) => {
      closed.push(once(response, "close"));
      const pour = (): void => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on("drain", pour);
      pour();
    });

    expect(value(await read({ url, measure: "status" }))).toBe(200);
    expect(await Promise.all(closed)).toHaveLength(1);
  });

  it("that drips without end is no answer in time, and not waited for longer", async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(drip));
    });

    const options = { url, timeout: "1s" };
    expect(
      await Promise.all([
        read({ ...options, measure: "status" }).then(value),
        read({ ...options, measure: "latency" }).then(value),
        read({ ...options, measure: "up" }).then(value),
      ]),
    ).toEqual(["no whole answer within 1 s", "no whole answer within 1 s", 0]);
  });
});

describe("the latency", () => {
  it("is milliseconds to the last byte", async () => {
    const url = await serve((_request, response) => {
      response.write("first");
      setTimeout(() => response.end("last"), 120);
    });

    const ms = value(await read({ url, measure: "latency" }));

    expect(ms).toBeGreaterThanOrEqual(119);
    expect(ms).toBeLessThan(5_000);
    expect(Number.isInteger(ms)).toBe(true);
  });
});

describe("up", () => {
  it.each<[object, number, number]>([
    [{}, 200, 1],
    [{}, 299, 1],
    [{}, 404, 0],
    [{}, 503, 0],
    [{ expect: 404 }, 404, 1],
    [{ expect: 404 }, 200, 0],
    [{ expect: "200-499" }, 401, 1],
    [{ expect: [200, "400-404"] }, 404, 1],
    [{ expect: [200, "400-404"] }, 405, 0],
    [{ contains: "all well" }, 200, 1],
    [{ contains: "All well" }, 200, 0],
    [{ expect: 503, contains: "all well" }, 503, 1],
  ])("with %j is, for a status of %i, %i", async (options, status, up) => {
    const url = await serve((_request, response) =>
      response.writeHead(status).end("we are all well here"),
    );

    expect(value(await read({ url, measure: "up", ...options }))).toBe(up);
  });

  it("is 0 when nobody answers, which is an answer", async () => {
    expect(value(await read({ url: await refusing(), measure: "up" }))).toBe(0);
    expect(value(await read({ url: await serve(redirect("/")), measure: "up" }))).toBe(0);
  });

  it("is 0 when the round's time is over, and unknown when it was over before", async () => {
    const wanted = new AbortController();
    const url = await serve(() => wanted.abort());

    const options = { url, measure: "up" };
    expect(value(await read(options, { signal: wanted.signal }))).toBe(0);
    expect(value(await read(options, { signal: wanted.signal }))).toMatch(/no time left/);
  });
});

describe("a connection's token", () => {
  const named = (url: string): Reading => ({
    connection: "billing",
    addresses: { "http:billing": { url, token: TOKEN } },
  });

  it("goes to the address that it belongs to, and the alert's path below it", async () => {
    const { listener, asked } = recorded((message, response) =>
      message.url?.startsWith("/app/health")
        ? redirect("/app/again")(message, response)
        : response.end(),
    );
    const url = await serve(listener);

    expect(
      value(await read({ url: "/health?a=/b", measure: "status" }, named(`${url}/app/`))),
    ).toBe(200);
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ["/app/health?a=/b", `Bearer ${TOKEN}`],
      ["/app/again", `Bearer ${TOKEN}`],
    ]);
  });

  it("goes nowhere else: not by a redirect, and not with an address of the alert's own", async () => {
    const other = recorded((_request, response) => response.end());
    const elsewhere = await serve(other.listener);
    const url = await serve(redirect(`${elsewhere.replace("//", "//ana:secret@")}/there`));

    expect(value(await read({ url: "/", measure: "status" }, named(url)))).toBe(200);
    expect(value(await read({ url: elsewhere, measure: "status" }, named(url)))).toBe(200);
    expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it("is not sent to another host, whatever the path looks like", async () => {
    const { listener, asked } = recorded((_request, response) => response.end());
    const url = await serve(listener);

    for (const path of ["//evil.test/", "/@evil.test", "/../..//evil.test"])
      expect(value(await read({ url: path, measure: "status" }, named(url)))).toBe(200);
    expect(asked).toHaveLength(3);
  });

  it("may be a name and a password in the address", async () => {
    const { listener, asked } = recorded((_request, response) => response.end());
    const url = await serve(listener);
    const pairs = ["ana:p%40ss", "ana:p%zz"];

    for (const pair of pairs)
      await read(
        { url: "/", measure: "status" },
        { addresses: { http: { url: url.replace("//", `//${pair}@`), token: null } } },
      );

    expect(asked.map(({ headers }) => headers.authorization)).toEqual(
      ["ana:p@ss", "ana:p%zz"].map((pair) => `Basic ${Buffer.from(pair).toString("base64")}`),
    );
  });

  it("is in no reason, however it fails", async () => {
    const broken = await serve((message) => message.socket.destroy());
    const round = await serve(redirect("/"));
    const addresses = [await refusing(), broken, round].map((url) => url.replace("//", "//u:pw@"));

    for (const url of [...addresses, "ftp://u:pw@127.0.0.1/", "pw"]) {
      const reason = value(await read({ url: "/pw", measure: "status" }, named(url)));
      expect(reason).toMatch(/^\S.{8,199}$/);
      expect(reason).not.toMatch(/pw|127\.0|a-token/);
    }
  });
});

describe("an alert is idle", () => {
  const idle = (
    options: object,
    connection: string | null,
    { addresses = {}, at = clock }: Reading = {},
  ): string | null =>
    createHttpSource({ addresses: new Map(Object.entries(addresses)), clock: at }).idle({
      kind: "http",
      connection,
      options: { ...options },
    });

  it("while the variable that its address comes from is missing, and says which", () => {
    expect(idle({ url: "/" }, null)).toBe("SOURCE_HTTP_URL is not set");
    expect(idle({ url: "/" }, "web_shop")).toBe("SOURCE_HTTP_WEB_SHOP_URL is not set");
    expect(idle({ url: "https://example.com/" }, "web")).toBe("SOURCE_HTTP_WEB_URL is not set");
    expect(idle({ url: "https://example.com/" }, null)).toBeNull();
  });

  it("while that variable holds no web address, without showing it", () => {
    const said = ["redis://u:pw@host", "pw"].map((url) =>
      idle({ url: "/" }, null, { addresses: { http: { url, token: null } } }),
    );
    const token = idle({ url: "/" }, null, {
      addresses: { http: { url: "http://127.0.0.1", token: "two words\n" } },
    });

    expect([...said, token]).toEqual(
      [1, 2, 3].map(() => "SOURCE_HTTP_URL is no web address, or its token has a space in it"),
    );
  });

  it("while its certificate is asked for and there is none", () => {
    const addresses = { http: { url: "http://127.0.0.1", token: null } };

    expect(idle({ url: "/", measure: "certificate-days" }, null, { addresses })).toBe(
      "SOURCE_HTTP_URL is no https address, and has no certificate",
    );
    expect(idle({ url: "/", measure: "up" }, null, { addresses })).toBeNull();
  });

  it("while time runs faster, unless it asks this machine", () => {
    const at = { ...clock, factor: 60 };

    expect(idle({ url: "https://example.com/" }, null, { at })).toMatch(/time runs faster/);
    expect(idle({ url: "http://127.0.0.1:1/" }, null, { at })).toBeNull();
  });
});

describe("nobody asks", () => {
  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://[::ffff:169.254.169.254]/",
  ])("where clouds hand out credentials: %s", async (to) => {
    const url = await serve(redirect(to));

    expect(value(await read({ url: to, measure: "up" }))).toMatch(/not one that may be asked/);
    expect(
      value(await read({ url: to.replace("http:", "https:"), measure: "certificate-days" })),
    ).toMatch(/not one that may be asked/);
    expect(value(await read({ url, measure: "status" }))).toMatch(/a redirect leads to/);
    expect(value(await read({ url, measure: "up" }))).toBe(0);
  });
});

describe("a redirect", () => {
  it("does not lead further inward than the alert's own address", async () => {
    const inner = recorded((_request, response) => response.end());
    const url = await serve(redirect(await serve(inner.listener)));
    vi.mocked(distanceOf).mockReturnValueOnce("far");

    expect(value(await read({ url, measure: "status" }))).toMatch(/a redirect leads to/);
    expect(inner.asked).toEqual([]);
    expect(value(await read({ url, measure: "status" }))).toBe(200);
  });

  it("may be from a name of this machine to its address, and back", async () => {
    const url = await serve((_request, response) => response.end());
    const name = await serve(redirect(url.replace("127.0.0.1", "localhost")));

    expect(value(await read({ url: name, measure: "status" }))).toBe(200);
  });
});

describe("the days that a certificate has left", () => {
  const from = new Date(NOW - 100 * DAY);
  const days = async (left: number): Promise<number | string> => {
    const url = await serveTls(selfSigned(from, new Date(NOW + left * DAY)));
    return value(await read({ url, measure: "certificate-days" }));
  };

  it("are counted from now, with one digit", async () => {
    expect(await days(30)).toBe(30);
    expect(await days(13.97)).toBe(13.9);
  });

  it("are below nothing once it has ended", async () => {
    expect(await days(-2.5)).toBe(-2.5);
  });

  it("are missing without a connection, without TLS, and in time", async () => {
    const url = await serve((_request, response) => response.end());
    const silent = await port(createRawServer(() => undefined));
    const measure = "certificate-days";

    expect(value(await read({ url: url.replace("http:", "https:"), measure }))).toBe(
      "no certificate: no connection, or no TLS there",
    );
    expect(value(await read({ url: (await refusing()).replace("http:", "https:"), measure }))).toBe(
      "no certificate: no connection, or no TLS there",
    );
    expect(value(await read({ url: `https://127.0.0.1:${silent}`, measure, timeout: "1s" }))).toBe(
      "no certificate in time",
    );
  });

  it("say nothing of trust: to a visitor such a site is down", async () => {
    for (const left of [30, -30]) {
      const url = await serveTls(selfSigned(from, new Date(NOW + left * DAY)));

      expect(value(await read({ url, measure: "up" }))).toBe(0);
      expect(value(await read({ url, measure: "status" }))).toMatch(/not trusted/);
    }
  });
});
