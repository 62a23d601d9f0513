import { DAY, MINUTE } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { formatInstant, wallTimeAt } from "../lib/wall-time.ts";
import { isDaytime } from "../oncall/awake.ts";
import type { Person } from "../oncall/person.ts";
import { dutyAt, dutyNow } from "./duty-now.ts";
import { phoneTroubles } from "./phone-trouble.ts";
import { hasPhones } from "./phone-ways.ts";
import { remindToTest } from "./remind-to-test.ts";
import type { Watch } from "./watch.ts";

/** Real: longer than a step takes. */
const LEASE_MS = 2 * MINUTE;
/** What lies further ahead need not be said every day yet. */
const AHEAD_MS = 3 * DAY;
const LONGEST_NAME = 40;

/** Sees to it that the phones of those who are called would ring: what is wrong with them is said by day. To be called about every minute, by any process. */
export async function tendPhones(watch: Watch): Promise<void> {
  if (!hasPhones(watch)) return;
  if ((await watch.leases.hold("phones", LEASE_MS)) === null) return;
  await remindToTest(watch);
  if (isDaytime(watch.zone, watch.clock.now())) await sayTroubles(watch);
}

/** Of whoever is on call now, and next: once a day each. */
async function sayTroubles(watch: Watch): Promise<void> {
  const { phones, sayings, clock, zone } = watch;
  const { year, month, day } = wallTimeAt(clock.now(), zone);
  for (const { person, when } of await onDuty(watch)) {
    const id = `phone-${person.handle}-${year}-${month}-${day}`;
    if (await phones.wasSaid(id)) continue;
    const [trouble] = await phoneTroubles(watch, [person]);
    if (trouble === undefined) continue;
    const name = plainMarkdown(person.name, LONGEST_NAME);
    const text = `${name} is on call ${when}and ${trouble.what}. \`phone\` tells them how to mend it.`;
    await sayings.add({ v: 1, id, incident: null, text, loud: true });
    await phones.markSaid(id);
  }
}

interface OnDuty {
  readonly person: Person;
  /** Between "is on call" and what is wrong. */
  readonly when: string;
}

async function onDuty(watch: Watch): Promise<readonly OnDuty[]> {
  const now = watch.clock.now();
  const { onCall, until } = await dutyNow(watch);
  if (onCall === null) return [];
  const isNear = until !== null && until < now + AHEAD_MS;
  const next = isNear ? (await dutyAt(watch, until)).onCall : null;
  return [
    { person: onCall, when: "" },
    ...(next === null || until === null || next.handle === onCall.handle
      ? []
      : [{ person: next, when: `next, from ${formatInstant(until, watch.zone, now)}, ` }]),
  ];
}
