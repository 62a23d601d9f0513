import { z } from "zod";
import { parseDuration } from "../../../lib/durations.ts";
import { oneLine } from "../../../lib/plain.ts";
import { MODALS } from "./actions.ts";
import { bold, richText, section, words } from "./blocks/rich-text.ts";
import type { SlackView } from "./message.ts";
import { choiceBlock, modal } from "./modal.ts";
import { valueIn } from "./view-state.ts";

const SPAN = "span";
const LONGEST_NAME = 200;
/** Slack takes 3,000 characters in all, and some become longer on the way. */
const LONGEST_SUBJECT = 400;
const CHOICES = [
  { value: "30m", said: "30 minutes" },
  { value: "1h", said: "1 hour" },
  { value: "2h", said: "2 hours" },
  { value: "4h", said: "4 hours" },
  { value: "8h", said: "8 hours" },
  { value: "1d", said: "1 day" },
  { value: "3d", said: "3 days" },
  { value: "7d", said: "7 days" },
] as const;
const SUBJECT = z.object({ v: z.literal(1), incident: z.int(), alert: z.string() });

/** Asks for how long an alert is to be silent. */
export function silenceModal(incident: number, alert: string): SlackView {
  const text = section(
    words("Until then nobody is told of "),
    bold(oneLine(alert, LONGEST_NAME)),
    words(" or called for it, whatever its labels. What still fires then is told."),
  );
  return modal(
    MODALS.silence,
    `Silence #${incident}`,
    "Silence",
    [richText(text), choiceBlock(SPAN, "For how long", CHOICES)],
    JSON.stringify({ v: 1, incident, alert: alert.slice(0, LONGEST_SUBJECT) }),
  );
}

/** "for 2h", as the command takes it; null when nothing of the kind was sent. */
export function readSilence(state: unknown): string | null {
  const span = valueIn(state, SPAN);
  return span !== null && parseDuration(span) !== null ? `for ${span}` : null;
}

/** What a modal was opened for, from its `private_metadata`. */
export function silenceSubject(
  about: string,
): { readonly incident: number; readonly alert: string } | null {
  if (!about.startsWith("{")) return null;
  try {
    return SUBJECT.safeParse(JSON.parse(about)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
