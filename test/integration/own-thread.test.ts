import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OwnThread, startThread } from "../../src/app-thread.ts";
import { BUILDS } from "../support/book.ts";
import { chartExample } from "../support/chart-examples.ts";
import { chunksOf } from "../support/png.ts";

/** As it is shipped: a thread cannot load TypeScript on every Node that we run on. */
async function started(): Promise<OwnThread> {
  const entry = new URL("../../dist/app-thread.js", import.meta.url);
  const built = (await import(entry.href)) as { readonly startThread: typeof startThread };
  return built.startThread();
}

describe("the thread of a process", () => {
  let thread: OwnThread;

  beforeEach(async () => {
    thread = await started();
  });
  afterEach(() => thread.stop());

  const draw = () => thread.draw(chartExample());

  it("compiles the book and draws charts, one after the other", async () => {
    const [chart, book, another] = await Promise.all([
      draw(),
      thread.compile([{ path: "builds.md", text: BUILDS }]),
      draw(),
    ]);

    expect(book).toMatchObject({ ok: true });
    const [first, second] = [chart, another].map((one) => (one.ok ? one.png : new Uint8Array()));
    expect(chunksOf(first!)[0]?.type).toBe("IHDR");
    expect(second).toEqual(first);
  });

  it("answers with a reason what it cannot draw, and goes on", async () => {
    expect(await thread.draw(chartExample({ zone: "Mars/Base" }))).toEqual({
      ok: false,
      reason: expect.stringContaining("Mars/Base"),
    });
    expect(await draw()).toMatchObject({ ok: true });
  });

  it("refuses at once what is more than may wait", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, draw));

    expect(answers.filter(({ ok }) => ok)).toHaveLength(9);
    expect(answers.at(-1)).toEqual({ ok: false, reason: "too much is waiting already" });
  });

  it("answers what waits when it is stopped", async () => {
    const drawn = draw();
    await thread.stop();

    expect(await drawn).toEqual({ ok: false, reason: "it is stopped" });
  });
});
