import { counted } from "../../../lib/counted.ts";
import { listed } from "../../../lib/listed.ts";
import { MINUTE, formatDuration } from "../../../lib/durations.ts";
import type { SlackFailure } from "./api.ts";
import type { SlackProblem } from "./connection.ts";

const NEW_TOKEN =
  "Copy the Bot User OAuth Token, which begins with xoxb-, from OAuth & Permissions in the app's settings into SLACK_BOT_TOKEN, and start watchroom again.";
const AWAY =
  "Nothing is to be done if Slack itself is down, as https://slack-status.com would say. Else look whether this machine reaches Slack.";

/** By Slack's word. */
const PROBLEMS: Readonly<Record<string, SlackProblem>> = {
  invalid_auth: { what: "Slack does not know our bot token.", mend: NEW_TOKEN },
  not_authed: { what: "Slack does not know our bot token.", mend: NEW_TOKEN },
  token_revoked: {
    what: "Our bot token was revoked, or the app was removed from the workspace.",
    mend: `Install the app again under Install App in its settings. ${NEW_TOKEN}`,
  },
  token_expired: {
    what: "Our bot token has expired.",
    mend: `Make the app anew from the manifest, which leaves token rotation off. ${NEW_TOKEN}`,
  },
  account_inactive: {
    what: "Our app was switched off in the workspace.",
    mend: "Let an owner of the workspace allow the app again and install it once more; then set SLACK_BOT_TOKEN to its new token.",
  },
};

/** Why Slack does not tell us who we are. */
export function accessProblem({ reason, error }: SlackFailure): SlackProblem {
  const known = PROBLEMS[error];
  if (known !== undefined) return known;
  switch (reason) {
    case "unauthorized":
      return { what: `Slack refuses our bot token${inBrackets(error)}.`, mend: NEW_TOKEN };
    case "unreachable":
      return { what: "Slack cannot be reached.", mend: AWAY };
    case "timeout":
    case "server-error":
    case "rate-limited":
      return { what: `Slack does not answer as it should${inBrackets(error)}.`, mend: AWAY };
    case "bad-destination":
    case "rejected":
    case "opted-out":
    case "unpaid":
      return {
        what: `What answers is not Slack's API${inBrackets(error)}.`,
        mend: "Take SLACK_API_URL out of the environment, or set it to the address of the API, and look whether a proxy stands between.",
      };
  }
}

function inBrackets(error: string): string {
  return error === "" ? "" : ` (${error})`;
}

/** Null for what looks like a bot token. Nothing of the token is said. */
export function tokenProblem(token: string): SlackProblem | null {
  if (token.startsWith("xoxb-")) return null;
  const kind = token.startsWith("xapp-")
    ? "is an app-level token"
    : token.startsWith("xoxp-")
      ? "is the token of a person"
      : "does not begin with xoxb-";
  return { what: `SLACK_BOT_TOKEN ${kind}.`, mend: NEW_TOKEN };
}

/** Null when nothing is missing. */
export function scopeProblem(missing: readonly string[]): SlackProblem | null {
  return missing.length === 0 ? null : lacksScopes(missing);
}

export function lacksScopes(missing: readonly string[]): SlackProblem {
  return {
    what: `The Slack app lacks ${counted(missing.length, "scope")}: ${listed(missing)}.`,
    mend: `Add ${listed(missing)} under OAuth & Permissions in the app's settings, and reinstall the app to the workspace.`,
  };
}

const CLOCK_OFF_MS = 2 * MINUTE;

/** `aheadMs`: of this machine's clock against Slack's. */
export function clockProblem(aheadMs: number): SlackProblem | null {
  if (Math.abs(aheadMs) <= CLOCK_OFF_MS) return null;
  // To the minute: who is told once is not to be told of each second.
  const off = Math.round(Math.abs(aheadMs) / MINUTE) * MINUTE;
  return {
    what: `This machine's clock is ${formatDuration(off)} ${aheadMs > 0 ? "ahead of" : "behind"} Slack's.`,
    mend: "Set the clock, and let the machine keep it by itself (`timedatectl set-ntp true`).",
  };
}
