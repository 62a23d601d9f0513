import type { Incident } from "../incidents/incident.ts";
import type { Person } from "../oncall/person.ts";
import type { CallScript } from "../ports/callbacks.ts";
import type { Page } from "../ports/page-records.ts";
import { acknowledgePage, WAS_OVER } from "./acknowledge-page.ts";
import {
  callRound,
  goOn,
  goodbye,
  hangUp,
  noLongerNeeded,
  testRound,
  type Call,
} from "./call-round.ts";
import { sayEscalated } from "./called-next.ts";
import { escalatePage } from "./escalate-page.ts";
import { incidentsOf } from "./incidents-of.ts";
import { incidentNumbers } from "./incident-numbers.ts";
import { KEYS, TEST_KEYS } from "./page-call.ts";
import type { Watch } from "./watch.ts";

/** What stands for "none" at some providers is no proof. */
const KEY = /^[0-9*]$/;

export interface CallOf extends Call {
  readonly person: Person;
}

/** Somebody pressed a key while they heard a page: 1 acknowledges exactly its incidents, 2 escalates them. A page that has ended changes nothing. */
export async function callKey(
  watch: Watch,
  call: CallOf,
  page: Page,
  digit: string,
): Promise<CallScript> {
  const incidents = await incidentsOf(watch, page);
  const over = noLongerNeeded(page, incidents, call.person);
  const script = over === null ? await act(watch, call, page, digit, incidents) : goodbye(over);
  if (KEY.test(digit)) await noteProven(watch, call.person);
  return script;
}

async function act(
  watch: Watch,
  call: CallOf,
  page: Page,
  digit: string,
  incidents: readonly Incident[],
): Promise<CallScript> {
  switch (digit) {
    case "1":
      return (await acknowledgePage(watch, page, call.person)) === WAS_OVER
        ? goodbye("It is over.")
        : hangUp(`Acknowledged. ${youHave(incidents)}`);
    case "2":
      return hangUp(sayEscalated(await escalatePage(watch, page, call.person)));
    case "3":
      return callRound(watch, call, page, 1);
    default:
      return goOn(watch, call, { round: 1, isTest: false }, () => askAgain(KEYS));
  }
}

const askAgain = (keys: string): CallScript => ({ say: [keys], keys: { silence: 2 } });

/** The same in a test call. */
export async function testKey(watch: Watch, call: Call, digit: string): Promise<CallScript> {
  switch (digit) {
    case "1":
      await noteProven(watch, call.person);
      return hangUp("Thank you. The test has worked.");
    case "3":
      return testRound(watch, call, 1);
    default:
      return goOn(watch, call, { round: 1, isTest: true }, () => askAgain(TEST_KEYS));
  }
}

/** Only a human presses a key. */
function noteProven(watch: Watch, { handle }: Call["person"]): Promise<void> {
  return watch.phones.note(handle, { testedAt: watch.clock.now(), failing: null });
}

function youHave(incidents: readonly Incident[]): string {
  const mine = incidents.filter(({ status }) => status !== "resolved");
  return `You have incident${mine.length === 1 ? "" : "s"} ${incidentNumbers(mine)}.`;
}
