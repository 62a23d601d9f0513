/** What one adapter needs before it can be used: each name of `all`, and one of each group of `oneOf`. */
interface Needs {
  readonly adapter: string;
  readonly all: readonly string[];
  readonly oneOf: readonly (readonly string[])[];
}

const needs = (adapter: string, all: string, ...oneOf: readonly string[]): Needs => ({
  adapter,
  all: all.split(" "),
  oneOf: oneOf.map((group) => group.split(" ")),
});

const ADAPTERS: readonly Needs[] = [
  needs("SLACK", "SLACK_BOT_TOKEN SLACK_CHANNEL_ID", "SLACK_SIGNING_SECRET SLACK_APP_TOKEN"),
  needs("CAMPFIRE", "CAMPFIRE_URL CAMPFIRE_ROOM CAMPFIRE_BOT_KEY"),
  needs("TWILIO", "TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_FROM"),
  needs("TELNYX", "TELNYX_API_KEY TELNYX_APPLICATION_ID TELNYX_FROM TELNYX_PUBLIC_KEY"),
  needs("NTFY", "NTFY_URL"),
  needs("PUSHOVER", "PUSHOVER_TOKEN"),
  needs("PAGERDUTY", "PAGERDUTY_ROUTING_KEY"),
  needs("OPSGENIE", "OPSGENIE_API_KEY"),
];

const SOURCE_TOKEN = /^(SOURCE_[A-Z0-9_]+)_TOKEN$/;

/** A fault for each adapter that has some of its variables and lacks others, which would be silent in the night. */
export function partialSets(names: readonly string[]): readonly string[] {
  const given = new Set(names);
  const adapters = ADAPTERS.flatMap((adapter) => {
    const set = names.filter((name) => name.startsWith(`${adapter.adapter}_`)).toSorted();
    const missing = set.length === 0 ? [] : missingOf(adapter, given);
    return missing.length === 0 ? [] : [fault(set, missing)];
  });
  const sources = names.flatMap((name) => {
    const address = SOURCE_TOKEN.exec(name);
    return address && !given.has(`${address[1]}_URL`) ? [fault([name], [`${address[1]}_URL`])] : [];
  });
  return [...adapters, ...sources];
}

function missingOf({ all, oneOf }: Needs, given: ReadonlySet<string>): readonly string[] {
  return [
    ...all.filter((name) => !given.has(name)),
    ...oneOf
      .filter((group) => group.every((n) => !given.has(n)))
      .map((group) => `(${group.join(" or ")})`),
  ];
}

function fault(set: readonly string[], missing: readonly string[]): string {
  return `${set.join(", ")} ${set.length > 1 ? "are" : "is"} set without ${missing.join(" and ")}. Set ${missing.length > 1 ? "these" : "it"} too, or remove ${set.length > 1 ? "all of them" : "it"}.`;
}
