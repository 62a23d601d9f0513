import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createScreen, type Entry } from "../../../src/cli/demo-screen.ts";

const NIGHT = Date.UTC(2026, 10, 22, 3, 12);

function shown(entry: Partial<Entry>): string {
  const out = new PassThrough();
  createScreen(out, "UTC").show({ at: NIGHT, who: "Ana", text: "Hello", tone: "needs", ...entry });
  return String(out.read());
}

test("a line begins with the story's time and who spoke, without colours where none are shown", () => {
  expect(shown({})).toBe("03:12  Ana          Hello\n");
});

test("further lines stand below the first, empty ones are left out", () => {
  expect(shown({ text: "One\n\nTwo" })).toBe("03:12  Ana          One\n                    Two\n");
});

test("what somebody writes cannot steer the terminal, nor fill it", () => {
  const steering = "\u001B[2J\u001B]0;title\u0007\rgone";
  const line = shown({ who: `A${steering}`, text: steering + "x".repeat(10_000) });

  expect(line).toMatch(/^03:12 {2}A\[2J/);
  expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
  expect(line.length).toBeLessThan(200);
});
