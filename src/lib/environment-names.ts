import { nearestName } from "./nearest-name.ts";

/** Named already, so that setting them is no fault; nothing in this release reads them. */
const LATER = new Set("CAMPFIRE_URL CAMPFIRE_ROOM CAMPFIRE_BOT_KEY".split(" "));
const KINDS = ["REDIS", "HTTP", "POSTGRES", "MYSQL", "RABBITMQ", "PROMETHEUS"];
const SOURCE = new RegExp(`^SOURCE_(${KINDS.join("|")})(_[A-Z0-9]+)*_(URL|TOKEN)$`);
const OURS =
  /^(WATCHROOM|SLACK|CAMPFIRE|TWILIO|TELNYX|NTFY|PUSHOVER|PAGERDUTY|OPSGENIE|SOURCE|PLAYBOOKS|HEARTBEAT|SAMPLES|LIMIT|PROVIDERS)_/;
/** Build systems set these for purposes of their own. */
const FOREIGN = new Set(["SOURCE_DATE_EPOCH", "SOURCE_VERSION"]);

export function isNotYet(name: string): boolean {
  return LATER.has(name);
}

/** A fault for each name that has one of our prefixes and that nobody knows, with the nearest right one. */
export function unknownNames(
  names: readonly string[],
  understood: readonly string[],
): readonly { readonly name: string; readonly fault: string }[] {
  const sources = KINDS.flatMap((kind) => [`SOURCE_${kind}_URL`, `SOURCE_${kind}_TOKEN`]);
  const known = [...understood, ...LATER, ...sources];
  return names
    .filter((name) => OURS.test(name) && !isNotYet(name) && !SOURCE.test(name))
    .filter((name) => !understood.includes(name) && !FOREIGN.has(name))
    .map((name) => ({
      name,
      fault: `${name} is not a variable of watchroom. ${advice(nearestName(name, known))}`,
    }));
}

function advice(nearest: string | null): string {
  return nearest === null ? "Remove it; .env.example lists all." : `Did you mean ${nearest}?`;
}
