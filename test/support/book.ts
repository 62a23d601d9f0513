import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMAS } from "../../src/app-schemas.ts";
import type { BookFile, BookReading } from "../../src/playbooks/book.ts";
import { parseBook } from "../../src/playbooks/parse-book.ts";

export function compileInProcess(files: readonly BookFile[]): Promise<BookReading> {
  return Promise.resolve(parseBook(files, SCHEMAS));
}

const FENCE = "```";

/** The policy of the tests: push at once, sms 2 minutes later, calls 3 minutes after that, then the second, then everyone. */
export const ESCALATION = `# Escalation

${FENCE}yaml policy
name: default
wait: 10m
empty-room: escalate
reactions: { acknowledge: [eyes, white_check_mark], resolve: [checkered_flag], escalate: [sos] }
steps:
  - page: on-call
    by: [dm, push]
  - after: 2m
    page: on-call
    by: [sms]
  - after: 3m
    page: on-call
    by: [voice]
    repeat: { every: 3m, times: 5 }
  - after: 15m
    page: secondary
    by: [dm, push, sms, voice]
  - after: 15m
    page: everyone
    by: [push, sms, voice]
again: { after: 30m }
acknowledged: { remind: 30m, reopen: 60m }
${FENCE}
`;

export const BUILDS = `# Builds

## Builds are queueing up

${FENCE}yaml alert
name: builds-queue-backlog
source: inbound
severity: critical
aliases: [build queue]
${FENCE}

1. Are the workers alive? \`rabbitmqctl list_consumers -p builds\`
2. Restart one worker.

## Builds are slow

${FENCE}yaml alert
name: builds-slow
source: inbound
severity: warning
${FENCE}

1. Look at the queue first.
`;

export function writeBook(
  folder: string,
  files: Readonly<Record<string, string>> = { "escalation.md": ESCALATION, "builds.md": BUILDS },
): string {
  const playbooks = join(folder, "playbooks");
  mkdirSync(playbooks, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(playbooks, name), text);
  return playbooks;
}
