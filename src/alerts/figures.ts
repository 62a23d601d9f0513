/** What watchroom measures of itself, by the names that the book uses, each with its unit. */
export const FIGURES = {
  "inbox-entries": "requests that nobody has taken in yet",
  "inbox-lag": "seconds that the oldest of them has waited",
  "inbox-bad": "requests that were set aside because they could not be taken in",
  "wake-ups-late": "incidents whose next instant passed more than 2 seconds ago",
  "outbox-age": "seconds that the oldest message or call has waited to leave",
  "pages-failed": "pages of the last hour that failed for good",
  "open-incidents": "incidents that are not resolved",
  "collection-late": "alerts whose last round is older than three times their `every`",
  "store-memory":
    "percent of what the store may use; of this machine's memory where it has no limit",
} as const;

export type Figure = keyof typeof FIGURES;
export type Figures = Readonly<Record<Figure, number>>;
