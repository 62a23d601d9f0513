import { describe, expect, it } from "vitest";
import { slashLine } from "../../../../../src/adapters/slack/acting/slash-line.ts";

describe("a slash command", () => {
  it.each([
    ["/watchroom", "ack #17", "ack #17"],
    ["/watchroom", "", ""],
    ["/playbook", "builds", "playbook builds"],
    ["/Playbook", "builds", "playbook builds"],
    ["/oncall", "", "oncall"],
    ["/handoff-ops", "@bob", "handoff @bob"],
    ["/oncall_staging", " ", "oncall"],
    ["/ops-oncall", "", "oncall"],
    ["/watchroom-staging", "help", "help"],
    ["/playbooks", "x", "x"],
    ["/wr", "oncall", "oncall"],
  ])("%s %j says %j", (command, text, line) => {
    expect(slashLine(command, text)).toBe(line);
  });
});
