import { once } from "node:events";
import { Agent, createServer, type RequestListener } from "node:http";
import { createServer as createRawServer, type Server } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { request } from "../../src/lib/http.ts";
import { listening as listen } from "../support/listening.ts";

const SOON = { timeoutMs: 150 };
const PATIENT = { timeoutMs: 10_000 };

async function listening(server: Server): Promise<string> {
  const { port, stop } = await listen(server);
  onTestFinished(stop);
  return `http://127.0.0.1:${port}`;
}

const serve = (answer: RequestListener): Promise<string> => listening(createServer(answer));

/** Nobody listens there any more. */
async function refusing(): Promise<string> {
  const server = createRawServer();
  const url = await listening(server);
  server.close();
  await once(server, "close");
  return url;
}

describe("an answer", () => {
  it("is the status, the headers and the body, whatever the status is", async () => {
    const url = await serve((_request, response) => {
      response.writeHead(503, { "X-Why": "asleep" }).end("later");
    });

    const answer = await request({ url, ...PATIENT });

    expect(answer).toMatchObject({
      outcome: "answered",
      status: 503,
      headers: { "x-why": "asleep" },
      body: Buffer.from("later"),
    });
  });

  it("follows one request with the method, the headers and the body that were given", async () => {
    const heard: unknown[] = [];
    const url = await serve((message, response) => {
      void buffer(message).then((body) => {
        heard.push([message.method, message.url, message.headers["x-token"], body.toString()]);
        response.end();
      });
    });

    await request({
      url: `${url}/a?b=c`,
      method: "POST",
      headers: { "x-token": "t" },
      body: "hello",
      ...PATIENT,
    });

    expect(heard).toEqual([["POST", "/a?b=c", "t", "hello"]]);
  });

  it("may be a redirect, which is not followed", async () => {
    const asked: unknown[] = [];
    const url = await serve((message, response) => {
      asked.push(message.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });

    const answer = await request({ url: `${url}/here`, ...PATIENT });

    expect(answer).toMatchObject({
      outcome: "answered",
      status: 302,
      headers: { location: "/elsewhere" },
    });
    expect(asked).toEqual(["/here"]);
  });

  it("may be exactly as large as is allowed", async () => {
    const url = await serve((_request, response) => response.end("x".repeat(1_000)));

    const answer = await request({ url, maxBytes: 1_000, ...PATIENT });

    expect(answer).toMatchObject({ outcome: "answered", status: 200 });
  });
});

describe("a body that may be cut", () => {
  const cut = { cutBody: true, maxBytes: 1_000, ...PATIENT };

  it("is its beginning when it is too large, packed or not, and the rest is not waited for", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await serve((message, response) => {
      closed.push(once(response, "close"));
      if (message.url === "/packed") {
        response.writeHead(200, { "content-encoding": "gzip" });
        response.write(gzipSync(Buffer.alloc(64 * 1024, "y")));
      } else {
        response.writeHead(503).write("x".repeat(64 * 1024));
      }
    });

    expect(await request({ url, ...cut })).toMatchObject({
      outcome: "answered",
      status: 503,
      body: Buffer.alloc(1_000, "x"),
    });
    expect(await request({ url: `${url}/packed`, ...cut })).toMatchObject({
      outcome: "answered",
      status: 200,
      body: Buffer.alloc(1_000, "y"),
    });
    expect(await Promise.all(closed)).toHaveLength(2);
  });

  it("is whole when it is not, and still a failure when it breaks off or is late", async () => {
    const url = await serve((message, response) => {
      if (message.url === "/whole") return response.end("whole");
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => message.url === "/broken" && message.socket.destroy());
    });

    expect(await request({ url: `${url}/whole`, ...cut })).toMatchObject({
      outcome: "answered",
      body: Buffer.from("whole"),
    });
    expect(await request({ url: `${url}/broken`, ...cut })).toEqual({
      outcome: "failed",
      reason: "broken-off",
    });
    expect(await request({ url: `${url}/late`, ...cut, ...SOON })).toEqual({
      outcome: "failed",
      reason: "timeout",
    });
  });
});

describe("a name and a password in the address", () => {
  it("are sent as basic authorization, in no other place", async () => {
    const heard: unknown[] = [];
    const url = await serve((message, response) => {
      heard.push([message.url, message.headers.authorization]);
      response.end();
    });

    await request({ url: url.replace("//", "//ana:p%40ss@"), ...PATIENT });

    expect(heard).toEqual([["/", `Basic ${Buffer.from("ana:p@ss").toString("base64")}`]]);
  });
});

describe("a failure", () => {
  it("is a timeout when no answer begins", async () => {
    const url = await serve(() => undefined);

    expect(await request({ url, ...SOON })).toEqual({ outcome: "failed", reason: "timeout" });
  });

  it("is a timeout when the body never ends, however steadily it comes", async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(drip));
    });

    expect(await request({ url, ...SOON })).toEqual({ outcome: "failed", reason: "timeout" });
  });

  it("is a body that is too large, and the rest of it is not waited for", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await serve((_request, response) => {
      closed.push(once(response, "close"));
      const pour = (): void => {
        while (response.write(Buffer.alloc(64 * 1024)));
      };
      response.on("drain", pour);
      pour();
    });

    const answer = await request({ url, ...PATIENT });

    expect(answer).toEqual({ outcome: "failed", reason: "too-large" });
    expect(await Promise.all(closed)).toHaveLength(1);
  });

  it("is a body that is too large once it is unpacked", async () => {
    const packed = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
    });

    expect(await request({ url, ...PATIENT })).toEqual({ outcome: "failed", reason: "too-large" });
  });

  it("is unreachable when the connection is refused", async () => {
    expect(await request({ url: await refusing(), ...PATIENT })).toEqual({
      outcome: "failed",
      reason: "unreachable",
    });
  });

  it("is unreachable when every address of a name refuses the connection", async () => {
    const url = await refusing();
    const agent = new Agent({
      lookup: (_name, _options, answer) =>
        answer(null, [
          { address: "127.0.0.1", family: 4 },
          { address: "127.0.0.2", family: 4 },
        ]),
    });

    const answer = await request({ url: url.replace("127.0.0.1", "name.test"), agent, ...PATIENT });

    expect(answer).toEqual({ outcome: "failed", reason: "unreachable" });
  });

  it("is broken off when the connection ends before the answer does, and nothing is asked again", async () => {
    let asked = 0;
    const url = await serve((message, response) => {
      asked += 1;
      if (message.url === "/at-once") return message.socket.destroy();
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => message.socket.destroy());
    });

    const broken = { outcome: "failed", reason: "broken-off" };
    expect(await request({ url: `${url}/at-once`, ...PATIENT })).toEqual(broken);
    expect(await request({ url: `${url}/midway`, ...PATIENT })).toEqual(broken);
    expect(asked).toBe(2);
  });

  it("is broken off when the other side does not speak HTTP", async () => {
    const url = await listening(createRawServer((socket) => socket.end("220 mail ready\r\n")));

    expect(await request({ url, ...PATIENT })).toEqual({ outcome: "failed", reason: "broken-off" });
  });

  it("is aborted when the caller no longer wants it, also before it began", async () => {
    const wanted = new AbortController();
    let asked = 0;
    const url = await serve(() => {
      asked += 1;
      wanted.abort();
    });

    const aborted = { outcome: "failed", reason: "aborted" };
    const asking = {
      url,
      method: "POST",
      body: "of it",
      signal: wanted.signal,
      ...PATIENT,
    } as const;
    expect(await request(asking)).toEqual(aborted);
    expect(await request(asking)).toEqual(aborted);
    expect(asked).toBe(1);
  });
});

describe("a request that cannot be made", () => {
  it("throws, and does not show the password", async () => {
    const made = request({ url: "ftp://ana:secret@127.0.0.1/", ...PATIENT });

    await expect(made).rejects.toThrow(/not supported/);
    await expect(made).rejects.not.toThrow(/secret/);
  });
});
