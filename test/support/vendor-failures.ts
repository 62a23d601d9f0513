import type { Refusal } from "../../src/ports/failure.ts";
import type { Trouble } from "../fakes/vendor/troubles.ts";

/** What befalls any service, and is worth another try. `taken`: the status with which it takes a request. */
export function passingTroubles(taken: number): readonly (readonly [string, Trouble, Refusal])[] {
  const html = "<html><body>Down for maintenance</body></html>";
  return [
    ["500", { status: 500 }, "server-error"],
    ["503 with a page", { status: 503, body: html }, "server-error"],
    ["a page instead of an answer", { status: taken, body: html }, "server-error"],
    ["an empty answer", { status: taken, body: "" }, "server-error"],
    ["an answer of another shape", { status: taken, body: [] }, "server-error"],
    ["a hang", "hang", "timeout"],
    ["a hang after it was taken", "accept-then-hang", "timeout"],
    ["an answer that does not end", "slow-body", "timeout"],
    ["a reset", "reset", "server-error"],
    ["a reset after it was taken", "accept-then-reset", "server-error"],
    ["a reset in mid-body", "reset-in-body", "server-error"],
    ["an answer that is huge", "huge-body", "server-error"],
    ["429", { status: 429, body: "{}" }, "rate-limited"],
  ];
}

/** Ends a request that would take for ever as soon as it has arrived. */
export function patience(
  server: { onChange(listener: () => void): () => void },
  reason: Refusal,
): AbortSignal {
  if (reason !== "timeout") return AbortSignal.timeout(20_000);
  const ending = new AbortController();
  server.onChange(() => ending.abort());
  return ending.signal;
}
