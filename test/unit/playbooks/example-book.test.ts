import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createSources } from "../../../src/app-sources.ts";
import { SCHEMAS } from "../../../src/app-schemas.ts";
import { BUILT_IN_POLICY } from "../../../src/incidents/policy.ts";
import { readMarkdownFolder } from "../../../src/lib/folder.ts";
import { findSection } from "../../../src/playbooks/find-section.ts";
import { firstSteps } from "../../../src/playbooks/first-steps.ts";
import { parseBook } from "../../../src/playbooks/parse-book.ts";
import { manualClock } from "../../support/manual-clock.ts";
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
      "mysql-connections",
      "mysql-locks",
      "mysql-long-query",
      "postgres-connections",
      "postgres-locks",
      "postgres-long-transaction",
      "shop-jobs-late",
      "target-down",
      "requests-failing",
      "requests-slow",
      "rabbitmq-queue-backlog",
      "rabbitmq-no-consumers",
      "rabbitmq-unacknowledged",
      "rabbitmq-dead-letters",
      "rabbitmq-memory-alarm",
      "rabbitmq-disk-alarm",
      "watchroom-inbox-bad",
      "watchroom-inbox-lag",
      "watchroom-late",
      "watchroom-outbox-age",
      "watchroom-pages-failed",
      "watchroom-collection-late",
      "watchroom-store-memory",
      "web-down",
      "web-errors",
      "web-slow",
      "web-certificate",
    ]);
  });

  it("has a page about watchroom that is whole in any other book", async () => {
    const folder = await readMarkdownFolder(FOLDER);
    const files = folder.ok ? folder.files.filter(({ path }) => path === "watchroom.md") : [];

    expect(files).toHaveLength(1);
    expect(parseBook(files, SCHEMAS)).toMatchObject({ ok: true, problems: [] });
  });

  it("writes out the built-in policy", async () => {
    expect((await exampleBook()).policies).toEqual([BUILT_IN_POLICY]);
  });

  it("asks nothing outside of this machine until somebody names its address", async () => {
    const { alerts } = await exampleBook();
    const { all } = createSources({ sources: new Map() }, manualClock(), null);
    const outside = alerts.filter(({ source }) =>
      ["http", "mysql", "postgres", "prometheus", "rabbitmq"].includes(source.kind),
    );
    const idle = outside.map(({ source }) =>
      all.find(({ kind }) => kind === source.kind)!.idle(source),
    );

    expect(new Set(idle)).toEqual(
      new Set(
        ["HTTP_WEB", "MYSQL", "POSTGRES", "POSTGRES_SHOP", "PROMETHEUS", "RABBITMQ"].map(
          (name) => `SOURCE_${name}_URL is not set`,
        ),
      ),
    );
    expect(outside).toHaveLength(20);
  });

  it("wakes nobody for a single bad reading, and says when to wake somebody", async () => {
    const { alerts, sections } = await exampleBook();
    const hasty = alerts.filter(
      ({ threshold, severity, forMs }) => threshold && severity === "critical" && forMs < 60_000,
    );

    expect(hasty).toEqual([]);
    const never = sections
      .filter(({ alerts }) => alerts.length > 0)
      .filter(({ body }) => !/[Ww]ake somebody else|has to be woken/.test(body));
    expect(never.map(({ heading }) => heading)).toEqual([]);
  });

  it("gives each alert steps that fit into a post", async () => {
    const { sections } = await exampleBook();
    const posts = sections
      .filter(({ alerts }) => alerts.length > 0)
      .map(({ body }) => firstSteps(body));

    expect(posts).toHaveLength(32);
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
    ["site down", "The site does not answer"],
    ["502 bad gateway", "The site answers with errors"],
    ["queue grows", "A queue grows"],
    ["workers gone", "Nobody takes from a queue"],
    ["rabbitmq memory alarm", "RabbitMQ takes no more messages"],
    ["error rate", "Too many requests fail"],
    ["certificate", "The certificate ends soon"],
    ["too many clients", "PostgreSQL runs out of connections"],
    ["lock wait timeout", "Changes wait for a lock"],
    ["inbox lag", "Signals wait to be taken in"],
  ])("is found by what a tired person types: %s", async (query, heading) => {
    expect(findSection(await exampleBook(), query)).toMatchObject({
      kind: "found",
      section: { heading },
    });
  });
});
