import type { Loop } from "./queue/loop.ts";
import { outdatePresence } from "./watch/ask-presence.ts";
import { showCardsIn } from "./watch/show-cards.ts";
import { showSummaries } from "./watch/show-summaries.ts";
import { speak } from "./watch/speak.ts";
import type { Watch } from "./watch/watch.ts";

export interface RoomLoops {
  readonly all: readonly Loop[];
  heard(word: string): void;
}

/** Two or three for each room: a room that hangs holds up no other, and what it is shown nothing that it is told. */
export function createRoomLoops(
  watch: Watch,
  loop: (name: string, run: () => Promise<boolean>) => Loop,
): RoomLoops {
  const cards = watch.rooms.map((room) =>
    loop(`cards of ${room.name}`, async () => (await showCardsIn(watch, room)) > 0),
  );
  const sayings = watch.rooms.map((room) =>
    loop(`sayings of ${room.name}`, async () => (await speak(watch, room)) > 0),
  );
  const summaries = watch.rooms
    .filter((room) => room.summarise !== undefined)
    .map((room) =>
      loop(`summaries of ${room.name}`, async () => (await showSummaries(watch, room)) > 0),
    );
  return {
    all: [...cards, ...sayings, ...summaries],
    heard: (word) => {
      if (word === "cards") for (const each of cards) each.nudge();
      if (word === "summaries") for (const each of summaries) each.nudge();
      if (word === "sayings") for (const each of sayings) each.nudge();
      if (word === "presence") for (const room of watch.rooms) outdatePresence(room);
    },
  };
}
