import type { ModalView } from "@slack/types";
import { describe, expect, it } from "vitest";
import { MODALS } from "../../../../src/adapters/slack/drawing/actions.ts";
import { plainOfBlocks } from "../../../../src/adapters/slack/drawing/blocks/plain-of.ts";
import {
  handOffModal,
  readHandOff,
} from "../../../../src/adapters/slack/drawing/hand-off-modal.ts";
import { homeView } from "../../../../src/adapters/slack/drawing/home-view.ts";
import { phoneModal, readPhone } from "../../../../src/adapters/slack/drawing/phone-modal.ts";
import {
  readSilence,
  silenceModal,
  silenceSubject,
} from "../../../../src/adapters/slack/drawing/silence-modal.ts";
import type { Overview } from "../../../../src/ports/inward.ts";
import { START } from "../../../support/incident-examples.ts";
import { buttonsIn, complaintsAbout, objectsIn } from "../../../support/slack-limits.ts";

const HOUR = 3_600_000;

const OVERVIEW: Overview = {
  onCall: { handle: "ana", name: "Ana", until: START + HOUR },
  secondary: { handle: "bob", name: "Bob" },
  shift: { from: START + 2 * HOUR, until: START + 3 * HOUR },
  open: [
    {
      number: 17,
      title: "Builds are queueing up",
      severity: "critical",
      status: "acknowledged",
      measure: "8,200 of 5,000",
      openedAt: START,
      acknowledgedBy: "Ana",
    },
  ],
  openCount: 3,
  responder: true,
  ways: ["dm", "voice"],
  phone: "+64…89",
  url: "https://watch.example",
};

function home(changes: Partial<Overview> = {}) {
  const { blocks } = homeView({ ...OVERVIEW, ...changes }, { now: START });
  const shown = { text: "x", blocks: blocks as any };
  expect(complaintsAbout(shown)).toEqual([]);
  return { text: plainOfBlocks(shown.blocks), buttons: buttonsIn(shown.blocks) };
}

describe("the bot's own tab", () => {
  it("shows who is on call, what is open, and what is mine", () => {
    expect(
      home()
        .text.split("\n")
        .filter((line) => line !== ""),
    ).toEqual([
      "On call",
      "Ana until Thu 15 Jan 2026 01:00 UTC",
      "Second: Bob",
      "Open incidents",
      ":large_blue_circle: #17 Builds are queueing up: 8,200 of 5,000 · critical · Ana has it · since Thu 15 Jan 2026 00:00 UTC",
      "and 2 more (https://watch.example/incidents)",
      "You",
      "Your next shift: Thu 15 Jan 2026 02:00 UTC until Thu 15 Jan 2026 03:00 UTC",
      "You are reached by direct message and voice call.",
      "Phone: +64…89",
    ]);
  });

  it("offers to hand over only to whoever is on call", () => {
    expect(home().buttons.map(({ label }) => label)).not.toContain("Hand over");
    expect(
      home({ shift: { from: START - HOUR, until: null } }).buttons.map(({ label }) => label),
    ).toEqual(["Hand over", "Send me a test page", "Change my phone", "Open the pages"]);
  });

  it("says plainly that there is nothing", () => {
    const { text, buttons } = home({
      onCall: null,
      secondary: null,
      shift: null,
      open: [],
      openCount: 0,
      responder: false,
      ways: [],
      phone: null,
    });

    expect(text).toContain("Nobody is on call");
    expect(text).toContain("Nothing is open.");
    expect(text).toContain("You are never called");
    expect(buttons.map(({ label }) => label)).toEqual(["Add my phone", "Open the pages"]);
  });
});

function stateOf(fields: Readonly<Record<string, unknown>>) {
  return {
    values: Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, { [id]: field }])),
  };
}

function chosen(value: string) {
  return { type: "static_select", selected_option: { text: {}, value } };
}

function typed(value: string | null) {
  return { type: "plain_text_input", value };
}

describe("the modal for silence", () => {
  const view = silenceModal(17, "builds-queue-backlog") as ModalView;

  it("knows what it is about when it comes back", () => {
    expect(view.callback_id).toBe(MODALS.silence);
    expect(silenceSubject(view.private_metadata!)).toMatchObject({
      incident: 17,
      alert: "builds-queue-backlog",
    });
    expect(complaintsAbout({ text: "x", blocks: view.blocks as any })).toEqual([]);
  });

  it.each([
    "",
    "{",
    "[]",
    '{"v":2,"incident":1,"alert":"a"}',
    '{"v":1,"incident":"1","alert":"a"}',
  ])("takes nothing else for it: %j", (about) => {
    expect(silenceSubject(about)).toBeNull();
  });

  it("reads what was chosen, each of its choices being one that the command takes", () => {
    const values = objectsIn(view.blocks).flatMap(({ value }) =>
      typeof value === "string" ? [value] : [],
    );

    expect(values.length).toBeGreaterThan(5);
    expect(values.map((value) => readSilence(stateOf({ span: chosen(value) })))).toEqual(
      values.map((value) => `for ${value}`),
    );
    expect(readSilence(stateOf({ span: chosen("2h for all") }))).toBeNull();
    expect(readSilence({ values: 7 })).toBeNull();
  });
});

describe("the modal for the phone", () => {
  it("shows the number that is known with most of it hidden, and reads the new one", () => {
    const view = phoneModal("+64…89") as ModalView;

    expect(plainOfBlocks(view.blocks as any)).toContain("Now: +64…89.");
    expect(complaintsAbout({ text: "x", blocks: view.blocks as any })).toEqual([]);
    expect(readPhone(stateOf({ number: typed(" +49 151 23456789 ") }))).toBe("+49 151 23456789");
    expect(readPhone(stateOf({ number: typed(null) }))).toBeNull();
    expect(readPhone(undefined)).toBeNull();
  });
});

describe("the modal for handing over", () => {
  it("lists the others, and reads whom, until when and the note", () => {
    const view = handOffModal([{ handle: "bob", name: "Bob" }]) as ModalView;

    expect(objectsIn(view.blocks)).toContainEqual({
      text: { type: "plain_text", text: "Bob", emoji: false },
      value: "bob",
    });
    expect(complaintsAbout({ text: "x", blocks: view.blocks as any })).toEqual([]);
  });

  it.each([
    [{ until: typed(null), note: typed(null) }, "@bob"],
    [
      { until: typed("18:00"), note: typed("watch\nthe builds") },
      "@bob until 18:00 watch the builds",
    ],
    [{ until: typed("for 4h"), note: typed(null) }, "@bob for 4h"],
    [{ until: typed("4h"), note: typed(null) }, "@bob for 4h"],
    [{ until: typed(null), note: typed("until it calms down") }, "@bob Note: until it calms down"],
  ])("reads %o as the command's words", (fields, words) => {
    expect(readHandOff(stateOf({ who: chosen("bob"), ...fields }))).toBe(words);
  });

  it("reads nothing when nobody was chosen, and says so when there is nobody", () => {
    expect(readHandOff(stateOf({ who: { selected_option: null } }))).toBeNull();
    expect(plainOfBlocks(handOffModal([]).blocks as any)).toContain("nobody else");
  });
});
