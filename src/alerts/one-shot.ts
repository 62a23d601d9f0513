/** A signal could not be taken in: an event, not a state. */
export const BAD_ENTRY_ALERT = "watchroom-inbox-bad";

/** Alerts that nobody will ever signal as resolved: whoever closes them by hand has the last word. */
export const ONE_SHOT: ReadonlySet<string> = new Set([BAD_ENTRY_ALERT]);
