import { expect, test } from "vitest";
import type { Signal } from "../../../src/alerts/signal.ts";
import { entryJson, readEntryJson } from "../../../src/store/entry-json.ts";

const SIGNAL: Signal = {
  alert: "queue-backlog",
  status: "firing",
  summary: "8,200 wait",
  severity: "critical",
  labels: { queue: "builds" },
  value: 8_200,
  at: 1_800_000_000_000,
};
const BARE: Signal = {
  ...SIGNAL,
  summary: null,
  severity: null,
  labels: {},
  value: null,
  at: null,
};

test("an entry is read as it was written", () => {
  const again = { ...SIGNAL, after: { number: 17, by: "Ana", at: 1_800_000_000_000 } };

  expect(readEntryJson(entryJson([SIGNAL, BARE]))).toEqual([SIGNAL, BARE]);
  expect(readEntryJson(entryJson([again, BARE]))).toEqual([again, BARE]);
});

test.each([
  ["alert", 7],
  ["status", "on"],
  ["summary", 7],
  ["severity", "toString"],
  ["labels", null],
  ["labels", ["builds"]],
  ["labels", { queue: 7 }],
  ["value", "8200"],
  ["at", "2026-11-22"],
])("the second signal's %s cannot be %j, and the error says where", (field, wrong) => {
  const json = JSON.stringify({ v: 1, signals: [BARE, { ...SIGNAL, [field]: wrong }] });

  expect(() => readEntryJson(json)).toThrow(new RegExp(`"signals",\\s+1,\\s+"${field}"`));
});

test.each(["null", "7", "[]", "{}", '{"v":2,"signals":[]}', '{"v":1,"signals":{}}'])(
  "%s is no entry",
  (json) => {
    expect(() => readEntryJson(json)).toThrow(/expected|damaged|newer/);
  },
);
