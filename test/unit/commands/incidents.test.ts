import { beforeEach, describe, expect, it, vi } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import type { Incident } from "../../../src/incidents/incident.ts";
import type { Actor } from "../../../src/oncall/person.ts";
import type { Room } from "../../../src/ports/room.ts";
import type { Acted } from "../../../src/watch/act.ts";
import type { RoomReading } from "../../../src/watch/read-rooms.ts";
import {
  incident,
  page,
  person,
  SUNDAY_AT_15_UTC as NOW,
  world,
} from "../../support/in-memory-watch.ts";

const HOUR = 3_600_000;
const stage = vi.hoisted(() => ({
  acted: null as Acted | null,
  rooms: [] as unknown[],
  taken: [] as string[],
  by: null as Actor | null,
}));

vi.mock("../../../src/watch/acknowledge.ts", () => ({
  acknowledge: async (_: unknown, act: { incident: string; by: Actor }) => {
    stage.taken.push(act.incident);
    stage.by = act.by;
    return (
      stage.acted ?? {
        outcome: "done",
        incident: { id: act.incident, number: Number(act.incident.slice(1)) },
      }
    );
  },
}));
vi.mock("../../../src/watch/unacknowledge.ts", () => ({ unacknowledge: async () => stage.acted }));
vi.mock("../../../src/watch/resolve.ts", () => ({ resolve: async () => stage.acted }));
vi.mock("../../../src/watch/escalate.ts", () => ({ escalate: async () => stage.acted }));
vi.mock("../../../src/watch/read-rooms.ts", () => ({ readRooms: async () => stage.rooms }));

const ana = person("ana");
const bob = person("bob");
const actor = (handle: string): Actor => ({ handle, name: person(handle).name, via: "local" });
let it_ = world(ana, bob);

beforeEach(() => {
  it_ = world(ana, bob, person("cid"));
  it_.incidents = [incident(17)];
  Object.assign(stage, { acted: null, rooms: [], taken: [], by: null });
});

const say = async (text: string) =>
  hear(it_.watch, { person: ana, text, addressed: true, room: "local" });

async function sayWhen(
  outcome: "done" | "unchanged" | "resolved-before",
  some: Partial<Incident>,
  text: string,
) {
  stage.acted = { outcome, incident: incident(17, some) };
  return say(text);
}

describe("ack", () => {
  it("says who has it", async () => {
    expect(await say("ack #17")).toEqual({
      text: "#17 is yours, Ana.",
      toAll: true,
      subject: null,
    });
    expect(stage.by).toEqual({ handle: "ana", name: "Ana", via: "local" });
    expect((await say("ack #17 for 2h"))?.text).toBe("#17 is yours for 2 h, Ana.");
  });

  it("says that it was so, that it is over, that there is none", async () => {
    expect(await sayWhen("unchanged", {}, "ack #17")).toEqual({
      text: "#17 is yours already, Ana.",
      toAll: false,
      subject: null,
    });
    expect(
      (await sayWhen("resolved-before", { resolvedAt: NOW - 40 * 60_000 }, "ack #17"))?.text,
    ).toBe("#17 was resolved at 15:20.");
    expect((await say("ack #99"))?.text).toBe("There is no #99.");
  });

  it("without a number means what one's last page was about, as far as it still needs somebody", async () => {
    it_.incidents = [
      incident(17),
      incident(18),
      incident(19),
      incident(20, { status: "acknowledged" }),
    ];
    it_.pages = [page("ana", [19]), page("ana", [17, 18, 20]), page("bob", [19])];

    expect((await say("ack"))?.text).toBe("#17 and #18 are yours, Ana.");
    expect(stage.taken).toEqual(["i17", "i18"]);
  });

  it("without a number and a page means the only open one", async () => {
    it_.incidents = [
      incident(17),
      incident(18, { status: "acknowledged" }),
      incident(19, { phase: { kind: "silenced", until: NOW + HOUR } }),
    ];

    expect((await say("ack"))?.text).toBe("#17 is yours, Ana.");
  });

  it("asks which one when several are open, and does nothing", async () => {
    it_.incidents = [incident(17), incident(18, { title: "Disk *full*" })];

    expect(await say("ack")).toEqual({
      text: "Which one?\n\n- #18 Disk \\*full\\*\n- #17 Trouble 17",
      toAll: false,
      subject: null,
    });
    expect(stage.taken).toEqual([]);
  });
});

describe("unack, resolve and escalate", () => {
  it("say what became of it", async () => {
    const bobs = [{ actor: actor("bob"), at: NOW, token: null }];

    expect((await sayWhen("done", {}, "unack #17"))?.text).toBe("#17 needs somebody again.");
    expect(
      (await sayWhen("done", { acknowledgements: [...bobs, ...bobs] }, "unack #17"))?.text,
    ).toBe("#17 is no longer yours. Bob still has it.");
    expect((await sayWhen("unchanged", {}, "unack #17"))?.text).toBe(
      "Nobody has #17: there is nothing to take back.",
    );
    expect(
      (await sayWhen("done", { phase: { kind: "resolved", closedUntil: null } }, "resolve #17"))
        ?.text,
    ).toBe("#17 is resolved.");
    expect(
      (
        await sayWhen(
          "done",
          { phase: { kind: "resolved", closedUntil: NOW + HOUR / 2 } },
          "resolve #17",
        )
      )?.text,
    ).toBe("#17 is resolved. If its alert still fires at 16:30, it opens anew.");
    expect(
      (await sayWhen("resolved-before", { resolvedAt: NOW - 24 * HOUR }, "resolve #17"))?.text,
    ).toBe("#17 was resolved at Sat 21 Nov 16:00.");
    expect((await sayWhen("done", {}, "escalate #17"))?.text).toBe(
      "#17 goes to the next in line now.",
    );
    expect((await sayWhen("done", {}, "escalate #17 to @bob"))?.text).toBe("#17 goes to Bob now.");
    expect(
      (await sayWhen("unchanged", { acknowledgedBy: actor("bob") }, "escalate #17"))?.text,
    ).toBe("#17 stays as it is: Bob has it.");
    expect((await say("resolve #99"))?.text).toBe("There is no #99.");
  });
});

describe("incidents", () => {
  it("lists what is open, newest first, and who has it", async () => {
    it_.incidents = [
      incident(16, { status: "resolved" }),
      incident(17, { status: "acknowledged", acknowledgedBy: actor("bob") }),
      incident(18, { phase: { kind: "silenced", until: NOW + HOUR } }),
      incident(19, { title: "<!channel> [x](http://evil.test)", severity: "warning" }),
    ];

    expect((await say("incidents"))?.text.split("\n")).toEqual([
      "- #19 \\<!channel\\> \\[x\\](http\u2060://evil.test), warning, open for 6 min: nobody has it.",
      "- #18 Trouble 18, critical, open for 6 min: silenced until 17:00.",
      "- #17 Trouble 17, critical, open for 6 min: Bob has it.",
    ]);
  });

  it("says when nothing is open, and how many it leaves out", async () => {
    it_.incidents = Array.from({ length: 23 }, (_, i) => incident(i + 1));
    expect((await say("incidents"))?.text).toMatch(/^- #23[^]+- #4 [^]+\n\n… and 3 more\.$/);

    it_.incidents = [];
    expect((await say("incidents"))?.text).toBe("Nothing is open.");
  });
});

const sees = (handle: string) => ({
  handle,
  responder: true,
  connectedAt: NOW,
  actedAt: NOW,
  spokeAt: null,
});
const rooms = (...some: RoomReading[]): void => void Object.assign(stage, { rooms: some });

describe("here", () => {
  it("names who is here and what the room counts as", async () => {
    rooms({ room: "local", occupancy: "occupied", sightings: [sees("ana"), sees("bob")] });
    expect((await say("here"))?.text).toBe("Ana and Bob are here. The room counts as occupied.");

    rooms({ room: "local", occupancy: "empty", sightings: [] });
    expect((await say("here"))?.text).toBe("Nobody is here. The room counts as empty.");
  });

  it("names those who look on without being counted, and not those whose connection is gone", async () => {
    const idle = { ...sees("cid"), actedAt: NOW - HOUR };
    rooms({ room: "local", occupancy: "occupied", sightings: [sees("ana"), idle] });
    expect((await say("here"))?.text).toBe(
      "Ana is here. Connected, but not counted: Cid. The room counts as occupied.",
    );

    rooms({
      room: "local",
      occupancy: "empty",
      sightings: [idle, { ...sees("bob"), responder: false }],
    });
    expect((await say("here"))?.text).toBe(
      "Connected, but not counted: Cid and Bob. The room counts as empty.",
    );

    rooms({
      room: "local",
      occupancy: "unknown",
      sightings: [{ ...sees("ana"), connectedAt: NOW - 60_000 }],
    });
    expect((await say("here"))?.text).toBe(
      "Nobody is here. Whether anybody is watching is not known, so it counts as empty.",
    );
  });

  it("asks a room for all, and not for anybody alone", async () => {
    rooms({ room: "slack", occupancy: "occupied", sightings: [sees("ana")] });
    const asked: (string | undefined)[] = [];
    const presence: Room["presence"] = async (_signal, wanted) => {
      asked.push(wanted);
      return { outcome: "seen", sightings: [sees("ana"), sees("bob")] };
    };
    Object.assign(it_.watch, { rooms: [{ name: "slack", presence } as Room] });

    expect((await say("here"))?.text).toBe("Ana and Bob are here. The room counts as occupied.");
    expect(asked).toEqual(["all"]);
  });

  it("names the rooms when there are several, and people who left by their handle", async () => {
    rooms(
      { room: "local", occupancy: "occupied", sightings: [sees("zoe_*")] },
      { room: "slack", occupancy: "empty", sightings: [] },
    );

    expect((await say("here"))?.text).toBe(
      "**local**: zoe\\_\\* is here. The room counts as occupied.\n\n**slack**: Nobody is here. The room counts as empty.",
    );
  });
});

describe("silence", () => {
  it("alone lists what is silent, until when and by whom, the first to end first", async () => {
    it_.silences = [
      { v: 1, alert: "*", until: NOW + 30 * HOUR, by: "gone" },
      { v: 1, alert: "a-queue", until: NOW + HOUR, by: "bob" },
      { v: 1, alert: "over", until: NOW, by: "bob" },
    ];

    expect(await say("silence")).toMatchObject({
      text: [
        "- a-queue is silent until 17:00 (Europe/Berlin), by Bob.",
        "- Every alert is silent until Mon 23 Nov 22:00 (Europe/Berlin), by gone.",
      ].join("\n"),
      toAll: true,
    });
  });

  it("alone says so when nothing is silent", async () => {
    expect((await say("silence"))?.text).toBe("Nothing is silent.");
  });

  it("names no more alerts than can be read", async () => {
    it_.silences = Array.from({ length: 22 }, (_, n) => ({
      v: 1 as const,
      alert: `alert-${n}`,
      until: NOW + HOUR + n,
      by: "bob",
    }));

    expect((await say("silence"))?.text.split("\n").slice(-3)).toEqual([
      "- alert-19 is silent until 17:00 (Europe/Berlin), by Bob.",
      "",
      "… and 2 more.",
    ]);
  });

  it("of what somebody has is listed beside who has it, until it is over", async () => {
    const has = (until: number): Partial<Incident> => ({
      acknowledgedBy: actor("bob"),
      phase: {
        kind: "acknowledged",
        remindAt: NOW + HOUR,
        reopenAt: NOW + HOUR,
        resume: { kind: "silenced", until },
      },
    });
    it_.incidents = [incident(18, has(NOW + HOUR)), incident(17, has(NOW))];

    expect((await say("incidents"))?.text).toBe(
      [
        "- #18 Trouble 18, critical, open for 6 min: Bob has it, silenced until 17:00.",
        "- #17 Trouble 17, critical, open for 6 min: Bob has it.",
      ].join("\n"),
    );
  });
});
