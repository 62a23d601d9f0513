import { MINUTE } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";
import type { Method } from "../incidents/policy.ts";
import type { Page, Tried } from "../ports/page-records.ts";
import { recipientOf } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

const LONGEST_NAME = 40;
/** Shorter trouble is no news. In `now` time. */
const AFTER_MS = MINUTE;

const SUBJECTS: Readonly<Record<Method, string>> = {
  dm: "No direct message reaches",
  push: "No push reaches",
  sms: "No SMS reaches",
  voice: "No call reaches",
  pagerduty: "Nothing reaches",
  opsgenie: "Nothing reaches",
};

/** Says in the room, once for each page, that none of its method's ways has taken it for a while. It is tried on; whoever reads it can go and knock. */
export async function sayNoWay(
  watch: Watch,
  page: Page,
  ways: readonly string[],
  tried: readonly Tried[],
): Promise<void> {
  const failing = ways.filter((name) =>
    tried.some(({ notifier, failures, gone }) => notifier === name && (gone || failures > 0)),
  );
  const [incident] = page.incidents;
  const isNews = failing.length === ways.length && watch.clock.now() - page.at >= AFTER_MS;
  if (!isNews || incident === undefined) return;
  const id = `no-way-${page.id}`;
  if (await watch.phones.wasSaid(id)) return;
  const recipient = await recipientOf(watch, page);
  const name = plainMarkdown(recipient?.name ?? page.handle, LONGEST_NAME);
  const text = `${SUBJECTS[page.method]} ${name} just now: ${failing.join(" and ")} cannot take it. It is tried again until one can.`;
  await watch.sayings.add({ v: 1, id, incident, text, loud: true });
  await watch.phones.markSaid(id);
}
