/** Words that mean somebody or something else in a chat room, or in a policy. */
const RESERVED = new Set([
  "watchroom",
  "here",
  "channel",
  "everyone",
  "all",
  "on-call",
  "oncall",
  "secondary",
  "me",
  "nobody",
  "pagerduty",
  "opsgenie",
]);

/** A name as a handle: "Ana María" becomes `ana-maria`. Null when nothing usable is left, or the word is taken by the rooms themselves. */
export function handleFor(name: string): string | null {
  const handle = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  return handle === "" || RESERVED.has(handle) ? null : handle;
}
