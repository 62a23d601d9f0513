import { SECOND } from "../lib/durations.ts";
import { request, type HttpRequest } from "../lib/http.ts";
import { deadline, sleep } from "../lib/timers.ts";
import { StoryStopped } from "./story-stopped.ts";

const TIMEOUT_MS = 10 * SECOND;

interface Answered {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One call to the demo's own server. Throws StoryStopped when it is not answered as it should be. */
export type Call = (
  method: NonNullable<HttpRequest["method"]>,
  path: string,
  body?: object,
) => Promise<Answered>;

/** `cookie` is whose calls they are; a program's calls have none. */
export function callsTo(url: string, cookie?: string): Call {
  const headers = {
    "content-type": "application/json",
    ...(cookie !== undefined && { cookie }),
  };
  return async (method, path, body) => {
    const answer = await request({
      url: `${url}${path}`,
      method,
      headers,
      timeoutMs: TIMEOUT_MS,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const what = `${method} ${path}`;
    if (answer.outcome === "failed")
      throw new StoryStopped(`${what} was not answered: ${answer.reason}.`);
    const text = answer.body.toString();
    if (answer.status >= 300)
      throw new StoryStopped(`${what} was answered ${answer.status}: ${text}`);
    return { headers: answer.headers, body: text === "" ? null : (JSON.parse(text) as unknown) };
  };
}

/** Resolves as soon as the server takes work: its book is loaded. */
export async function untilReady(url: string, ending: AbortSignal): Promise<void> {
  const over = deadline(TIMEOUT_MS);
  for (;;) {
    const answer = await request({ url: `${url}/readyz`, timeoutMs: TIMEOUT_MS, signal: ending });
    if (answer.outcome === "answered" && answer.status === 200) return;
    if (over.aborted || ending.aborted) throw new StoryStopped("watchroom did not become ready.");
    await sleep(50, ending);
  }
}
