/** What the rest of watchroom calls this room. */
export const ROOM = "slack";
