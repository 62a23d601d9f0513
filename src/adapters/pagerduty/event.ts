import { cut } from "../../lib/cut.ts";
import { handOverKey } from "../../lib/hand-over-key.ts";
import type { PageMessage } from "../../ports/notifier.ts";

/** What PagerDuty takes, in characters. */
const MAX_SUMMARY = 1_024;
const CLIENT = "watchroom";

type Act = "acknowledge" | "resolve";

export function keyOf({ id, incidents: [number], generation }: PageMessage): string {
  return handOverKey(number ?? id, generation);
}

/** `home`: where phones reach us; null: nowhere. */
export function triggerEvent(page: PageMessage, home: string | null): object {
  const [number] = page.incidents;
  const address = home === null || number === undefined ? null : `${home}/incidents/${number}`;
  return {
    event_action: "trigger",
    dedup_key: keyOf(page),
    payload: {
      summary: cut(page.text, MAX_SUMMARY),
      source: CLIENT,
      severity: page.urgent ? "critical" : "warning",
      custom_details: { title: page.title, incidents: page.incidents },
    },
    client: CLIENT,
    ...(address !== null && {
      client_url: address,
      links: [{ href: address, text: `Incident ${number} in watchroom` }],
    }),
  };
}

/** Null: nothing has changed that PagerDuty should know of. */
export function followUp(key: string, { standing }: PageMessage): object | null {
  const act = actFor(standing);
  return act && { event_action: act, dedup_key: key };
}

function actFor(standing: PageMessage["standing"]): Act | null {
  switch (standing.kind) {
    case "open":
      return null;
    case "acknowledged":
      return "acknowledge";
    case "resolved":
    case "silenced":
      return "resolve";
  }
}
