import { once } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  vi.doUnmock("node:worker_threads");
  vi.resetModules();
});

/** The other side of a thread that serves with this handle. */
async function serve(handle: (input: unknown) => unknown): Promise<MessagePort> {
  const { port1, port2 } = new MessageChannel();
  vi.doMock("node:worker_threads", () => ({ parentPort: port1 }));
  const { serveThread } = await import("../../../src/lib/thread-entry.ts");
  serveThread(handle);
  return port2;
}

async function ask(port: MessagePort, input: unknown): Promise<unknown> {
  port.postMessage({ id: 7, input });
  const [reply] = await once(port, "message");
  port.close();
  return reply as unknown;
}

describe("the inside of a thread", () => {
  it("answers with what the handle returns", async () => {
    expect(await ask(await serve((input) => [input]), "x")).toEqual({
      id: 7,
      ok: true,
      output: ["x"],
    });
  });

  it("waits for a promise", async () => {
    expect(await ask(await serve((input) => Promise.resolve(input)), "x")).toEqual({
      id: 7,
      ok: true,
      output: "x",
    });
  });

  it("answers a throw with its reason", async () => {
    const port = await serve(() => {
      throw new Error("too hard");
    });

    expect(await ask(port, "x")).toEqual({ id: 7, ok: false, reason: "too hard" });
  });

  it("answers an output that cannot be sent with a reason", async () => {
    expect(await ask(await serve(() => () => 1), "x")).toMatchObject({
      id: 7,
      ok: false,
      reason: expect.stringContaining("could not be cloned"),
    });
  });

  it("is only for threads", async () => {
    vi.doMock("node:worker_threads", () => ({ parentPort: null }));
    const { serveThread } = await import("../../../src/lib/thread-entry.ts");

    expect(() => serveThread(() => 1)).toThrow("this module is the entry of a worker thread");
  });
});
