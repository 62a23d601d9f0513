import { reachesLoopbackOnly } from "./loopback.ts";

/** What sets an adapter up, and where it then reaches out to; that is the vendor's own address unless told. */
const REACHING_OUT = [
  ["SLACK_BOT_TOKEN", "SLACK_API_URL"],
  ["TWILIO_ACCOUNT_SID", "TWILIO_API_URL"],
  ["TELNYX_API_KEY", "TELNYX_API_URL"],
  ["PUSHOVER_TOKEN", "PUSHOVER_API_URL"],
  ["PAGERDUTY_ROUTING_KEY", "PAGERDUTY_API_URL"],
  ["OPSGENIE_API_KEY", "OPSGENIE_API_URL"],
] as const;
const ELSEWHERE = "https://vendor.example";

/** Time that runs faster must not reach anybody real. */
export function farAway(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (Number(given["WATCHROOM_TIMELAPSE"] ?? 1) <= 1) return [];
  // The name of a vendor's region is no address either, and no path on this machine.
  const elsewhere = REACHING_OUT.flatMap(([name, address]) =>
    given[name] !== undefined && !URL.canParse(given[address] ?? "") ? [[address, ELSEWHERE]] : [],
  );
  return Object.entries({ ...given, ...(Object.fromEntries(elsewhere) as Record<string, string>) })
    .filter(([name]) => /^(HEARTBEAT_|NTFY_|\w+_API_|SOURCE_\w+_)URL$/.test(name))
    .filter(([, address]) => !reachesLoopbackOnly(address ?? ""))
    .map(
      ([name]) =>
        `WATCHROOM_TIMELAPSE is set, and ${name} is not on this machine. Remove one of the two.`,
    );
}
