import type { Answer } from "../ports/inward.ts";
import type { Command } from "./command.ts";

export const tellRoom = (text: string): Answer => ({ text, toAll: true, subject: null });
/** The room, also when it was said elsewhere. */
export const tellTeam = (text: string): Answer => ({ ...tellRoom(text), concernsAll: true });
export const tellAsker = (text: string): Answer => ({ text, toAll: false, subject: null });
/** For the asker, and for nobody who stands behind them. */
export const tellSecret = (text: string): Answer => ({ ...tellAsker(text), secret: true });

export function usageOf(command: Pick<Command, "usage" | "summary">): Answer {
  return tellAsker(`\`${command.usage}\`: ${command.summary}`);
}
