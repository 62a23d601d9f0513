import { randomBytes } from "node:crypto";
import { connectSlack } from "./app-slack.ts";
import { createWorld, type World, type WorldParts } from "./app-world.ts";
import type { Redis } from "./store/connect.ts";
import { createInbox } from "./store/inbox.ts";
import { createIntakeGate } from "./store/intake-gate.ts";

type Given = Pick<WorldParts, "config" | "keys" | "clock" | "log" | "secrets" | "book" | "notices">;

/** The world of a short command, all of it on one connection; nothing in it runs by itself. */
export function createLoneWorld(redis: Redis, given: Given): World {
  const { keys } = given;
  const connections = { requests: redis, background: redis, blocking: redis };
  return createWorld({
    ...given,
    slack: connectSlack(given.config, { ...given, redis }),
    redis,
    blocking: redis,
    inbox: createInbox(connections, keys, createIntakeGate(redis, keys)),
    owner: randomBytes(9).toString("base64url"),
  });
}
