import { formatDuration, MINUTE, parseDuration } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";
import type { ContactRule } from "./person.ts";

export type ContactRules =
  | { readonly ok: true; readonly rules: readonly ContactRule[] }
  | { readonly ok: false; readonly why: string };

/** Whoever wants to be told later has to hand their shift over. */
const LONGEST_DELAY_MS = 30 * MINUTE;
const WAYS = ["dm", "push", "sms", "voice"] as const;
const SHOWN_LETTERS = 20;

/** Whether the words are meant as rules, right or wrong. */
export function areContactRules(words: readonly string[]): boolean {
  const [first, ...more] = split(words);
  return isWay(first) ? first !== "push" || more.length > 0 : more.some(isDelay);
}

/** Reads `dm now, push now, sms 2m, voice 5m`: commas or spaces between, each way once, in any order. */
export function parseContactRules(words: readonly string[]): ContactRules {
  const all = split(words);
  const rules: ContactRule[] = [];
  for (let index = 0; index < all.length; index += 2) {
    const [way = "", delay] = all.slice(index);
    if (!isWay(way)) return wrong(`${shown(way)} is no way to be told: dm, push, sms or voice.`);
    if (rules.some(({ method }) => method === way)) return wrong(`${way} stands there twice.`);
    const afterMs = delay === "now" ? 0 : parseDuration(delay ?? "");
    if (afterMs === null) return wrong(whyNoDelay(way, delay));
    if (afterMs > LONGEST_DELAY_MS)
      return wrong(
        `${way} ${shown(delay ?? "")} is too late: ${formatDuration(LONGEST_DELAY_MS)} at most.`,
      );
    rules.push({ method: way, afterMs });
  }
  return rules.length === 0 ? wrong("At least one way is needed.") : { ok: true, rules };
}

function split(words: readonly string[]): readonly string[] {
  return words
    .join(" ")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
}

function isWay(word: string | undefined): word is ContactRule["method"] {
  return WAYS.some((way) => way === word);
}

function isDelay(word: string): boolean {
  return word === "now" || parseDuration(word) !== null;
}

function whyNoDelay(way: string, delay: string | undefined): string {
  if (delay === undefined || isWay(delay))
    return `${way} needs a time: \`now\`, or how long after, such as \`2m\`.`;
  return `${way} ${shown(delay)} is no time: write \`now\`, or a number with its unit, such as \`2m\` or \`90s\`.`;
}

function wrong(why: string): ContactRules {
  return { ok: false, why };
}

function shown(word: string): string {
  return plainMarkdown(word, SHOWN_LETTERS);
}
