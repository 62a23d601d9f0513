import type { Courier, Parcel } from "./delivery.ts";
import type { FakeChannel, Json } from "./shapes.ts";
import { NOTHING, type Answer } from "./sockets.ts";
import type { State } from "./state.ts";

/** Something that happened, and what the app said to being told. */
export interface Happening {
  /** The first event's; of none that the app has subscribed to: nothing. */
  readonly answer: Answer;
  readonly answers: readonly Answer[];
  /** As they were sent, to be sent again. */
  readonly parcels: readonly Parcel[];
}

export function eventParcel(state: State, event: Json): Parcel {
  const { team, bot } = state;
  return {
    kind: "events_api",
    payload: {
      token: "verification",
      team_id: team.id,
      api_app_id: bot.appId,
      event,
      type: "event_callback",
      event_id: state.id("Ev"),
      event_time: Math.floor(state.now() / 1_000),
      is_ext_shared_channel: false,
      event_context: "4-context",
      authorizations: [
        {
          enterprise_id: null,
          team_id: team.id,
          user_id: bot.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
    },
  };
}

const KINDS: Readonly<Record<string, string>> = { channel: "channels", group: "groups", im: "im" };

/** Of channels, only those that the bot is in. */
function isHeard(state: State, event: Json): boolean {
  const type = String(event["type"]);
  const name = type === "message" ? `message.${KINDS[String(event["channel_type"])]}` : type;
  const id: unknown = event["item"]?.channel ?? event["channel"];
  const channel = typeof id === "string" ? state.channels.get(id) : undefined;
  const isThere = channel === undefined || channel.members.has(state.bot.userId);
  return state.events.has(name) && isThere;
}

/** Two events of one thing are told side by side, as Slack does. */
export async function happens(
  state: State,
  courier: Courier,
  events: readonly Json[],
): Promise<Happening> {
  const parcels = events
    .filter((event) => isHeard(state, event))
    .map((event) => eventParcel(state, event));
  const answers = await Promise.all(parcels.map((parcel) => courier.deliver(parcel)));
  return { answer: answers[0] ?? NOTHING, answers, parcels };
}

export function channelOf(state: State, id: string): FakeChannel {
  const found = state.channels.get(id);
  if (found === undefined) throw new Error(`there is no channel ${id}`);
  return found;
}
