import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Notifier } from "../../../ports/notifier.ts";
import type { Abouts } from "../posting/about.ts";
import type { Connection } from "../connection/connection.ts";
import type { Posts } from "../posting/post.ts";
import { probeDirect } from "./probe-direct.ts";
import { sendPage } from "./send-page.ts";
import type { Team } from "../team/team.ts";
import { tell } from "./tell.ts";
import { updatePage } from "./update-page.ts";

const TIMEOUT_MS = 10 * SECOND;

export interface DirectMessageParts {
  readonly connection: Connection;
  readonly posts: Posts;
  readonly team: Pick<Team, "userOf">;
  readonly abouts: Pick<Abouts, "remember">;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
}

/** Pages as direct messages, which say in place who has it. */
export function createDirectMessages(parts: DirectMessageParts): Notifier {
  return {
    method: "dm",
    name: "slack",
    timeoutMs: TIMEOUT_MS,
    ringsMs: null,
    destinationOf: async ({ handle, responder }) => (responder ? parts.team.userOf(handle) : null),
    send: (page, to, signal) => sendPage(parts, page, to, signal),
    stop: (providerId, signal, page) => updatePage(parts, providerId, signal, page ?? null),
    tell: (text, to, signal) => tell(parts, text, to, signal),
    probe: (signal) => probeDirect(parts.connection, signal),
  };
}
