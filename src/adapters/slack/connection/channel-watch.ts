import { channelState } from "./channel-state.ts";
import type { Connection } from "./connection.ts";

/** Notices what becomes of the team's channel while nothing is posted there; at the start first of all. */
export interface ChannelWatch {
  look(signal: AbortSignal): Promise<void>;
}

export function createChannelWatch(connection: Connection): ChannelWatch {
  let wasClosed = false;
  return {
    look: async (signal) => {
      const scopes = connection.self()?.scopes ?? new Set<string>();
      const state = await channelState(connection, scopes, signal);
      if (state.kind === "unknown") return;
      if (state.kind === "closed") connection.noticed("channel", state.problem);
      // Posts meet more than can be seen here: what they were refused for is theirs to take back.
      else if (wasClosed) connection.noticed("channel", null);
      wasClosed = state.kind === "closed";
    },
  };
}
