import { parseDuration } from "../../../lib/durations.ts";
import { oneLine } from "../../../lib/plain.ts";
import type { Person } from "../../../oncall/person.ts";
import { MODALS } from "./actions.ts";
import { richText, section, words } from "./blocks/rich-text.ts";
import type { SlackView } from "./message.ts";
import { choiceBlock, fieldBlock, modal } from "./modal.ts";
import { valueIn } from "./view-state.ts";

const WHO = "who";
const UNTIL = "until";
const NOTE = "note";

/** Asks who is to take over, until when, and what they should know. */
export function handOffModal(people: readonly Pick<Person, "handle" | "name">[]): SlackView {
  // Slack refuses a choice of nothing.
  if (people.length === 0) return nobodyToAsk();
  const choices = people.map(({ handle, name }) => ({ value: handle, said: oneLine(name, 70) }));
  return modal(MODALS.handOff, "Hand over", "Ask", [
    richText(section(words("Until they accept, you stay on call."))),
    choiceBlock(WHO, "Who takes over", choices),
    fieldBlock({
      id: UNTIL,
      label: "Until when",
      hint: "18:00, fri 18:00, 24 dec 18:00 or 4h. Empty: for the rest of your shift.",
      optional: true,
      longest: 60,
    }),
    fieldBlock({
      id: NOTE,
      label: "What they should know",
      hint: "Shown to everybody in the channel.",
      optional: true,
      longest: 300,
    }),
  ]);
}

function nobodyToAsk(): SlackView {
  return {
    type: "modal",
    title: { type: "plain_text", text: "Hand over" },
    close: { type: "plain_text", text: "Close" },
    blocks: [richText(section(words("There is nobody else who can be called.")))],
  };
}

/** "@ana until 18:00 watch the builds", as the command takes it; null when nobody was chosen. */
export function readHandOff(state: unknown): string | null {
  const who = valueIn(state, WHO);
  if (who === null) return null;
  return [`@${who}`, untilWords(valueIn(state, UNTIL)), noteWords(valueIn(state, NOTE))]
    .filter((words) => words !== "")
    .join(" ");
}

function untilWords(typed: string | null): string {
  if (typed === null) return "";
  const text = oneLine(typed, 60);
  if (/^(?:for|until)\s/i.test(text)) return text;
  return parseDuration(text) === null ? `until ${text}` : `for ${text}`;
}

/** A note that begins like a time would be read as one. */
function noteWords(typed: string | null): string {
  const text = oneLine(typed ?? "", 300);
  return /^(?:for|until)\b/i.test(text) ? `Note: ${text}` : text;
}
