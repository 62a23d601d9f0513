const NAMES: Readonly<Record<string, string>> = {
  twilio: "Twilio",
  telnyx: "Telnyx",
  slack: "Slack",
  pushover: "Pushover",
};

/** As its makers write it. */
export function providerName(notifier: string): string {
  return NAMES[notifier] ?? notifier;
}
