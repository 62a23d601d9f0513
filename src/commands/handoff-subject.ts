const PREFIX = "handoff:";

/** What a reaction on the question is about. */
export const handoffSubject = (offer: string): string => `${PREFIX}${offer}`;

/** The offer's id; null when the subject is about something else. */
export function offerOf(subject: string): string | null {
  return subject.startsWith(PREFIX) ? subject.slice(PREFIX.length) : null;
}
