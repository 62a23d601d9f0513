import { createAbouts, type Abouts } from "../../src/adapters/slack/posting/about.ts";
import {
  createConnection,
  type Connection,
  type ConnectionParts,
} from "../../src/adapters/slack/connection/connection.ts";
import { createLines } from "../../src/adapters/slack/connection/lines.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Notice } from "../../src/ports/notices.ts";
import type { SlackServer } from "../fakes/slack-server.ts";
import { memoryNotes, type MemoryNotes } from "./memory-notes.ts";
import { recordedLog, type RecordedLog } from "./quiet-log.ts";

export interface SlackAccess {
  readonly connection: Connection;
  readonly abouts: Abouts;
  readonly notes: MemoryNotes;
  readonly log: RecordedLog;
  /** What was said, by name; the newest text of each. */
  readonly said: Map<string, Notice>;
}

/** A connection to a fake Slack, as fast as it goes. */
export function slackAccess(
  slack: SlackServer,
  clock: Clock,
  changes: Partial<ConnectionParts> & { readonly channel?: string } = {},
): SlackAccess {
  const notes = memoryNotes();
  const log = recordedLog();
  const said = new Map<string, Notice>();
  const { channel = slack.home, ...parts } = changes;
  const connection = createConnection({
    config: { botToken: slack.botToken, channel, apiUrl: slack.url },
    clock,
    log,
    notices: {
      say: (name, notice) => void said.set(name, notice),
      mended: () => undefined,
    },
    notes,
    lines: createLines(clock, { posts: FAST, edits: FAST }),
    times: { retryMs: 20, retryAtMostMs: 40, againMs: 60_000 },
    ...parts,
  });
  return { connection, abouts: createAbouts(connection, notes), notes, log, said };
}

const FAST = { everyMs: 0.01, burst: 1_000 };
