import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { HOUR } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Connection } from "../connection/connection.ts";
import { onCallLine, type OnCall, topicWith } from "./on-call-line.ts";

/** Who is on call, in the channel's topic. */
export interface Topic {
  /** Changes the topic when that has changed; cheap to be called each minute. What Slack refuses is tried again later. */
  show(onCall: OnCall, signal: AbortSignal): Promise<void>;
}

export interface TopicParts {
  readonly connection: Connection;
  readonly config: { readonly topic: boolean };
  readonly notes: Pick<AdapterRecords, "read" | "write">;
  /** IANA name. */
  readonly zone: string;
  readonly clock: Clock;
  readonly log: Log;
}

const KEY = "topic";
const REFUSED_MS = HOUR;

const infoSchema = z.object({
  channel: z.object({ topic: z.object({ value: z.string() }).catch({ value: "" }) }),
});

export function createTopic(parts: TopicParts): Topic {
  const { connection, config, notes, zone, clock, log } = parts;
  /** What the topic says, or would if it were ours. */
  let said: string | null = null;
  let refusedUntil = 0;

  const keep = async (what: string): Promise<void> => {
    said = what;
    await notes.write(KEY, what, null);
  };
  const change = async (line: string, signal: AbortSignal): Promise<"set" | "kept" | "failed"> => {
    const channel = connection.channel();
    const info = await connection.api.call("conversations.info", { channel }, signal);
    const read = infoSchema.safeParse(info.outcome === "answered" ? info.data : null);
    if (!read.success) return "failed";
    const current = read.data.channel.topic.value;
    const topic = topicWith(line, current);
    if (topic === null) return "kept";
    if (topic === current) return "set";
    const set = await connection.api.call("conversations.setTopic", { channel, topic }, signal);
    if (set.outcome === "failed" && set.permanent) refusedUntil = clock.real() + REFUSED_MS;
    return set.outcome === "answered" ? "set" : "failed";
  };

  return {
    show: async (onCall, signal) => {
      const what = JSON.stringify([onCall.name, onCall.until, onCall.next, zone]);
      if (!config.topic || what === said || !isAllowed(connection)) return;
      if (clock.real() < refusedUntil) return;
      if ((await notes.read(KEY)) === what) {
        said = what;
        return;
      }
      const outcome = await change(onCallLine(onCall, zone, clock.now()), signal);
      if (outcome === "set") await keep(what);
      if (outcome !== "kept") return;
      log.info({}, "the channel's topic is the team's own: it does not say who is on call");
      said = what;
    },
  };
}

/** A scope that is missing is said once by the connection, and not tried. */
function isAllowed(connection: Connection): boolean {
  const scopes = connection.self()?.scopes;
  if (scopes === undefined) return false;
  return (
    scopes.size === 0 || scopes.has("channels:write.topic") || scopes.has("groups:write.topic")
  );
}
