import type { Loop } from "./queue/loop.ts";
import { outdatePresence } from "./watch/ask-presence.ts";
import { showCardsIn } from "./watch/show-cards.ts";
import { speak } from "./watch/speak.ts";
import type { Watch } from "./watch/watch.ts";

export interface RoomLoops {
  readonly all: readonly Loop[];
  heard(word: string): void;
}

/** Two for each room: a room that hangs holds up no other, and what it is shown nothing that it is told. */
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
  return {
    all: [...cards, ...sayings],
    heard: (word) => {
      if (word === "cards") for (const each of cards) each.nudge();
      if (word === "sayings") for (const each of sayings) each.nudge();
      if (word === "presence") for (const room of watch.rooms) outdatePresence(room);
    },
  };
}
