import type {
  LocalRoomRecords,
  PhonePage,
  Reaction,
  RoomMessage,
} from "../../ports/local-room-records.ts";
import type { Surroundings } from "../../ports/inward.ts";

/** A message as the API gives it. */
export function messageView(
  message: RoomMessage & { readonly reactions: readonly Reaction[] },
): object {
  const { id, at, author, authorName, bot, text, html, incident, card, loud, to, reactions } =
    message;
  return {
    id,
    at,
    author,
    authorName,
    bot,
    text,
    html,
    incident,
    card,
    loud,
    private: to !== null,
    reactions: reactions.map(({ emoji, by, byName }) => ({ emoji, by, byName })),
  };
}

export function phoneView({ id, notifier, state, text, incidents, at, note }: PhonePage): object {
  return { id, notifier, state, text, incidents, at, note };
}

export function presenceView({ here, people, occupancy, onCall }: Surroundings): object {
  return {
    here,
    occupancy,
    onCall,
    people: people.map(({ handle, name, responder }) => ({ handle, name, responder })),
  };
}

/** All messages that this person may see. */
export async function messagesFor(records: LocalRoomRecords, handle: string): Promise<object[]> {
  const all = await records.messages();
  return all.filter((m) => m.to === null || m.to === handle).map(messageView);
}
