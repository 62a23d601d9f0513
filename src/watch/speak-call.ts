import type { Callbacks, CallScript } from "../ports/callbacks.ts";
import type { Progress } from "../ports/notifier.ts";
import { callKey, testKey, type CallOf } from "./call-key.ts";
import { callRound, testRound } from "./call-round.ts";
import type { CallbackSubject } from "./callback-tokens.ts";
import { KEYS } from "./page-call.ts";
import { reportProgress } from "./report-progress.ts";
import type { Watch } from "./watch.ts";

/** Somebody, or a voicemail, is on the line. */
const TALKING: Progress = { providerId: null, sequence: null, state: { kind: "answered" } };

const AWAY_ROUNDS = 3;
const NOT_NOW = "Somebody is needed. watchroom cannot look up why just now.";
const NOT_TAKEN = "watchroom cannot take the key just now. Press it again.";

/** The spoken side of a call. */
export function speakCall(watch: Watch): Pick<Callbacks, "script" | "pressed"> {
  return {
    script: (token, round) => evenAway(watch, awayRound(round), () => script(watch, token, round)),
    pressed: (token, digit) => evenAway(watch, AWAY_KEY, () => pressed(watch, token, digit)),
  };
}

async function script(watch: Watch, token: string, round: number): Promise<CallScript | null> {
  const known = await callOf(watch, token);
  if (known === null) return null;
  const { call, subject } = known;
  if (subject.kind === "test") return testRound(watch, call, round);
  const page = await watch.pages.find(subject.page);
  if (page === null) return null;
  await reportProgress(watch, subject, TALKING);
  return callRound(watch, call, page, round);
}

async function pressed(watch: Watch, token: string, digit: string): Promise<CallScript | null> {
  const known = await callOf(watch, token);
  if (known === null) return null;
  const { call, subject } = known;
  if (subject.kind === "test") return testKey(watch, call, digit);
  const page = await watch.pages.find(subject.page);
  if (page === null) return null;
  const next = await callKey(watch, call, page, digit);
  await reportProgress(watch, subject, TALKING);
  return next;
}

/** Null: forged, expired, or of a page or a person that is no longer known. */
async function callOf(
  watch: Watch,
  token: string,
): Promise<{ readonly call: CallOf; readonly subject: CallbackSubject } | null> {
  const subject = watch.tokens.read(token, watch.clock.real());
  if (subject === null) return null;
  const handle =
    subject.kind === "test" ? subject.handle : (await watch.pages.find(subject.page))?.handle;
  const person = handle === undefined ? null : await watch.people.find(handle);
  return person && { call: { token, person }, subject };
}

/** A human is on the line, and hears words whatever is wrong here. */
async function evenAway(
  watch: Watch,
  instead: CallScript,
  say: () => Promise<CallScript | null>,
): Promise<CallScript | null> {
  try {
    return await say();
  } catch (error) {
    if (!watch.isStoreAway(error)) throw error;
    return instead;
  }
}

function awayRound(round: number): CallScript {
  const goesOn = round >= 1 && round < AWAY_ROUNDS;
  return { say: [NOT_NOW, KEYS], keys: { silence: goesOn ? round + 1 : null } };
}

const AWAY_KEY: CallScript = { say: [NOT_TAKEN, KEYS], keys: { silence: 1 } };
