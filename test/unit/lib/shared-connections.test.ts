import { describe, expect, it } from "vitest";
import { createSharedConnections } from "../../../src/lib/shared-connections.ts";

interface Line {
  isOpen: boolean;
  readonly number: number;
  end(): void;
  destroy(): void;
}

const never = new AbortController().signal;

function bench(idleMs = 10_000): {
  readonly all: ReturnType<typeof createSharedConnections<string, Line>>;
  readonly ends: string[];
  readonly lines: Line[];
} {
  const ends: string[] = [];
  const lines: Line[] = [];
  const open = (): Line => {
    const number = lines.length + 1;
    const over = (how: string) => () => {
      line.isOpen = false;
      ends.push(`${number} ${how}`);
    };
    const line: Line = { isOpen: true, number, end: over("ended"), destroy: over("destroyed") };
    lines.push(line);
    return line;
  };
  return { all: createSharedConnections<string, Line>(async () => open, idleMs), ends, lines };
}

const number = async ({ number }: Line): Promise<number> => number;

describe("a shared connection", () => {
  it("is one for each address, used by one after the other", async () => {
    const { all } = bench();
    const steps: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
    };

    await Promise.all(["a", "b", "c"].map((name) => all.use("x", never, work(name))));

    expect(steps).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect([await all.use("x", never, number), await all.use("y", never, number)]).toEqual([1, 2]);
  });

  it("that has broken is made anew", async () => {
    const { all, lines } = bench();
    await all.use("x", never, number);
    lines[0]!.isOpen = false;

    expect(await all.use("x", never, number)).toBe(2);
  });

  it("is destroyed when its time is over, and the next one begins anew at once", async () => {
    const { all, ends } = bench();
    const abort = new AbortController();
    const hanging = all.use("x", abort.signal, () => new Promise(() => {}));
    const next = all.use("x", never, number);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();

    expect([await hanging, await next]).toEqual(["late", 2]);
    expect(ends[0]).toBe("1 destroyed");
  });

  it("is left alone by who gave up waiting for it", async () => {
    const { all, ends } = bench();
    let done: (said: string) => void = () => {};
    const long = all.use("x", never, () => new Promise<string>((resolve) => (done = resolve)));
    const abort = new AbortController();
    const waiting = all.use("x", abort.signal, number);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();

    expect(await waiting).toBe("busy");
    done("well");
    expect(await long).toBe("well");
    expect(await all.use("x", never, number)).toBe(1);
    expect(ends).toEqual([]);
  });

  it("is not even opened for who is late already", async () => {
    const { all, lines } = bench();

    expect(await all.use("x", AbortSignal.abort(), number)).toBe("late");
    expect(lines).toEqual([]);
  });

  it("ends when nobody uses it, or with all others", async () => {
    const { all, ends } = bench(1);
    await all.use("x", never, number);
    await expect.poll(() => ends).toEqual(["1 ended"]);

    const busy = all.use("y", never, () => new Promise<void>(() => {}));
    await new Promise((resolve) => setImmediate(resolve));
    all.stop();
    expect(ends).toEqual(["1 ended", "2 destroyed"]);
    expect(await all.use("z", never, number)).toBe("late");
    void busy;
  });
});
