import { HOUR } from "../lib/durations.ts";
import { spoken } from "../lib/spoken.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Person } from "../oncall/person.ts";
import type { CallScript } from "../ports/callbacks.ts";
import type { Page } from "../ports/page-records.ts";
import { incidentNumbers } from "./incident-numbers.ts";
import { incidentsOf } from "./incidents-of.ts";
import { pageCall, testCall } from "./page-call.ts";
import type { Watch } from "./watch.ts";
import { needsSomebody, whoHasIt } from "./who-has-it.ts";

const ROUNDS = 3;
/** However often somebody asks to hear it again. A call is over long before an hour. */
const MOST_DOCUMENTS = 10;
const MAX_NAME = 40;

const IN_A_CALL = { it: "it", over: "It is over.", name: (name: string) => spoken(name, MAX_NAME) };
const NOBODY = "Nobody pressed a key.";
const ENOUGH = "It is not said again in this call.";
const then = (isTest: boolean): string => (isTest ? "Goodbye." : "We will call again.");

const UNKNOWN = "This page is no longer known. Look at the room.";

/** What one call says; `token` names it. */
export interface Call {
  readonly token: string;
  readonly person: Pick<Person, "handle" | "name">;
}

/** The page as it is now, so often. */
export async function callRound(
  watch: Watch,
  call: Call,
  page: Page,
  round: number,
): Promise<CallScript> {
  const incidents = await incidentsOf(watch, page);
  const over = noLongerNeeded(page, incidents, call.person);
  if (over !== null) return goodbye(over);
  const needed = incidents.filter(needsSomebody);
  return goOn(watch, call, { round, isTest: false }, () => pageCall(needed, null, round));
}

export function testRound(watch: Watch, call: Call, round: number): Promise<CallScript> {
  return goOn(watch, call, { round, isTest: true }, () => testCall(call.person.name, true, round));
}

/** Says it, and listens once more; a call does not go on for ever. */
export async function goOn(
  watch: Watch,
  { token }: Call,
  { round, isTest }: { readonly round: number; readonly isTest: boolean },
  say: () => CallScript,
): Promise<CallScript> {
  // The number stands in an address.
  if (!Number.isSafeInteger(round) || round < 1 || round > ROUNDS)
    return hangUp(NOBODY, then(isTest));
  return (await watch.callbacks.hasRoom(`call ${token}`, MOST_DOCUMENTS, HOUR))
    ? say()
    : hangUp(ENOUGH, then(isTest));
}

/** Null: a key still changes something. */
export function noLongerNeeded(
  page: Page,
  incidents: readonly Incident[],
  person: Call["person"],
): string | null {
  if (incidents.length === 0) return UNKNOWN;
  const answer = whoHasIt(incidents, person, IN_A_CALL);
  if (answer !== null || page.state !== "ended") return answer;
  const waiting = incidents.filter(needsSomebody);
  const isOne = waiting.length === 1;
  return `This page was answered before. Incident${isOne ? "" : "s"} ${incidentNumbers(waiting)} ${isOne ? "waits" : "wait"} for somebody: look at the room.`;
}

export const hangUp = (...say: readonly string[]): CallScript => ({ say, keys: null });
export const goodbye = (text: string): CallScript => hangUp(text, "Goodbye.");
