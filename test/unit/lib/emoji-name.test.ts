import { expect, it } from "vitest";
import { emojiName } from "../../../src/lib/emoji-name.ts";

it.each([
  ["thumbsup", "+1"],
  ["+1", "+1"],
  ["raised_hand", "hand"],
  ["eyes", "eyes"],
  ["constructor", "constructor"],
])("%s is %s", (given, name) => {
  expect(emojiName(given)).toBe(name);
});
