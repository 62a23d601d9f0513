import { listed } from "../lib/listed.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { alertsCalled } from "../playbooks/alerts-called.ts";
import { ALL_ALERTS } from "../watch/silence.ts";
import type { Watch } from "../watch/watch.ts";
import { nearest } from "./nearest.ts";
import { quoted } from "./said.ts";

/** `said`: how an answer names it. */
export type FoundAlert =
  | { readonly ok: true; readonly alert: string; readonly said: string }
  | { readonly ok: false; readonly why: string };

/** `all`, or one; for commands that change something. */
export async function findAlert(watch: Watch, words: string): Promise<FoundAlert> {
  if (words.toLowerCase() === "all") return found(ALL_ALERTS);
  return findOneAlert(watch, words, " Nothing was changed.");
}

/** By name or alias; also an alert that only an open incident or a silence knows: the book need not have a section for everything that fires. */
export async function findOneAlert(
  watch: Watch,
  words: string,
  consequence = "",
): Promise<FoundAlert> {
  const [first, ...others] = alertsCalled(watch.book(), words).map(({ name }) => name);
  if (first === undefined) return outsideTheBook(watch, words, consequence);
  if (others.length === 0) return found(first);
  return {
    ok: false,
    why: `Several alerts are called that: ${listed([first, ...others].map(saidAlert))}. Say which.`,
  };
}

/** How an answer names it. */
export const saidAlert = (alert: string): string =>
  alert === ALL_ALERTS ? "Every alert" : plainMarkdown(alert, 100);
const found = (alert: string): FoundAlert => ({ ok: true, alert, said: saidAlert(alert) });

async function outsideTheBook(
  watch: Watch,
  words: string,
  consequence: string,
): Promise<FoundAlert> {
  const [open, silences] = await Promise.all([
    watch.incidents.open(),
    watch.silences.active(watch.clock.now()),
  ]);
  if ([...open, ...silences].some(({ alert }) => alert === words && alert !== ALL_ALERTS))
    return found(words);
  const names = watch.book().alerts.flatMap((alert) => [alert.name, ...alert.aliases]);
  const near = nearest(words, names);
  return {
    ok: false,
    why: `There is no alert named ${quoted(words)}.${near === null ? "" : ` Nearest: ${saidAlert(near)}.`}${consequence}`,
  };
}
