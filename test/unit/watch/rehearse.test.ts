import { beforeEach, describe, expect, it } from "vitest";
import { rehearsalJson } from "../../../src/cli/rehearsal-json.ts";
import { hear } from "../../../src/commands/hear.ts";
import { BUILT_IN_POLICY, METHODS } from "../../../src/incidents/policy.ts";
import { rehearse } from "../../../src/watch/rehearse.ts";
import { alertExample } from "../../support/alert-examples.ts";
import {
  person,
  SUNDAY_AT_15_UTC as NOW,
  wayOut,
  world,
  type World,
} from "../../support/in-memory-watch.ts";
import { stepExample } from "../../support/incident-examples.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DISK = alertExample({ aliases: ["disk full", "look at disk"] });
const ana = person("ana", { zone: "Pacific/Auckland" });

let it_: World;
beforeEach(() => {
  it_ = world(ana, person("bob"));
  it_.book = {
    ...it_.book,
    sections: [
      {
        file: "hosts.md",
        anchor: "a-disk-is-full",
        heading: "A disk is full",
        depth: 2,
        line: 1,
        body: "",
        alerts: [DISK.name, "b", "i"],
      },
    ],
    alerts: [
      DISK,
      alertExample({ name: "b", severity: "warning" }),
      alertExample({ name: "i", severity: "info" }),
    ],
  };
  for (const method of METHODS)
    if (method !== "dm")
      it_.notifiers.set(method, wayOut(method, method === "sms" ? ["ana"] : ["ana", "bob"]));
});

/** By the clock of the one who asks, who is in Berlin. */
const say = async (words: string) =>
  hear(it_.watch, {
    person: person("bob"),
    text: `rehearse ${words}`,
    addressed: true,
    room: "room",
  });

describe("rehearse", () => {
  it("says who would be called, when, how and why, with nobody there and with somebody", async () => {
    it_.overrides = [
      {
        v: 1,
        id: "o",
        handle: "bob",
        from: NOW,
        until: Date.UTC(2026, 10, 29, 2, 4),
        madeBy: "bob",
        note: null,
      },
    ];

    const answer = await say("host-disk-full at sun 03:00");

    expect(answer?.toAll).toBe(true);
    expect(answer?.text).toBe(
      [
        "Rehearsal, nobody is told: host-disk-full fires at Sun 29 Nov 03:00 (Europe/Berlin). It is critical, and follows the policy default.",
        "",
        "| Nobody in the room | Somebody there, and no reaction |",
        "| --- | --- |",
        "| 03:00 posted in the room | 03:00 posted in the room |",
        "| 03:00 Bob by push: on call, taken over until 03:04 | 03:10 Ana by push: on call, first to have joined |",
        "| 03:02 Bob by voice: on call, taken over until 03:04 | 03:12 Ana by sms: on call, first to have joined |",
        "| 03:05 Ana by voice: on call, first to have joined, again at 03:08, 03:11, 03:14 | 03:15 Ana by voice: on call, first to have joined, again at 03:18, 03:21, 03:24, 03:27 |",
        "| 03:17 Bob by push and voice: second on call, next to have joined | 03:30 Bob by push and voice: second on call, next to have joined |",
        "| 03:32 Ana by push, sms and voice: everyone, awake | 03:45 Ana by push, sms and voice: everyone, awake |",
        "| 03:37 Bob by push and voice: everyone, asleep | 03:50 Bob by push and voice: everyone, asleep |",
        "| 04:05 next round | 04:15 next round |",
        "",
        "- Skipped: dm is not set up.",
        "- Skipped: Bob cannot be reached by sms.",
      ].join("\n"),
    );
  });

  it("says what people's own rules bring, and what is handed over", async () => {
    it_.people = [
      person("bob", {
        rules: [
          { method: "push", afterMs: 0 },
          { method: "voice", afterMs: 2 * MIN },
        ],
      }),
    ];
    const steps = [
      stepExample({ by: ["push", "sms"] }),
      stepExample({ afterMs: 5 * MIN, by: ["voice", "pagerduty"] }),
    ];
    it_.book = { ...it_.book, policies: [{ ...BUILT_IN_POLICY, steps }] };

    const text = (await say("host-disk-full"))?.text ?? "";

    expect(text).toContain(
      "| 16:00 Bob by push: on call, first to have joined, by their own rules |",
    );
    expect(text).toContain(
      "| 16:02 Bob by voice: on call, first to have joined, by their own rules |",
    );
    expect(text).toContain("| 16:05 Bob by voice: on call, first to have joined |");
    expect(text).toContain("| 16:05 handed over to PagerDuty |");
    expect(text).not.toContain("Skipped");

    it_.people = [];
    const rehearsal = await rehearse(it_.watch, { alert: DISK, at: NOW });
    expect(rehearsal.silent).toBeNull();
    expect(rehearsalJson(rehearsal)).toMatchObject({
      empty: {
        lines: expect.arrayContaining([
          expect.objectContaining({
            handle: "pagerduty",
            name: "PagerDuty",
            byRule: false,
            because: { kind: "hand-over" },
          }),
        ]),
      },
    });
  });

  it("leaves no cell out when one course is shorter", async () => {
    it_.notifiers.delete("voice");

    const rows = (await say("host-disk-full"))?.text
      .split("\n")
      .filter((line) => line.startsWith("|"));

    expect(rows?.every((line) => line.split(" | ").length === 2)).toBe(true);
  });

  it("rehearses now without a time, and finds an alert by an alias that has an `at` in it", async () => {
    expect((await say("disk full"))?.text).toContain("fires at 16:00 (Europe/Berlin)");
    expect((await say("look at disk"))?.text).toContain("fires at 16:00 (Europe/Berlin)");
    expect((await say("look at disk at 18:00"))?.text).toContain("fires at 18:00 (Europe/Berlin)");
  });

  it.each([
    ["", "`rehearse <alert> [at sun 03:00]`"],
    ["host-disk-ful at 03:00", "Nearest: host-disk-full."],
    ["all", "A rehearsal is of one alert. Say which."],
    ["host-disk-full at", "That is no time of day. Write `at 03:00`"],
    ["host-disk-full at 3", "That is no time of day. Write `at 03:00`"],
    ["host-disk-full at sun", "The day needs a time. Write `at 03:00`"],
    ["host-disk-full at 31 feb 03:00", "There is no such day within a year."],
    ["host-disk-full at sun 03:00 please", "`rehearse <alert> [at sun 03:00]`"],
  ])("does not guess what %j means", async (words, said) => {
    const answer = await say(words);

    expect(answer?.text).toContain(said);
    expect(answer?.toAll).toBe(false);
  });

  it("says until when a silence would keep it quiet", async () => {
    it_.silences = [{ v: 1, alert: "*", until: NOW + HOUR, by: "ana" }];

    const text = (await say("host-disk-full"))?.text ?? "";

    expect(text).toContain("| 16:00 silenced until 17:00; then, if it still fires: |");
    expect(text).toContain("| 17:00 posted in the room |");
    expect((await say("host-disk-full at 17:00"))?.text).not.toContain("silenced");
  });

  it("says that a warning is one message, by day", async () => {
    it_.people = [person("bob", { zone: "Pacific/Auckland" })];

    const text = (await say("b"))?.text ?? "";

    expect(text).toContain("| 20:00 Bob by push: on call, first to have joined |");
    expect(text).toContain("- A warning is one message to whoever is on call");
  });

  it("says that nobody is told of what is only recorded", async () => {
    expect((await say("i"))?.text).toBe(
      [
        "Rehearsal, nobody is told: i fires at 16:00 (Europe/Berlin). It is info.",
        "",
        "- Info is only recorded: nobody is told of it.",
      ].join("\n"),
    );
    expect(await rehearse(it_.watch, { alert: "unknown", at: NOW })).toMatchObject({
      severity: "critical",
      remarks: ["The book has no section for this alert."],
    });
  });

  it("finds the night in which nobody would be reached, and says why", async () => {
    it_.people = [];
    expect((await say("host-disk-full"))?.text).toContain(
      "- Nobody would be reached: no responder has joined.",
    );

    expect((await say("host-disk-full"))?.text).toContain("| 16:20 nobody is second on call |");

    it_.people = [ana];
    it_.notifiers.clear();
    it_.notifiers.set("push", wayOut("push", ["bob"]));
    const text = (await say("host-disk-full"))?.text ?? "";
    expect(text).toContain(
      "- Nobody would be reached: none of the ways that are named reaches anybody.",
    );
    expect(text).toContain("- Skipped: Ana cannot be reached by push.");
    expect(text).toContain("- Skipped: voice is not set up.");
    expect((await rehearse(it_.watch, { alert: DISK, at: NOW })).silent).toBe("no-way");
    expect((await rehearse(it_.watch, { alert: it_.book.alerts[2]!, at: NOW })).silent).toBeNull();
  });

  it("tells the phone on the page from a real one", async () => {
    it_.notifiers.set("voice", wayOut("voice", ["ana"], { pretend: true }));

    expect((await say("host-disk-full"))?.text).toContain(
      "- Nothing real is set up for voice: only the phone on the page shows it.",
    );
  });

  it("says whose contacts cannot be read", async () => {
    it_.contacts.kept.set("ana|push", { state: "unreadable" });

    expect((await say("host-disk-full"))?.text).toContain(
      "- The contacts of ana cannot be read: they were kept under another WATCHROOM_SECRET.",
    );
  });

  it("says what the limits would make wait", async () => {
    const steps = [stepExample({ repeat: { everyMs: MIN, times: 12 } })];
    it_.book = { ...it_.book, policies: [{ ...BUILT_IN_POLICY, steps }] };

    const text = (await say("host-disk-full"))?.text ?? "";

    expect(text).toContain("on call, first to have joined, 11 times more until 16:11");
    expect(text).toContain("- By voice one person is reached once in 2 min 50 s at most");
  });

  it("shows names as text", async () => {
    it_.people = [person("ana", { name: "**Eve** | @all" })];

    expect((await say("host-disk-full"))?.text).toContain(
      String.raw`16:00 \*\*Eve\*\* \| @⁠all by push`,
    );
  });
});
