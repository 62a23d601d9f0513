import type { Route } from "../ports/web.ts";

/** Alive; and ready: the store takes writes and a book is loaded, nothing else. A chat outage must not take the pager out of a balancer. */
export function healthRoutes(isReady: () => Promise<string | null>): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/healthz",
      handle: () => Promise.resolve({ status: 200, body: { ok: true } }),
    },
    {
      method: "GET",
      path: "/readyz",
      handle: async () => {
        const missing = await isReady();
        return missing === null
          ? { status: 200, body: { ready: true } }
          : { status: 503, body: { ready: false, error: missing } };
      },
    },
  ];
}
