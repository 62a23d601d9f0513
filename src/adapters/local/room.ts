import type { Clock } from "../../lib/clock.ts";
import { escapeHtml } from "../../lib/escape-html.ts";
import { BROKEN_STREAM_GRACE_MS } from "../../presence/occupancy.ts";
import type { LocalRoomRecords, RoomMessage } from "../../ports/local-room-records.ts";
import type { PeopleRecords } from "../../ports/people-records.ts";
import type { Room } from "../../ports/room.ts";
import { cardJson, cardText } from "./card-message.ts";

export const ROOM = "room";
const BOT = { author: "watchroom", authorName: "watchroom", bot: true } as const;

/** The room on our own page. Its messages live in our own store, so a message's id is known before it is posted. */
export function createLocalRoom(
  records: LocalRoomRecords,
  people: PeopleRecords,
  clock: Clock,
): Room {
  return {
    name: ROOM,
    presenceGraceMs: BROKEN_STREAM_GRACE_MS,
    atOnce: 32,
    show: async (card, { ref }) => {
      const id = ref ?? `card-${card.incident.id}`;
      const before = ref === null ? null : await records.message(id);
      const at = before?.at ?? clock.now();
      await records.saveMessage({
        ...botMessage(id, at, cardText(card), card.incident.number),
        incidentId: card.incident.id,
        card: cardJson(card),
        html: "",
      });
      return { outcome: "posted", ref: id };
    },
    say: async ({ id, text, incident, loud }) => {
      await records.saveMessage({ ...botMessage(`say-${id}`, clock.now(), text, incident), loud });
      return { outcome: "posted", ref: `say-${id}` };
    },
    presence: async () => {
      const [seen, everybody] = await Promise.all([records.sightings(), people.all()]);
      const responders = new Set(everybody.filter((p) => p.responder).map((p) => p.handle));
      return {
        outcome: "seen",
        sightings: seen.map((s) => ({ ...s, responder: responders.has(s.handle) })),
      };
    },
    probe: () => Promise.resolve({ ok: true, said: "the room on our own page" }),
  };
}

function botMessage(id: string, at: number, text: string, incident: number | null): RoomMessage {
  return {
    v: 1,
    id,
    at,
    ...BOT,
    text,
    html: `<p>${escapeHtml(text)}</p>`,
    incident,
    incidentId: null,
    card: null,
    loud: false,
    to: null,
    subject: null,
  };
}
