import { createServer } from "node:http";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ESCALATION } from "../support/book.ts";
import { listening, type Listening } from "../support/listening.ts";
import { startRedis, type RedisServer } from "../support/redis-server.ts";
import { startWatchroom, until, type Harness } from "../support/watchroom.ts";

const WEB = `# Web

## The shop does not answer

\`\`\`yaml alert
name: shop-down
source: http
connection: shop
url: /health
measure: up
below: 1
for: 1m
\`\`\`

1. Look at it.

## The cart is full

\`\`\`yaml alert
name: cart-full
source: redis
connection: cart
info: db0.keys
above: 2
for: 1m
\`\`\`

1. Empty it.

## The desk does not answer

\`\`\`yaml alert
name: desk-down
source: http
connection: desk
url: /
measure: up
below: 1
\`\`\`

1. Nobody has said yet where it is.
`;

const TOKEN = "a-token-that-nobody-may-see";

describe("what a team points watchroom at", () => {
  let watch: Harness;
  let shop: Listening;
  let cart: RedisServer;
  let cartRedis: Redis;
  let asked: (string | undefined)[];
  let isOpen = false;

  beforeEach(async () => {
    asked = [];
    shop = await listening(
      createServer((request, response) => {
        asked.push(request.headers.authorization);
        response.end("well");
      }),
    );
    cart = await startRedis();
    cartRedis = new Redis(cart.socket);
    watch = await startWatchroom({
      book: { "escalation.md": ESCALATION, "web.md": WEB },
      env: {
        SOURCE_HTTP_SHOP_URL: `http://127.0.0.1:${shop.port}`,
        SOURCE_HTTP_SHOP_TOKEN: TOKEN,
        SOURCE_REDIS_CART_URL: cart.socket,
      },
    });
    isOpen = true;
    await watch.joins("Ana");
  });
  afterEach(async () => {
    await close();
    cartRedis.disconnect();
    await Promise.all([shop.stop(), cart.stop()]);
  });

  async function close(): Promise<void> {
    if (isOpen) await watch.close();
    isOpen = false;
  }

  async function rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round += 1) {
      await watch.advance({ seconds: 30 });
      await watch.collect();
    }
  }

  it("is quiet while all is well and while an address is missing, and told when it fails", async () => {
    await rounds(4);
    await watch.room.expectNothing();
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(new Set(asked)).toEqual(new Set([`Bearer ${TOKEN}`]));

    await shop.stop();
    await cartRedis.mset("a", 1, "b", 2, "c", 3);
    await rounds(4);

    await watch.room.expectCard(/The shop does not answer: 0 of 1/);
    await watch.room.expectCard(/The cart is full: 3 of 2/);
    await watch.room.expectNoCard(/desk/);
    expect(JSON.stringify(watch.log.lines)).not.toContain(TOKEN);
  });

  it("is let go of when watchroom stops", async () => {
    await rounds(1);
    const connected = async (): Promise<number> =>
      ((await cartRedis.client("LIST")) as string).trim().split("\n").length - 1;
    expect(await connected()).toBe(1);

    await close();

    await until(async () => (await connected()) === 0, "the connection to close");
  });
});
