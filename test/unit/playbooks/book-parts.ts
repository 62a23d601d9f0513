import { z } from "zod";
import { parseBook } from "../../../src/playbooks/parse-book.ts";
import type { Book, BookFile, Problem } from "../../../src/playbooks/book.ts";
import type { SourceSchema } from "../../../src/ports/source.ts";

/** Sources as adapters bring them. */
export const SOURCES: readonly SourceSchema[] = [
  {
    kind: "host",
    threshold: true,
    options: z.strictObject({
      measure: z.enum(["load", "memory", "disk"]),
      path: z.string().default("/"),
    }),
  },
  {
    kind: "broker",
    threshold: true,
    options: z.strictObject({ queue: z.string(), measure: z.string() }),
  },
  {
    kind: "inbound",
    threshold: false,
    options: z.strictObject({ match: z.record(z.string(), z.string()).optional() }),
  },
  { kind: "heartbeat", threshold: false, options: z.strictObject({ expect: z.string() }) },
];

export function alertBlock(keys: string): string {
  return `## A thing is wrong\n\n\`\`\`yaml alert\n${keys}\n\`\`\`\n\n1. Look at it.\n`;
}

export function policyBlock(keys: string): string {
  return `# Escalation\n\n\`\`\`yaml policy\n${keys}\n\`\`\`\n`;
}

export function read(text: string, path = "hosts.md"): ReturnType<typeof parseBook> {
  return parseBook([{ path, text }], SOURCES);
}

export function problemsOf(files: readonly BookFile[]): readonly Problem[] {
  return parseBook(files, SOURCES).problems;
}

/** A book without errors. */
export function bookOf(...files: readonly BookFile[]): Book {
  const reading = parseBook(files, SOURCES);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, null, 2));
  return reading.book;
}

/** Takes the mark `‸` out of a text, and tells where it stood. */
export function marked(text: string): {
  readonly text: string;
  readonly at: { readonly line: number; readonly column: number };
} {
  const before = text.slice(0, text.indexOf("‸")).split("\n");
  return {
    text: text.replace("‸", ""),
    at: { line: before.length, column: before.at(-1)!.length + 1 },
  };
}
