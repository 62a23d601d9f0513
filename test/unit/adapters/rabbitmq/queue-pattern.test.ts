import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  matchesPattern,
  patternForServer,
} from "../../../../src/adapters/rabbitmq/queue-pattern.ts";

describe("a pattern of queues", () => {
  it.each([
    ["builds-*", "builds-", true],
    ["builds-*", "builds-1", true],
    ["builds-*", "old-builds-1", false],
    ["*", "", true],
    ["*.dead", "shop.dead", true],
    ["*.dead", "shop.dead.2", false],
    ["a*a", "a", false],
    ["a*b*c", "a-c-b", false],
    ["a*b*c", "abbcc", true],
    ["Builds*", "builds", false],
  ])("%s and the queue %s: %s", (pattern, name, matches) => {
    expect(matchesPattern(pattern, name)).toBe(matches);
  });

  it("matches the same here as on the server, whatever signs are in it", () => {
    const sign = constantFrom(...Array.from("ab*.+-^$()[]{}|\\/?#_ é"));
    const text = array(sign, { maxLength: 8 }).map((signs) => signs.join(""));

    assert(
      property(text, text, (pattern, name) => {
        expect(new RegExp(patternForServer(pattern)).test(name)).toBe(
          matchesPattern(pattern, name),
        );
      }),
    );
  });
});
