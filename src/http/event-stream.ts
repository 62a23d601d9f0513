import type { ServerResponse } from "node:http";
import { SECOND } from "../lib/durations.ts";
import { every } from "../lib/timers.ts";
import type { EventSink } from "../ports/web.ts";

const HEARTBEAT_MS = 15 * SECOND;
const RETRY_MS = 500;
/** A reader that takes nothing for so much text is gone. */
const MAX_BEHIND_BYTES = 4_000_000;

/** Server-sent events on one response, until the browser goes or `ending` aborts. */
export function openEventStream(response: ServerResponse, ending: AbortSignal): EventSink {
  const closed = new AbortController();
  const stopBeating = every(HEARTBEAT_MS, () => response.write(": still here\n\n"));
  const end = (): void => {
    if (closed.signal.aborted) return;
    stopBeating();
    ending.removeEventListener("abort", end);
    closed.abort();
    response.end();
  };
  response.on("close", end);
  response.on("error", end);
  ending.addEventListener("abort", end);
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${RETRY_MS}\n\n`);
  return {
    closed: closed.signal,
    send: (event, data, id) => {
      if (closed.signal.aborted) return;
      response.write(
        `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
      );
      if (response.writableLength > MAX_BEHIND_BYTES) end();
    },
  };
}
