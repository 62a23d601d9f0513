import { expect, it } from "vitest";
import type { Book } from "../../../src/playbooks/book.ts";
import { idleAlerts } from "../../../src/playbooks/idle-alerts.ts";
import { compileInProcess } from "../../support/book.ts";

const FENCE = "```";

it("notes each alert whose source lacks what it needs, at its section", async () => {
  const text = `# Hosts\n\n## Load\n\n${FENCE}yaml alert\nname: load\nsource: host\nmeasure: load\nabove: 9\n${FENCE}\n\n1. Look.\n\n## Sent\n\n${FENCE}yaml alert\nname: sent\nsource: inbound\n${FENCE}\n`;
  const reading = (await compileInProcess([{ path: "hosts.md", text }])) as { book: Book };
  const host = { kind: "host", idle: () => "SOURCE_HOST_URL is not set" };

  expect(idleAlerts(reading.book, [host])).toEqual([
    {
      severity: "note",
      file: "hosts.md",
      line: 3,
      column: 1,
      message: "`load` is idle here: SOURCE_HOST_URL is not set",
      mend: "Set it where watchroom runs.",
    },
  ]);
  expect(idleAlerts(reading.book, [{ ...host, idle: () => null }])).toEqual([]);
});
