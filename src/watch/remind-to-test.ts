import { DAY, SECOND } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { deadline } from "../lib/timers.ts";
import { isAwake } from "../oncall/awake.ts";
import type { Person } from "../oncall/person.ts";
import type { Phone } from "../ports/phone-records.ts";
import { answerBy } from "./answer-by.ts";
import { phoneWays } from "./phone-ways.ts";
import type { Watch } from "./watch.ts";
import { waysTo } from "./ways-out.ts";

/** In `now` time. */
const MONTH_MS = 30 * DAY;
const TELL_WITHIN_MS = 10 * SECOND;
/** The others have their turn with the next look: a chat that does not answer keeps five waiting, and not all. */
const AT_ONCE = 5;
const LONGEST_NAME = 40;
const WORDS = "phone has not been tested for a month: `phone test` rings you now.";

/** Once a month, while they are awake, whoever has not tried their phone is asked to; where something can ring it. */
export async function remindToTest(watch: Watch): Promise<void> {
  if (phoneWays(watch, "voice").length === 0) return;
  let left = AT_ONCE;
  for (const person of await watch.people.all()) {
    if (left === 0) return;
    const phone = await dueOf(watch, person);
    if (phone === null) continue;
    left -= 1;
    if (!(await remind(watch, person, phone))) continue;
    await watch.phones.note(person.handle, { remindedAt: watch.clock.now() });
  }
}

async function dueOf(watch: Watch, person: Person): Promise<Phone | null> {
  const now = watch.clock.now();
  if (!person.responder || !isAwake(person, now, watch.zone)) return null;
  const found = await watch.phones.find(person.handle);
  return found?.state === "known" && now - lastOf(found.phone) >= MONTH_MS ? found.phone : null;
}

function lastOf({ verifiedAt, testedAt, remindedAt }: Phone): number {
  return Math.max(verifiedAt, testedAt ?? 0, remindedAt ?? 0);
}

/** In a direct message; in the room, by their name, where there are none. False: not now. */
async function remind(watch: Watch, person: Person, phone: Phone): Promise<boolean> {
  for (const { notifier, to } of await waysTo(watch, person, "dm")) {
    if (notifier.tell === undefined) continue;
    const limit = deadline(TELL_WITHIN_MS);
    const told = await answerBy(limit, notifier.tell(`Your ${WORDS}`, to, limit));
    if (told.outcome === "sent") return true;
    if (!told.permanent) return false;
  }
  const name = plainMarkdown(person.name, LONGEST_NAME);
  await watch.sayings.add({
    v: 1,
    id: `phone-month-${person.handle}-${lastOf(phone)}`,
    incident: null,
    text: `${name}, your ${WORDS}`,
    loud: false,
  });
  return true;
}
