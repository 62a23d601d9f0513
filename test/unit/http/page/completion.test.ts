import { describe, expect, it } from "vitest";
import { complete, type Known } from "../../../../src/http/page/completion.ts";

const KNOWN: Known = {
  commands: [
    { usage: "ack [#n] [for 2h]", summary: "Take an incident." },
    { usage: "here", summary: "Who is here." },
    { usage: "help [command]", summary: "All commands." },
    { usage: "handoff @who", summary: "Give the shift away." },
  ],
  people: [
    { handle: "ana", name: "Ana", responder: true },
    { handle: "bob", name: "Bob", responder: true },
  ],
  incidents: [
    { number: 17, title: "Disk is full" },
    { number: 2, title: "Builds are queueing up" },
  ],
};

const lines = (line: string): readonly string[] =>
  complete(line, KNOWN).options.map((option) => option.line);

describe("a command", () => {
  it("is offered from a slash on, and becomes one that the bot hears", () => {
    expect(lines("/")).toHaveLength(4);
    expect(lines("/he")).toEqual(["/watchroom here ", "/watchroom help "]);
    expect(lines("/watchroom HEL")).toEqual(["/watchroom help "]);
  });

  it("is offered after the bot's name", () => {
    expect(lines("@watchroom ")).toHaveLength(4);
    expect(lines("@watchroom ac")).toEqual(["@watchroom ack "]);
  });

  it("is offered for a bare word of two letters, with the bot's name where the bare word would not count", () => {
    expect(lines("a")).toEqual([]);
    expect(lines("ac")).toEqual(["ack "]);
    expect(lines("her")).toEqual(["@watchroom here "]);
  });

  it("is not seen in ordinary talk", () => {
    expect(lines("")).toEqual([]);
    expect(lines("hello")).toEqual([]);
    expect(lines("help me")).toEqual([]);
    expect(lines("he is here")).toEqual([]);
    expect(lines("/he\nllo")).toEqual([]);
  });

  it("is known once it is chosen, so that its usage can be shown", () => {
    expect(complete("ack ", KNOWN).command?.usage).toBe("ack [#n] [for 2h]");
    expect(complete("/watchroom help x", KNOWN).command?.usage).toBe("help [command]");
    expect(complete("acknowledged ", KNOWN).command).toBeUndefined();
  });
});

describe("what follows a command", () => {
  it("is an open incident after a number sign", () => {
    expect(lines("ack #")).toEqual(["ack #17 ", "ack #2 "]);
    expect(lines("ack #1")).toEqual(["ack #17 "]);
  });

  it("is a person after an at sign", () => {
    expect(lines("@watchroom handoff @B")).toEqual(["@watchroom handoff @bob "]);
  });

  it("is nothing after a line that is no command", () => {
    expect(lines("look at #1")).toEqual([]);
  });
});
