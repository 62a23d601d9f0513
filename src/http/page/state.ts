import type { CardJson, Hello, Me, Message } from "./contract.ts";

/** What the page knows of the room, written by what the stream brings. A page shows one room for as long as it lives. */
export const room: Omit<Hello, "now" | "factor"> & { me: Me } = {
  me: { handle: "", name: "", responder: false },
  people: [],
  here: [],
  occupancy: "unknown",
  onCall: null,
  reactions: { acknowledge: [], resolve: [], escalate: [] },
  commands: [],
  phoneReal: false,
};

/** In the order in which they stand on the page. */
export const messages = new Map<string, Message>();

/** Cards of incidents that are not over, newest first. */
export function openCards(): readonly CardJson[] {
  return [...messages.values()]
    .flatMap(({ card }) => (card && card.status !== "resolved" ? [card] : []))
    .toReversed();
}
