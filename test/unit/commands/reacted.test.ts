import { beforeEach, describe, expect, it, vi } from "vitest";
import { reacted } from "../../../src/commands/reacted.ts";
import {
  incident,
  person,
  SUNDAY_AT_15_UTC as NOW,
  type World,
  world,
} from "../../support/in-memory-watch.ts";

const { acts, act } = vi.hoisted(() => {
  const acts: string[] = [];
  const act = (verb: string) => (_: unknown, what: { readonly incident: string }) => {
    acts.push(`${verb} ${what.incident}`);
    return Promise.resolve({ outcome: "unknown" });
  };
  return { acts, act };
});
vi.mock("../../../src/watch/acknowledge.ts", () => ({ acknowledge: act("ack") }));
vi.mock("../../../src/watch/resolve.ts", () => ({ resolve: act("resolve") }));
vi.mock("../../../src/watch/escalate.ts", () => ({ escalate: act("escalate") }));

const ana = person("ana");
const bob = person("bob", { zone: "Pacific/Auckland" });
const eve = person("eve", { responder: false });
let theWorld: World;

beforeEach(() => {
  acts.length = 0;
  theWorld = world(ana, bob, eve);
  theWorld.incidents = [incident(17)];
});

const react = (emoji: string, who = bob) =>
  reacted(theWorld.watch, {
    person: who,
    incident: "i17",
    emoji,
    message: "m",
    room: "slack",
    at: NOW,
  });

describe("an emoji on an incident's post", () => {
  it.each([
    ["eyes", "ack i17"],
    ["white_check_mark", "ack i17"],
    ["checkered_flag", "resolve i17"],
    ["sos", "escalate i17"],
  ])("does what the policy says, without a word: %s", async (emoji, did) => {
    expect(await react(emoji)).toBeNull();
    expect(acts).toEqual([did]);
  });

  it("that the policy does not know says which one counts, and who is called when, by the reader's clock", async () => {
    expect(await react("tada")).toEqual({
      text: "`:eyes:` or `:white_check_mark:` acknowledges and `:checkered_flag:` resolves. Ana is called at 04:10.",
      toAll: false,
      subject: null,
    });
    expect((await react("tada", ana))?.text).toContain("You are called at 16:10.");
    expect(acts).toEqual([]);
  });

  it("says who is being called once somebody is", async () => {
    theWorld.incidents = [
      incident(17, {
        standing: "Nobody is here. Calling Ana (dm, push).",
        phase: {
          kind: "step",
          round: 1,
          step: 0,
          startedAt: NOW,
          plannedAt: NOW,
          shots: 1,
          asked: [],
          failed: [],
          late: null,
        },
      }),
    ];

    expect((await react("tada"))?.text).toMatch(/resolves\. Nobody is here\. Calling Ana/);
  });

  it.each([
    ["somebody has it", { status: "acknowledged" as const }],
    ["it is over", { status: "resolved" as const }],
    ["it is silent", { phase: { kind: "silenced" as const, until: NOW + 1 } }],
    ["it is only recorded", { severity: "info" as const }],
  ])("is chatter when %s", async (_, some) => {
    theWorld.incidents = [incident(17, some)];

    expect(await react("tada")).toBeNull();
  });

  it("names only what the policy knows", async () => {
    const { policy } = incident(17);
    theWorld.incidents = [
      incident(17, {
        policy: { ...policy, reactions: { acknowledge: [], resolve: [], escalate: [] } },
      }),
    ];

    expect((await react("eyes"))?.text).toMatch(/^No emoji does anything here: say `ack`/);
  });

  it("that escalates is refused to somebody who cannot be called, and they are told so", async () => {
    expect((await react("sos", eve))?.text).toContain("is for responders");
    expect(acts).toEqual([]);
  });

  it("does nothing on an incident that is no more", async () => {
    theWorld.incidents = [];

    expect(await react("eyes")).toBeNull();
    expect(acts).toEqual([]);
  });
});
