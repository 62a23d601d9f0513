import { beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import { incident, person, wayOut, type World, world } from "../../support/in-memory-watch.ts";

let the: World;

beforeEach(() => {
  the = world(person("ana"), person("bob"), person("cid"), person("dora", { responder: false }));
  the.incidents = [incident(1)];
});

async function say(who: string, text: string): Promise<string> {
  const found = the.people.find(({ handle }) => handle === who)!;
  const answer = await hear(the.watch, { person: found, text, addressed: true, room: "slack" });
  expect(answer?.toAll).toBe(false);
  return answer?.text ?? "";
}

const mayBeCalled = (): readonly string[] =>
  the.people.filter(({ responder }) => responder).map(({ handle }) => handle);

describe("contact off", () => {
  it("means that nobody calls them any more, and cards say who is called now", async () => {
    expect(await say("bob", "contact off")).toBe(
      "You are not called any more. You can still acknowledge and resolve.",
    );
    expect(mayBeCalled()).toEqual(["ana", "cid"]);
    expect(the.redrawn).toEqual(["i1"]);
    expect(await say("bob", "contact off")).toBe("You are not called anyway.");
    expect(await say("bob", "take")).toMatch(/for responders/);
  });

  it("is refused to whoever is on call, with who could take over", async () => {
    expect(await say("ana", "contact off")).toBe(
      "You are on call. Let somebody take over first: @bob or @cid can, with `take`.",
    );
    expect(mayBeCalled()).toEqual(["ana", "bob", "cid"]);

    await say("cid", "contact off");
    await hear(the.watch, {
      person: the.people[1]!,
      text: "take",
      addressed: true,
      room: "slack",
    });
    expect(await say("ana", "contact off")).toMatch(/^You are not called any more/);
    expect(await say("bob", "contact off")).toMatch(/^You are on call, and nobody else/);
    expect(mayBeCalled()).toEqual(["bob"]);
  });
});

describe("contact on", () => {
  it("makes a responder of whoever joined without a phone", async () => {
    expect(await say("dora", "contact on")).toBe("You can be called from now on.");
    expect(mayBeCalled()).toContain("dora");
    expect(await say("dora", "contact on")).toBe("You can be called already.");
  });

  it("says so when that puts them on call", async () => {
    the.people = [person("ana", { responder: false })];

    expect(await say("ana", "contact on")).toMatch(/and you are on call now\.$/);
    expect(the.redrawn).toEqual(["i1"]);
  });
});

describe("contact", () => {
  it("lists every way, and says so when nobody is called", async () => {
    the.notifiers.set("dm", wayOut("dm", ["ana"]));
    the.notifiers.set("push", wayOut("push", [], { invite: () => ({ destination: "", how: "" }) }));

    expect(await say("ana", "contact")).toMatch(
      /^Direct messages go to you in Slack\.\n\nYou have/,
    );
    expect(await say("dora", "contact")).toMatch(
      /^No direct messages reach you.*`link`[^]*Only responders are paged, and you are not one/,
    );
  });
});
