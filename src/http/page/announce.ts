import { byId } from "./dom.ts";

const LONGEST = 240;
const KEPT = 5;

/**
 * Says it to a screen reader: at the next pause, or at once when it is urgent, which is a new critical incident or a
 * ringing phone. A line each, so that two at once do not swallow one another.
 */
export function say(text: string, isUrgent = false): void {
  const region = byId(isUrgent ? "alarm" : "said");
  const line = document.createElement("p");
  line.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  region.append(line);
  if (region.childElementCount > KEPT) region.firstChild?.remove();
}
