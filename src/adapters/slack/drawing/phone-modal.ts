import { oneLine } from "../../../lib/plain.ts";
import { ACTIONS, MODALS } from "./actions.ts";
import { richText, section, words } from "./blocks/rich-text.ts";
import { button, row } from "./buttons.ts";
import type { SlackView } from "./message.ts";
import { fieldBlock, modal } from "./modal.ts";
import { valueIn } from "./view-state.ts";

const NUMBER = "number";
const CODE = "code";

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

/** Asks for the code that is on its way. @param said where it went, in our words */
export function codeModal(said: string): SlackView {
  return modal(MODALS.phoneCode, "Your phone", "Verify", [
    richText(section(words(said))),
    fieldBlock({
      id: CODE,
      label: "Code",
      hint: "6 digits",
      optional: false,
      longest: 10,
    }),
    ...row([button("Have a code said by a call instead", ACTIONS.callCode, null)]),
  ]);
}

/** The digits that were typed; null when none were. */
export function readCode(state: unknown): string | null {
  return valueIn(state, CODE)?.replaceAll(/\D/g, "") || null;
}

/** The number as it was typed; null when none was. */
export function readPhone(state: unknown): string | null {
  return valueIn(state, NUMBER);
}
