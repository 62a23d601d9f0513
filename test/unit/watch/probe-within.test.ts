import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { probeWithin } from "../../../src/watch/probe-within.ts";

const NEVER = { probe: () => new Promise<never>(() => {}) };

it("gives up on what never answers", async () => {
  const ending = new AbortController();
  const probed = probeWithin(NEVER, ending.signal);
  ending.abort();

  expect(await probed).toMatchObject({ ok: false, said: "it does not answer" });
  expect(await probeWithin(NEVER, ending.signal)).toMatchObject({ ok: false });
});

it("leaves no listener on the signal that all probes share", () => {
  const { signal } = new AbortController();
  for (let n = 0; n < 20; n += 1) void probeWithin(NEVER, signal);

  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
