import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createThread, type Thread, type ThreadLimits } from "../../../src/lib/worker-thread.ts";

/** Workers cannot load TypeScript on every Node that we run on, so this speaks the protocol of thread-entry.ts by itself. */
const ENTRY = `
import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", ({ id, input }) => {
  if (input === "hang") for (;;);
  if (input === "exit") process.exit(3);
  if (input === "break") setImmediate(() => { throw new Error("snap"); });
  else if (input === "refuse") parentPort.postMessage({ id, ok: false, reason: "no" });
  else if (input === "thread") parentPort.postMessage({ id, ok: true, output: threadId });
  else if (input !== "silence") parentPort.postMessage({ id, ok: true, output: input * 2 });
});
`;

let folder: string;
const threads: Thread<unknown, unknown>[] = [];

function thread(limits?: ThreadLimits): Thread<unknown, unknown> {
  const made = createThread(pathToFileURL(join(folder, "entry.mjs")), limits);
  threads.push(made);
  return made;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "worker-thread-"));
  writeFileSync(join(folder, "entry.mjs"), ENTRY);
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(threads.splice(0).map((made) => made.stop()));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("a worker thread", () => {
  it("answers each piece of work with its own output", async () => {
    const { run } = bound(thread());

    expect(await Promise.all([run(1), run(2), run(3)])).toEqual(
      [2, 4, 6].map((output) => ({ ok: true, output })),
    );
  });

  it("is the same for one piece of work after the other", async () => {
    const { run } = bound(thread());

    expect(await run("thread")).toEqual(await run("thread"));
  });

  it("is another one after a rest, and none in between", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { run } = bound(thread({ limitMs: 60_000, queue: 8, restAfterMs: 3_000 }));
    const { output: first } = (await run("thread")) as { output: unknown };
    vi.advanceTimersByTime(2_999);
    expect(await run("thread")).toEqual({ ok: true, output: first });
    vi.advanceTimersByTime(3_000);

    expect(await run("thread")).not.toEqual({ ok: true, output: first });
  });

  it("passes a refusal on", async () => {
    expect(await thread().run("refuse")).toEqual({ ok: false, reason: "no" });
  });

  it("is ended when it takes too long, and started again for the next", async () => {
    const { run } = bound(thread({ limitMs: 1_000, queue: 8 }));

    expect(await Promise.all([run("hang"), run(4)])).toEqual([
      { ok: false, reason: "it took longer than 1 s" },
      { ok: true, output: 8 },
    ]);
  });

  it.each([
    ["exit", "the worker thread ended with code 3"],
    ["break", "the worker thread broke: snap"],
  ])("is started again after it broke: %s", async (work, reason) => {
    const { run } = bound(thread());

    expect(await run(work)).toEqual({ ok: false, reason });
    expect(await run(5)).toEqual({ ok: true, output: 10 });
  });

  it("leaves no timer behind that could end later work", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });

    await thread().run(1);

    expect(vi.getTimerCount()).toBe(0);
  });

  it("refuses at once when too much waits", async () => {
    const { run } = bound(thread({ limitMs: 5_000, queue: 1 }));
    const accepted = [run(1), run(2)];

    expect(await run(3)).toEqual({ ok: false, reason: "too much is waiting already" });
    expect(await Promise.all(accepted)).toEqual([2, 4].map((output) => ({ ok: true, output })));
  });

  it("refuses what cannot be sent, and goes on", async () => {
    const { run } = bound(thread());

    expect(await run(() => 1)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^it cannot be sent to the worker thread: /),
    });
    expect(await run(6)).toEqual({ ok: true, output: 12 });
  });

  it("answers all that runs or waits when it is stopped, and nothing afterwards", async () => {
    const stopping = thread();
    const open = [stopping.run("silence"), stopping.run(1)];
    await stopping.stop();

    expect(await Promise.all([...open, stopping.run(2)])).toEqual(
      Array.from({ length: 3 }, () => ({ ok: false, reason: "it is stopped" })),
    );
  });

  it("says so when its module cannot be loaded", async () => {
    const missing = createThread(pathToFileURL(join(folder, "missing.mjs")));
    threads.push(missing);

    expect(await missing.run(1)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^the worker thread broke: Cannot find module/),
    });
  });
});

function bound(one: Thread<unknown, unknown>): { readonly run: Thread<unknown, unknown>["run"] } {
  return { run: (input) => one.run(input) };
}
