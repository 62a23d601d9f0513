import { expect, test } from "vitest";
import type { Scene, SceneCard, SceneMessage, ScenePage } from "../../../src/cli/demo-scene.ts";
import { createTeller } from "../../../src/cli/demo-teller.ts";
import { MINUTE } from "../../../src/lib/durations.ts";

const NOW = Date.UTC(2026, 10, 22, 3, 12);
const PRESENCE = { here: [], onCall: null, people: [] };
const CARD: SceneCard = { number: 1, status: "triggered", standing: "Calls Ana.", callsAt: null };
const MESSAGE: SceneMessage = {
  id: "m",
  at: NOW,
  authorName: "watchroom",
  text: "#1 Full\nCalls Ana.",
  card: CARD,
};
const CALL: ScenePage = {
  id: "p",
  notifier: "voice",
  state: "ringing",
  text: "Full.",
  at: NOW,
  note: null,
  to: "Ana",
};

function scene(parts: Partial<Scene>): Scene {
  return { messages: [], pages: [], presence: PRESENCE, ...parts };
}

function textsOf(scenes: readonly Scene[], now: (index: number) => number = () => NOW): string[][] {
  const tell = createTeller();
  return scenes.map((one, index) => tell(one, now(index)).map(({ text }) => text));
}

test("a card is told whole once, and then only what has changed", () => {
  const later = { ...MESSAGE, card: { ...CARD, status: "acknowledged", standing: "Ana has it." } };

  const texts = textsOf([MESSAGE, MESSAGE, later].map((message) => scene({ messages: [message] })));

  expect(texts).toEqual([
    ["#1 Full\nCalls Ana.", "Nobody is in the room."],
    [],
    ["#1 Ana has it."],
  ]);
});

test("the end of a call is told, the end of a message on the phone is not", () => {
  const sms: ScenePage = { ...CALL, id: "s", notifier: "sms", state: "shown" };
  const over = { state: "ended", note: "Somebody has it." } as const;

  const texts = textsOf([
    scene({ pages: [sms, CALL] }),
    scene({
      pages: [
        { ...sms, ...over },
        { ...CALL, ...over },
      ],
    }),
  ]);

  expect(texts).toEqual([
    ["SMS: Full.", "rings: Full.", "Nobody is in the room."],
    ["Somebody has it."],
  ]);
});

test("what the room has left is told every three minutes, and not once it is over", () => {
  const waiting = { ...MESSAGE, card: { ...CARD, callsAt: NOW + 7 * MINUTE } };
  const scenes = Array.from({ length: 9 }, () => scene({ messages: [waiting] }));

  const [first = [], ...texts] = textsOf(scenes, (minute) => NOW + minute * MINUTE);

  expect(first).toHaveLength(2);
  expect(texts.flat()).toEqual([
    "Nobody has reacted to #1. 6 minutes left.",
    "Nobody has reacted to #1. 3 minutes left.",
  ]);
});

test("who is in the room is told when it changes, by name", () => {
  const people = [
    { handle: "ana", name: "Ana" },
    { handle: "bob", name: "Bob" },
  ];
  const texts = textsOf([
    scene({ presence: { here: ["ana", "bob"], onCall: "bob", people } }),
    scene({ presence: { here: ["ana"], onCall: "bob", people } }),
    scene({ presence: { here: ["ana"], onCall: "bob", people } }),
  ]);

  expect(texts).toEqual([
    ["In the room: Ana, Bob. On call: Bob."],
    ["In the room: Ana. On call: Bob."],
    [],
  ]);
});
