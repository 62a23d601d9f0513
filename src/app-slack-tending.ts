import type { HandlerParts } from "./adapters/slack/acting/handler-parts.ts";
import { refreshHomes } from "./adapters/slack/acting/homes.ts";
import { createChannelWatch } from "./adapters/slack/connection/channel-watch.ts";
import type { SlackTeam } from "./adapters/slack/team/team.ts";
import { tellProblem } from "./adapters/slack/acting/tell-problem.ts";
import type { Topic } from "./adapters/slack/posting/topic.ts";
import type { Clock } from "./lib/clock.ts";
import { HOUR, MINUTE, SECOND } from "./lib/durations.ts";
import { deadline } from "./lib/timers.ts";

const LOOK_EVERY_MS = MINUTE;
const SYNC_EVERY_MS = HOUR;
const CHANNEL_EVERY_MS = 5 * MINUTE;
const CHANNEL_WITHIN_MS = 10 * SECOND;
const TOPIC_WITHIN_MS = 10 * SECOND;

/** What Slack needs now and then: who is in the channel, whether that is still ours, its topic, what the bot's own tab shows, and that a problem is told. */
export interface Tending {
  /** To be called every few seconds. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export interface TendingParts extends HandlerParts {
  readonly team: SlackTeam;
  readonly topic: Topic;
}

export function createTending(parts: TendingParts): Tending {
  const { connection, clock, log, inward, team, topic } = parts;
  const isDue = everySoOften(clock);
  const channel = createChannelWatch(connection);
  const ending = new AbortController();
  let syncing: Promise<void> = Promise.resolve();
  let isTeamKnown = false;
  return {
    look: async () => {
      // Nothing else waits for a large channel, nor for a Slack that is away.
      if (isDue("team", SYNC_EVERY_MS))
        syncing = team
          .syncTeam(ending.signal)
          .catch((error: unknown) => log.warn({ error }, "Slack's members could not be looked up"))
          .finally(() => {
            isTeamKnown = true;
          });
      if (connection.self() !== null && isDue("channel", CHANNEL_EVERY_MS))
        await channel.look(deadline(CHANNEL_WITHIN_MS));
      // Before it is known who there is, nobody would be on call.
      const duty = await inward.duty();
      if (connection.self() === null || (duty.name === null && !isTeamKnown)) return;
      if (!isDue("rest", LOOK_EVERY_MS)) return;
      await topic.show(duty, deadline(TOPIC_WITHIN_MS));
      await refreshHomes(parts);
      await tellProblem(parts);
    },
    stop: async () => {
      ending.abort();
      await syncing;
    },
  };
}

/** Real time. */
function everySoOften({ real }: Clock): (what: string, ms: number) => boolean {
  const last = new Map<string, number>();
  return (what, ms) => {
    const [now, before] = [real(), last.get(what)];
    if (before !== undefined && now >= before && now - before < ms) return false;
    last.set(what, now);
    return true;
  };
}
