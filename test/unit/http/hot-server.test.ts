import { once } from "node:events";
import { request, type IncomingMessage, type RequestOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHotServer } from "../../../src/http/hot-server.ts";

const hot = new Map([
  [
    "POST /signals",
    async (_request: unknown, body: Buffer) => ({
      status: 202,
      body: { taken: body.toString(), é: 1 },
      headers: { "retry-after": "5" },
    }),
  ],
]);
const server = createHotServer(
  hot,
  (incoming, response) => {
    incoming.resume();
    incoming.on("end", () => response.writeHead(418).end("others"));
  },
  10,
);

beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => void server.close());

async function send(
  options: RequestOptions,
  ...chunks: readonly string[]
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const { port } = server.address() as AddressInfo;
  const sending = request({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: "/signals",
    ...options,
  });
  for (const chunk of chunks) sending.write(chunk);
  const [answer] = (await once(sending.end(), "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { status: answer.statusCode, text: Buffer.concat(parts).toString() };
}

test("a hot route gets its whole body, and its answer arrives whole", async () => {
  const headers = { "content-length": "10" };

  expect(await send({ headers }, "12345", "67890")).toEqual({
    status: 202,
    text: '{"taken":"1234567890","é":1}',
  });
  expect(await send({ headers: { "content-length": "0" } })).toMatchObject({ status: 202 });
});

test.each<[string, RequestOptions, string]>([
  ["another method", { method: "GET", headers: { "content-length": "0" } }, ""],
  ["another path", { path: "/signals/", headers: { "content-length": "1" } }, "1"],
  ["a query", { path: "/signals?a=b", headers: { "content-length": "1" } }, "1"],
  ["a body of unknown length", {}, "1"],
  ["a body that is too large", { headers: { "content-length": "11" } }, "12345678901"],
])("%s is left to the others", async (_what, options, body) => {
  expect(await send(options, body)).toEqual({ status: 418, text: "others" });
});

test("a request whose body never ends is given up", async () => {
  const impatient = createHotServer(hot, () => undefined, 10, 40);
  await once(impatient.listen(0, "127.0.0.1"), "listening");
  const { port } = impatient.address() as AddressInfo;
  const headers = { "content-length": "10" };
  const sending = request({ port, host: "127.0.0.1", method: "POST", path: "/signals", headers });
  sending.write("12345");

  const [answer] = (await once(sending, "response")) as [IncomingMessage];

  expect(answer.statusCode).toBe(408);
  impatient.close();
});
