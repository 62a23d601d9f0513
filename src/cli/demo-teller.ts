import { MINUTE } from "../lib/durations.ts";
import { countdownEntry, messageEntry, pageEntry, presenceEntry } from "./demo-entries.ts";
import type { Scene, SceneMessage, ScenePage } from "./demo-scene.ts";
import type { Entry } from "./demo-screen.ts";

/** What is new in a scene since the one before, in the order in which it happened. Remembers what it has told. */
export type Tell = (scene: Scene, now: number) => readonly Entry[];

/** Of the minutes that the room has left, these are told. */
const TOLD_EVERY_MS = 3 * MINUTE;

type News = "first" | "changed" | "known";

export function createTeller(): Tell {
  const told = new Map<string, string>();
  const newsOf = (key: string, state: string): News => {
    const before = told.get(key);
    told.set(key, state);
    if (before === undefined) return "first";
    return before === state ? "known" : "changed";
  };
  const message = (one: SceneMessage, now: number): readonly Entry[] => {
    const news = newsOf(one.id, `${one.card?.status} ${one.card?.standing}`);
    return news === "known" ? [] : [messageEntry(one, news === "first", now)];
  };
  const page = (one: ScenePage, now: number): readonly Entry[] => {
    const news = newsOf(one.id, one.state);
    // What was only shown ends without a sound.
    const isTold = news === "first" || (news === "changed" && one.notifier === "voice");
    return isTold ? [pageEntry(one, news === "first", now)] : [];
  };
  const countdown = ({ card }: SceneMessage, now: number): readonly Entry[] => {
    if (card === null || card.callsAt === null || card.callsAt <= now) return [];
    const steps = Math.ceil((card.callsAt - now) / TOLD_EVERY_MS);
    const news = newsOf(`countdown ${card.number} ${card.callsAt}`, String(steps));
    return news === "changed" ? [countdownEntry(card, steps * TOLD_EVERY_MS, now)] : [];
  };
  return ({ messages, pages, presence }, now) => {
    const entries = [
      ...messages.flatMap((one) => message(one, now)),
      ...pages.flatMap((one) => page(one, now)),
      ...messages.flatMap((one) => countdown(one, now)),
    ].toSorted((a, b) => a.at - b.at);
    const around = presenceEntry(presence, now);
    return newsOf("presence", around.text) === "known" ? entries : [...entries, around];
  };
}
