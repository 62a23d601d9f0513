import type { TimelineEntry } from "../../incidents/incident.ts";
import type { Actor } from "../../oncall/person.ts";

/** What happened, in a sentence of plain text: names and texts in it are not escaped. */
export function timelineSentence(entry: TimelineEntry): string {
  const say = SENTENCES.get(entry.kind);
  const said =
    say === undefined
      ? `${more(entry.kind, entry.text)}${entry.by === null ? "" : `, by ${entry.by.name}${through(entry.by)}`}`
      : say(entry);
  return /[.!?…]$/.test(said) ? said : `${said}.`;
}

type Say = (entry: TimelineEntry) => string;

const SENTENCES: ReadonlyMap<string, Say> = new Map<string, Say>([
  ["opened", ({ text }) => more("Opened", text)],
  ["acknowledged", ({ by, text }) => `${who(by)} acknowledged${after(text)}${through(by)}`],
  ["unacknowledged", ({ by }) => `${who(by)} took it back${through(by)}`],
  ["resolved", ({ by }) => `${who(by)} resolved it${through(by)}`],
  ["recovered", () => "Recovered"],
  ["silenced", ({ by }) => (by === null ? "Silenced" : `${who(by)} silenced it${through(by)}`)],
  ["silence-ended", ({ text }) => more("The silence ended", text)],
  ["reminded", () => "It still fires; the room was reminded"],
  ["reopened", ({ text }) => more("Reopened", text)],
  ["still-firing", ({ text }) => more("Still firing", text)],
  ["severity", ({ text }) => `Severity changed${after(text && `from ${text}`)}`],
  ["escalate", ({ by, text }) => `${who(by)} asked for ${askedFor(text)}${through(by)}`],
  ["escalated", ({ text }) => more("Escalated", text)],
  ["paged", ({ text }) => `Paged${after(text)}`],
  ["messaged", ({ text }) => `Sent a message${after(text && `to ${text}`)}`],
  ["unreachable", ({ text }) => unreached(text)],
]);

const WAYS: ReadonlyMap<string, string> = new Map([
  ["local", "in the room"],
  ["room", "in the room"],
  ["api", "through the API"],
  ["voice", "on the phone"],
  ["push", "by push"],
  ["dm", "by direct message"],
  ["sms", "by SMS"],
  ["slack", "in Slack"],
  ["pagerduty", "in PagerDuty"],
  ["opsgenie", "in Opsgenie"],
]);

const who = (by: Actor | null): string => by?.name ?? "Somebody";
const askedFor = (handle: string): string => (handle === "" ? "somebody" : `@${handle}`);
const after = (text: string): string => (text === "" ? "" : ` ${text}`);
const more = (what: string, text: string): string => (text === "" ? what : `${what}: ${text}`);

/** A room of a vendor goes by the vendor's name. */
function through(by: Actor | null): string {
  return by === null ? "" : ` ${WAYS.get(by.via) ?? `in ${by.via}`}`;
}

/** `0.1/ana/voice` and `note/ana/dm` name whom and how; anything else is words. */
function unreached(text: string): string {
  const [, handle, method] = /^[^/\s]+\/([^/\s]+)\/([^/\s]+)$/.exec(text) ?? [];
  return handle === undefined || method === undefined
    ? more("Not reached", text)
    : `@${handle} was not reached by ${method}`;
}
