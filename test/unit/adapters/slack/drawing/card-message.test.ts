import type { KnownBlock } from "@slack/types";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainOfBlocks } from "../../../../../src/adapters/slack/drawing/blocks/plain-of.ts";
import { cardMessage } from "../../../../../src/adapters/slack/drawing/card-message.ts";
import type { Card } from "../../../../../src/ports/room.ts";
import {
  acknowledgedExample,
  cardExample,
  RESOLVED,
  SECTION_BODY,
  STEPS,
} from "../../../../support/card-examples.ts";
import { START } from "../../../../support/incident-examples.ts";
import { buttonsIn, complaintsAboutPost, objectsIn } from "../../../../support/slack-limits.ts";

const NOTHING = { picture: null, onCallUser: null } as const;

function shown(card: Card): string {
  return plainOfBlocks(cardMessage(card, NOTHING).main.blocks);
}

function threadOf(card: Card): string {
  return cardMessage(card, NOTHING)
    .thread.map(({ blocks }) => plainOfBlocks(blocks))
    .join("\n---\n");
}

function labelsOf(blocks: readonly KnownBlock[]): readonly string[] {
  return buttonsIn(blocks).map(({ label }) => label);
}

describe("a card", () => {
  it("says all that matters, the most important first", () => {
    expect(
      shown(cardExample())
        .split("\n")
        .filter((line) => line !== ""),
    ).toEqual([
      ":red_circle: Nobody has it yet.",
      "#17 Builds are queueing up",
      "8,200 of 5,000 · critical · since Thu 15 Jan 2026 00:00 UTC",
      "queue=builds",
      "1. Are the workers alive? rabbitmqctl list_consumers -p builds",
      "2. Restart the one that hangs.",
      "…",
      "On call: Ana",
      "Calls Ana at 03:12 unless somebody reacts.",
      "Playbook: Builds are queueing up (https://watch.example/playbooks/builds.md#queueing)",
    ]);
  });

  it("shows since when in the zone of whoever reads it", () => {
    const { main } = cardMessage(cardExample(), NOTHING);

    expect(objectsIn(main.blocks).find(({ type }) => type === "date")).toMatchObject({
      timestamp: START / 1_000,
      format: "{date_short_pretty} {time}",
    });
  });

  it("has one line for a notification", () => {
    expect(cardMessage(cardExample(), NOTHING).main.text).toBe(
      "#17 Builds are queueing up: 8,200 of 5,000. Calls Ana at 03:12 unless somebody reacts.",
    );
  });

  it.each([
    [
      "waits for somebody",
      {},
      ":red_circle: Nobody has it yet.",
      ["Acknowledge", "Resolve", "Escalate now", "Playbook", "Silence…"],
    ],
    [
      "is acknowledged",
      acknowledgedExample("ana", "bob"),
      ":large_blue_circle: Ana and Bob have it.",
      ["Resolve", "Escalate now", "Playbook", "Silence…"],
    ],
    [
      "is silenced",
      { phase: { kind: "silenced", until: START } },
      ":no_bell: Silenced.",
      ["Acknowledge", "Resolve", "Escalate now", "Playbook"],
    ],
    ["is over", RESOLVED, ":white_circle: Over.", ["Playbook"]],
  ] as const)(
    "that %s says so, and has the buttons that make sense",
    (_, incident, state, labels) => {
      const { main } = cardMessage(cardExample(incident), NOTHING);

      expect(plainOfBlocks(main.blocks).split("\n")[0]).toBe(state);
      expect(labelsOf(main.blocks)).toEqual(labels);
    },
  );

  it("asks before it resolves or escalates, and not before it acknowledges", () => {
    const buttons = buttonsIn(cardMessage(cardExample(), NOTHING).main.blocks);

    expect(buttons.map(({ label, style, asks }) => [label, style, asks]).slice(0, 3)).toEqual([
      ["Acknowledge", "primary", false],
      ["Resolve", undefined, true],
      ["Escalate now", "danger", true],
    ]);
    expect(buttons.map(({ value }) => value)).toEqual(["17", "17", "17", "17", "17"]);
  });

  it("that somebody has does not say so twice", () => {
    const card = cardExample(acknowledgedExample("ana"), {
      standing: "Ana has it. Calls Ana again at 04:00 unless it recovers or somebody acts.",
    });

    expect(shown(card).match(/Ana has it/g)).toHaveLength(1);
    expect(shown(card)).toContain("Calls Ana again at 04:00");
  });

  it("that is over names nobody who is on call", () => {
    expect(shown(cardExample(RESOLVED))).not.toContain("On call");
  });

  it("leads to whoever is on call without a ping", () => {
    const { main } = cardMessage(cardExample(), { picture: null, onCallUser: "U0ANA" });

    expect(objectsIn(main.blocks)).toContainEqual({
      type: "link",
      url: "https://slack.com/app_redirect?channel=U0ANA",
      text: "Ana",
    });
  });

  it.each([
    [
      { kind: "url", url: "https://watch.example/c.png" },
      { image_url: "https://watch.example/c.png" },
    ],
    [{ kind: "file", id: "F1" }, { slack_file: { id: "F1" } }],
  ] as const)("shows the chart as %o", (picture, block) => {
    const { main } = cardMessage(cardExample(), { picture, onCallUser: null });

    expect(main.blocks.find(({ type }) => type === "image")).toEqual({
      type: "image",
      alt_text: "Chart: Builds are queueing up, 8,200 of 5,000",
      ...block,
    });
  });

  it("shows no chart that Slack cannot fetch, as it would refuse the whole message", () => {
    const picture = { kind: "url", url: "http://127.0.0.1:3000/c.png" } as const;

    expect(
      cardMessage(cardExample(), { picture, onCallUser: null }).main.blocks.map(({ type }) => type),
    ).not.toContain("image");
  });
});

describe("the thread of a card", () => {
  it("goes on with the section where its first steps end, counted on, with its links at home", () => {
    expect(threadOf(cardExample())).toBe(
      "3. Add a worker.\nAfterwards, say so (https://watch.example/playbooks/escalation.md#who).",
    );
  });

  it("is empty when nothing is left to say", () => {
    const steps = SECTION_BODY.split("\n").slice(2, 5).join("\n");
    const body = SECTION_BODY.split("\n").slice(0, 5).join("\n");

    expect(
      cardMessage(cardExample({}, { steps, section: { heading: "x", body } }), NOTHING).thread,
    ).toEqual([]);
  });

  it("has what stands above the steps, and then what follows them", () => {
    const body = `Read this first.\n\n${SECTION_BODY.split("\n").slice(2).join("\n")}`;

    expect(threadOf(cardExample({}, { section: { heading: "x", body } }))).toMatch(
      /^Read this first\.\n3\. Add a worker\./,
    );
  });

  it("has a step again that was cut", () => {
    const body = "1. Look.\n2. Ask.\n\n   Then think.\n3. Act.";
    const steps = "1. Look.\n2. Ask.\n\n…";

    expect(threadOf(cardExample({}, { steps, section: { heading: "x", body } }))).toBe(
      "2. Ask.\nThen think.\n3. Act.",
    );
  });

  it("has the summary and the labels in full when some of them are hidden", () => {
    const labels = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`l${n}`, `v${n}`]));
    const summary = `first line\nsecond line\n${"long ".repeat(100)}`;
    const thread = threadOf(cardExample({ labels, summary }, { section: null, steps: null }));

    expect(thread).toContain("Alert: builds-queue-backlog");
    expect(thread).toContain("Label: l11=v11");
    expect(thread).toContain("Summary: first line\nsecond line\n");
    expect(thread.match(/\blong\b/g)).toHaveLength(100);
  });
});

const hostile = fc.constantFrom(
  "<!channel> & <@U012ABC>",
  "*bold* @here https://evil.example/x",
  "x".repeat(5_000),
  "a\nb\n\n# c",
  "",
  " ",
  "\u202Egnp.exe",
);

describe("a card of hostile text", () => {
  it("is taken by Slack, and nothing in it is live", () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.array(fc.tuple(hostile, hostile), { maxLength: 30 }),
        (title, summary, name, labels) => {
          const actor = { handle: "x", name, via: "room" };
          const card = cardExample(
            {
              title,
              summary,
              alert: title,
              labels: Object.fromEntries(labels.map(([key, value], n) => [`${n}${key}`, value])),
              ...acknowledgedExample("ana"),
              acknowledgements: [{ actor, at: START, token: null }],
            },
            {
              remarks: [summary, title],
              onCall: name,
              standing: name,
              steps: `${STEPS}\n${summary}`,
            },
          );
          const post = cardMessage(card, { picture: null, onCallUser: name });
          expect(complaintsAboutPost(post)).toEqual([]);
          expect(post.main.text).not.toMatch(/https:|@here/);
        },
      ),
      { numRuns: 60 },
    );
  });
});
