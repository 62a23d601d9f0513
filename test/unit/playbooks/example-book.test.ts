import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SCHEMAS } from "../../../src/app-schemas.ts";
import { BUILT_IN_POLICY } from "../../../src/incidents/policy.ts";
import { readMarkdownFolder } from "../../../src/lib/folder.ts";
import { findSection } from "../../../src/playbooks/find-section.ts";
import { firstSteps } from "../../../src/playbooks/first-steps.ts";
import { parseBook } from "../../../src/playbooks/parse-book.ts";
import type { Book } from "../../../src/playbooks/book.ts";

const FOLDER = fileURLToPath(new URL("../../../playbooks", import.meta.url));

async function exampleBook(): Promise<Book> {
  const folder = await readMarkdownFolder(FOLDER);
  if (!folder.ok) throw new Error(folder.reason);
  const reading = parseBook(folder.files, SCHEMAS);
  expect(reading.problems).toEqual([]);
  if (!reading.ok) throw new Error("the example book has errors");
  return reading.book;
}

describe("the example book", () => {
  it("has nothing to complain about, and all its alerts", async () => {
    const { alerts } = await exampleBook();

    expect(alerts.map(({ name }) => name)).toEqual([
      "builds-queue-backlog",
      "nightly-backup",
      "host-disk-full",
      "host-load-high",
      "host-memory-high",
      "watchroom-inbox-bad",
    ]);
  });

  it("writes out the built-in policy", async () => {
    expect((await exampleBook()).policies).toEqual([BUILT_IN_POLICY]);
  });

  it("gives each alert steps that fit into a post", async () => {
    const { sections } = await exampleBook();
    const posts = sections
      .filter(({ alerts }) => alerts.length > 0)
      .map(({ body }) => firstSteps(body));

    expect(posts).toHaveLength(6);
    for (const steps of posts) {
      expect(steps).toMatch(/^1\. .*`/);
      expect(steps.match(/^\d\. /gm)!.length).toBeGreaterThanOrEqual(3);
    }
  });

  it.each([
    ["disk", "The disk is full"],
    ["host load high", "The machine is overloaded"],
    ["build queue", "Builds are queueing up"],
    ["backup", "The nightly backup did not run"],
    ["HostMemoryHigh", "Memory is running out"],
    ["oom", "Memory is running out"],
  ])("is found by what a tired person types: %s", async (query, heading) => {
    expect(findSection(await exampleBook(), query)).toMatchObject({
      kind: "found",
      section: { heading },
    });
  });
});
