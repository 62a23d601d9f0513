import { spoken, spokenNumber } from "../lib/spoken.ts";
import type { Incident } from "../incidents/incident.ts";
import type { CallScript } from "../ports/callbacks.ts";
import { pageSentences } from "./page-sentences.ts";

export const KEYS = "Press 1 to acknowledge, 2 to escalate, 3 to hear it again.";
export const TEST_KEYS = "Press 1 to say that you hear it.";
const HELLO = "This is watchroom.";
const MAX_TITLE = 120;
/** Of one among several. */
const MAX_SHORT_TITLE = 70;
const MAX_NAME = 40;

/** Where somebody who hears a call can answer, beside its keys. */
export interface OtherWays {
  readonly push: boolean;
  readonly directMessage: boolean;
}

/** What a call says first: the page, and the keys. `otherWays`: nothing can call us back, so it is said all at once, twice. */
export function pageCall(
  incidents: readonly Incident[],
  otherWays: OtherWays | null,
  number = 1,
): CallScript {
  const text = callText(incidents);
  return otherWays === null
    ? { say: [HELLO, text, KEYS], keys: { silence: number + 1 } }
    : twice(text, noKeys(otherWays));
}

/** The same of a test. */
export function testCall(name: string, hearsKeys: boolean, number = 1): CallScript {
  const text = `This is a test for ${spoken(name, MAX_NAME) || "you"}. Nothing is wrong.`;
  return hearsKeys
    ? { say: [HELLO, text, TEST_KEYS], keys: { silence: number + 1 } }
    : twice(text, "No key is heard here.");
}

function twice(text: string, then: string): CallScript {
  return { say: [HELLO, text, then, text, then], keys: null };
}

function noKeys({ push, directMessage }: OtherWays): string {
  const messages = [
    ...(push ? ["the push"] : []),
    ...(directMessage ? ["the direct message"] : []),
  ];
  const where = messages.length === 0 ? "" : `, or in ${messages.join(" or ")} about it`;
  return `No key is heard here. Acknowledge in the room${where}.`;
}

function callText(incidents: readonly Incident[]): string {
  const max = incidents.length === 1 ? MAX_TITLE : MAX_SHORT_TITLE;
  return pageSentences(incidents, {
    title: ({ title, alert }) => spoken(title, max) || spoken(alert, max) || null,
    measure: spokenMeasure,
    untitled: "",
  });
}

function spokenMeasure({ value, threshold }: Incident): string | null {
  if (value === null) return null;
  const said = spokenNumber(value);
  return threshold === null ? said : `${said} of ${spokenNumber(threshold)}`;
}
