import { expect, it } from "vitest";
import { linkRoutes } from "../../../src/http/link-routes.ts";
import type { WebReply, WebRequest } from "../../../src/ports/web.ts";
import type { Watch } from "../../../src/watch/watch.ts";
import { world } from "../../support/in-memory-watch.ts";

const AWAY = new Error("nobody answers at redis");

/** A page's link is good, and its page cannot be looked up. */
async function asked(method: "GET" | "POST", isStoreAway: boolean): Promise<WebReply> {
  const { links, clock } = world().watch;
  const watch: Partial<Watch> = {
    links,
    clock,
    isStoreAway: (error) => isStoreAway && error === AWAY,
    pages: { find: () => Promise.reject(AWAY) } as unknown as Watch["pages"],
  };
  const token = links.of("p1", clock.real()).view.split("/a/")[1] ?? "";
  const route = linkRoutes(watch as Watch).find((one) => one.method === method)!;
  return route.handle({ params: { token } } as unknown as WebRequest);
}

it.each(["GET", "POST"] as const)(
  "somebody who comes by a link while the store is away is told in a page to try again: %s",
  async (method) => {
    expect(await asked(method, true)).toMatchObject({
      status: 503,
      body: expect.stringContaining("watchroom cannot reach its store") as string,
      headers: { "retry-after": "5", "content-type": "text/html; charset=utf-8" },
    });
  },
);

it("any other error is not hidden", async () => {
  await expect(asked("GET", false)).rejects.toBe(AWAY);
});
