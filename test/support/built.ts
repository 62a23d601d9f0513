import type { startThread } from "../../src/app-thread.ts";
import type { createApp } from "../../src/app.ts";

export interface Built {
  readonly createApp: typeof createApp;
  readonly startThread: typeof startThread;
}

/** The program as it is shipped. */
export async function built(): Promise<Built> {
  const folder = new URL("../../dist/", import.meta.url);
  const app = (await import(new URL("app.js", folder).href)) as Pick<Built, "createApp">;
  const thread = (await import(new URL("app-thread.js", folder).href)) as Pick<
    Built,
    "startThread"
  >;
  return { createApp: app.createApp, startThread: thread.startThread };
}
