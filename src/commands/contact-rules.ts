import { formatDuration } from "../lib/durations.ts";
import { listed } from "../lib/listed.ts";
import { parseContactRules } from "../oncall/parse-contact-rules.ts";
import type { ContactRule } from "../oncall/person.ts";
import { dutyNow } from "../watch/duty-now.ts";
import { setContactRules } from "../watch/set-contact-rules.ts";
import { methodsTo } from "../watch/ways-out.ts";
import type { Context } from "./command.ts";

const EXAMPLE = "contact dm now, push now, sms 2m, voice 5m";

const WORDS: Readonly<Record<ContactRule["method"], string>> = {
  dm: "dm",
  push: "push",
  sms: "SMS",
  voice: "a call",
};
const NONE = `You have no rules of your own: you are told as the policy says. \`${EXAMPLE}\` makes some.`;

export async function showRules({ watch, person }: Context): Promise<string> {
  const { rules } = (await watch.people.find(person.handle)) ?? person;
  return rules === undefined ? NONE : sayRules(rules);
}

/** `words`: "dm now, push now, sms 2m, voice 5m". */
export async function setRules(context: Context, words: readonly string[]): Promise<string> {
  const { watch, person } = context;
  const read = parseContactRules(words);
  if (!read.ok) return `${read.why} For instance: \`${EXAMPLE}\`.`;
  await setContactRules(watch, person, read.rules);
  return [
    sayRules(read.rules),
    ...(await allTheSame(context, read.rules)),
    ...(await leadsNowhere(context, read.rules)),
  ].join(" ");
}

export async function dropRules({ watch, person }: Context): Promise<string> {
  return (await setContactRules(watch, person, null))
    ? "You are told as the policy says again."
    : "You have no rules of your own: you are told as the policy says anyway.";
}

/** "You are told by dm and push at once, by SMS after 2 min, by a call after 5 min." */
function sayRules(rules: readonly ContactRule[]): string {
  const delays = [...new Set(rules.map(({ afterMs }) => afterMs))].toSorted((a, b) => a - b);
  const parts = delays.map((delay) => {
    const ways = rules.filter(({ afterMs }) => afterMs === delay);
    const when = delay === 0 ? "at once" : `after ${formatDuration(delay)}`;
    return `by ${listed(ways.map(({ method }) => WORDS[method]))} ${when}`;
  });
  return `You are told ${parts.join(", ")}. While you are on call the policy's calls come at their own time too.`;
}

async function allTheSame(
  { watch, person }: Context,
  rules: readonly ContactRule[],
): Promise<readonly string[]> {
  if (rules.some(({ method }) => method === "voice")) return [];
  const { onCall } = await dutyNow(watch);
  return onCall?.handle === person.handle
    ? ["You are on call now, and your rules leave calls out: the policy's come all the same."]
    : [];
}

async function leadsNowhere(
  { watch, person }: Context,
  rules: readonly ContactRule[],
): Promise<readonly string[]> {
  const ways = await methodsTo(watch, { ...person, responder: true });
  const missing = rules.filter(({ method }) => !ways.includes(method));
  if (missing.length === 0) return [];
  if (missing.length === rules.length)
    return ["None of these leads to you now: until one does, you are told as the policy says."];
  const names = listed(missing.map(({ method }) => WORDS[method]));
  return [`Nothing leads to you by ${names} now: until it does, that is passed over.`];
}
