import type { SlackProblem } from "./connection.ts";

/** What a refused post says of the team's channel; null when it says nothing of it. */
export function channelProblem(error: string, channel: string): SlackProblem | null {
  switch (error) {
    case "not_in_channel":
      return notInChannel(channel);
    case "channel_not_found":
      return {
        what: `Slack knows no channel ${channel} that the bot may see.`,
        mend: "If it is private, write /invite @watchroom in it. Else set SLACK_CHANNEL_ID to the ID at the bottom of the channel's details.",
      };
    case "is_archived":
      return archived(channel);
    case "channel_is_limited_access":
      return {
        what: `The bot may not post in the team's Slack channel (${channel}).`,
        mend: "Let an admin give apps the right to post there, or set SLACK_CHANNEL_ID to another channel.",
      };
    default:
      return RULES.test(error)
        ? {
            what: `The rules of the Slack workspace keep the bot from posting (${error}).`,
            mend: "Let an admin allow apps to post in the channel, under its posting permissions.",
          }
        : null;
  }
}

export function notInChannel(channel: string): SlackProblem {
  return {
    what: `The bot is not in the team's Slack channel (${channel}).`,
    mend: "Write /invite @watchroom in the channel.",
  };
}

export function archived(channel: string): SlackProblem {
  return {
    what: `The team's Slack channel (${channel}) is archived.`,
    mend: "Unarchive it in its settings, or set SLACK_CHANNEL_ID to another one.",
  };
}

const RULES = /^(restricted_action\w*|message_limit_exceeded|thread_locked|posting_to_\w+)$/;
