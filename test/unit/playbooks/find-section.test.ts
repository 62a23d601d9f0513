import { describe, expect, it } from "vitest";
import { findSection } from "../../../src/playbooks/find-section.ts";
import { bookOf } from "./book-parts.ts";

const section = (heading: string, name: string, keys: string, text: string): string =>
  `## ${heading}\n\n\`\`\`yaml alert\nname: ${name}\nsource: inbound\n${keys}\n\`\`\`\n\n${text}\n\n`;

const book = bookOf(
  {
    path: "builds.md",
    text: `# Builds\n\n${section("Builds are queueing up", "builds-queue-backlog", "aliases: [build queue, CI stuck]", "1. Are the workers alive? Look at rabbitmqctl.")}### Restart the workers\n\nRun systemctl.\n\n`,
  },
  {
    path: "hosts.md",
    text: `# Hosts\n\n${section("The disk is full", "host-disk-full", "", "1. Look at df.")}${section("Memory runs out", "host-memory-high", "", "1. Look at free.")}${section("HighErrorRate", "web-errors", "aliases: [disk, builds queue backlog]", "1. Look at the logs of the web server.")}## Notes\n\nOne.\n\n## Notes\n\nTwo.\n`,
  },
);

function find(query: string): string | readonly string[] | null {
  const found = findSection(book, query);
  if (found.kind === "none") return null;
  return found.kind === "found"
    ? found.section.heading
    : found.sections.map(({ heading }) => heading);
}

describe("finding a section", () => {
  it.each([
    [
      "an alert's name rather than another's alias",
      "builds-queue-backlog",
      "Builds are queueing up",
    ],
    ["an alert's name in other letters", " Builds Queue_Backlog ", "Builds are queueing up"],
    ["an alias", "ci stuck", "Builds are queueing up"],
    ["an alias rather than what is only near", "disk", "HighErrorRate"],
    ["a heading", "the disk is full", "The disk is full"],
    ["a heading of a subsection", "restart the workers", "Restart the workers"],
    ["a part of a name", "memory", "Memory runs out"],
    ["the beginning of a word", "mem", "Memory runs out"],
    ["a misspelt word", "memroy", "Memory runs out"],
    ["words of a name written as one", "error rate", "HighErrorRate"],
    ["a word of the text", "rabbitmqctl", "Builds are queueing up"],
    ["a word of a subsection's text", "systemctl", "Restart the workers"],
  ])("goes by %s", (_how, query, heading) => {
    expect(find(query)).toBe(heading);
  });

  it("shows several when none stands out", () => {
    expect(find("notes")).toEqual(["Notes", "Notes"]);
    expect(find("look")).toHaveLength(4);
  });

  it("shows five at most", () => {
    const many = bookOf({
      path: "a.md",
      text: Array.from({ length: 9 }, (_, n) => `# Part ${n}\n\nSame words.\n\n`).join(""),
    });

    expect(findSection(many, "same words")).toMatchObject({
      kind: "several",
      sections: { length: 5 },
    });
  });

  it.each(["", "  ", "-", "zzzzzz", "*", "__proto__"])("finds nothing for %j", (query) => {
    expect(find(query)).toBeNull();
  });

  it("looks at the beginning of an endless query only", () => {
    expect(find(`${"x ".repeat(100)}memory`)).toBeNull();
  });
});
