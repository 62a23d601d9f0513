/** Socket Mode with an app token, HTTP with a signing secret alone. */
export interface SlackConfig {
  readonly botToken: string;
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly channel: string;
  /** Ends in a slash; null: Slack's own. */
  readonly apiUrl: string | null;
  /** Whether the channel's topic says who is on call. */
  readonly topic: boolean;
}

/** Null without a token and a channel. */
export function slackOf(given: {
  readonly SLACK_BOT_TOKEN?: string | undefined;
  readonly SLACK_CHANNEL_ID?: string | undefined;
  readonly SLACK_APP_TOKEN?: string | undefined;
  readonly SLACK_SIGNING_SECRET?: string | undefined;
  readonly SLACK_API_URL?: string | undefined;
  readonly SLACK_TOPIC: "yes" | "no";
}): SlackConfig | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_CHANNEL_ID: channel } = given;
  if (botToken === undefined || channel === undefined) return null;
  return {
    botToken,
    channel,
    appToken: given.SLACK_APP_TOKEN ?? null,
    signingSecret: given.SLACK_SIGNING_SECRET ?? null,
    apiUrl: given.SLACK_API_URL === undefined ? null : `${given.SLACK_API_URL}/`,
    topic: given.SLACK_TOPIC === "yes",
  };
}
