import type { Person } from "../oncall/person.ts";
import type { PageMessage } from "../ports/notifier.ts";
import { pageCall } from "./page-call.ts";
import { TEST_PAGE } from "./page-links.ts";
import type { Watch } from "./watch.ts";

/** A page without an incident, which says that it is a test, as urgent as a real one. */
export function testPage(watch: Watch, { handle, name }: Person): PageMessage {
  const now = watch.clock.real();
  const text = `A test for ${name}. Nothing is wrong.`;
  return {
    id: TEST_PAGE,
    handle,
    token: watch.tokens.of({ kind: "test", handle }, now),
    incidents: [],
    generation: 0,
    text,
    title: "Test from watchroom",
    sms: text,
    call: pageCall(text, watch.callbackUrl !== null),
    urgent: true,
    links: watch.links.of(TEST_PAGE, now),
    standing: { kind: "open" },
    cards: () => Promise.resolve([]),
  };
}
