import { oneLine } from "../../../lib/plain.ts";
import { MODALS } from "./actions.ts";
import { richText, section, words } from "./blocks/rich-text.ts";
import type { SlackView } from "./message.ts";
import { fieldBlock, modal } from "./modal.ts";
import { valueIn } from "./view-state.ts";

const NUMBER = "number";

/**
 * Asks for a phone number, which is never written into a channel.
 *
 * @param current the number that is known, with most of it hidden; null: none
 */
export function phoneModal(current: string | null): SlackView {
  const known = current === null ? "No number is known yet." : `Now: ${oneLine(current, 40)}.`;
  return modal(MODALS.phone, "Your phone", "Save", [
    richText(section(words(`${known} Only watchroom sees it, and calls it when you are paged.`))),
    fieldBlock({
      id: NUMBER,
      label: "Phone number",
      hint: "With the country: +49 151 23456789",
      optional: false,
      longest: 30,
    }),
  ]);
}

/** The number as it was typed; null when none was. */
export function readPhone(state: unknown): string | null {
  return valueIn(state, NUMBER);
}
