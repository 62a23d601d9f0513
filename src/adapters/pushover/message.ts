import { MINUTE, SECOND } from "../../lib/durations.ts";
import { cut } from "../../lib/cut.ts";
import type { PageMessage } from "../../ports/notifier.ts";

/** What Pushover takes of each, in characters; a link that is cut leads nowhere. */
const MOST = { message: 1_024, title: 250, url: 512 };

/** Above the quiet hours that somebody has set, but only once. */
const HIGH = "1";
/** Rings again and again until it is acknowledged. */
const EMERGENCY = "2";
const RETRY_MS = MINUTE;
/** Pushover rings fifty times at most, so that more would be of no use; the steps of a round are over by then. */
export const EXPIRES_MS = 50 * RETRY_MS;
const TEST_EXPIRES_MS = 3 * MINUTE;

export interface Destination {
  readonly user: string;
  /** Where Pushover tells that it was acknowledged; null: nowhere. */
  readonly callback: string | null;
}

export function messageFields(
  page: PageMessage,
  { user, callback }: Destination,
): Readonly<Record<string, string>> {
  const { view } = page.links;
  return {
    user,
    title: cut(page.title, MOST.title),
    message: cut(page.text, MOST.message),
    ...(view.length <= MOST.url && { url: view, url_title: "Open the page" }),
    ...(page.urgent ? emergency(page, callback) : { priority: HIGH }),
  };
}

function emergency(page: PageMessage, callback: string | null): Readonly<Record<string, string>> {
  const isTest = page.incidents.length === 0;
  return {
    priority: EMERGENCY,
    retry: seconds(RETRY_MS),
    expire: seconds(isTest ? TEST_EXPIRES_MS : EXPIRES_MS),
    tags: tagOf(page),
    ...(callback !== null && { callback }),
  };
}

/** All that was sent for one page has it, also what nobody knows the receipt of. */
export function tagOf({ id }: Pick<PageMessage, "id">): string {
  return `watchroom-${id.replaceAll(/[^A-Za-z0-9-]/g, "-")}`;
}

const seconds = (ms: number): string => String(ms / SECOND);
