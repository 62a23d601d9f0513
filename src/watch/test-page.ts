import { smsText } from "../lib/sms-text.ts";
import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { PageMessage } from "../ports/notifier.ts";
import { testCall } from "./page-call.ts";
import { TEST_PAGE } from "./page-links.ts";
import type { Watch } from "./watch.ts";

const MAX_NAME = 40;

/** A page without an incident, which says that it is a test, as urgent as a real one. */
export function testPage(watch: Watch, { handle, name }: Person, method: Method): PageMessage {
  const now = watch.clock.real();
  const text = `A test for ${name}. Nothing is wrong.`;
  return {
    id: TEST_PAGE,
    handle,
    token: watch.tokens.of({ kind: "test", handle, method }, now),
    incidents: [],
    generation: 0,
    text,
    title: "Test from watchroom",
    sms: `A test for ${smsText(name, MAX_NAME) ?? handle}. Nothing is wrong.`,
    call: testCall(name, watch.callbackUrl !== null),
    urgent: true,
    links: watch.links.of(TEST_PAGE, now),
    standing: { kind: "open" },
    cards: () => Promise.resolve([]),
  };
}
