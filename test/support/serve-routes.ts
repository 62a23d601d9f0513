import { createServer } from "../../src/http/server.ts";
import type { Log } from "../../src/lib/log.ts";
import type { Route } from "../../src/ports/web.ts";

export interface Served {
  /** Where it is really reached, without a slash at its end. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Our own server with nothing but an adapter's callbacks, on loopback. */
export async function serveRoutes(routes: readonly Route[], log: Log): Promise<Served> {
  const server = createServer({
    log,
    access: { isPublic: true, tokens: [], publicUrl: "https://watch.example" },
    api: [],
    pages: [],
    entrance: [],
    open: routes,
    always: [],
    isOpen: () => true,
    counted: () => undefined,
    personOf: () => Promise.resolve(null),
    isStoreAway: () => false,
  });
  const port = await server.listen("127.0.0.1", 0);
  return { address: `http://127.0.0.1:${port}`, stop: () => server.stop() };
}
