import type { RichTextDate, RichTextElement } from "@slack/types";
import type { Labels } from "../../../alerts/signal.ts";
import type { Incident, Status } from "../../../incidents/incident.ts";
import { listed } from "../../../lib/listed.ts";
import { oneLine } from "../../../lib/plain.ts";
import { formatInstant } from "../../../lib/wall-time.ts";
import { words } from "./blocks/rich-text.ts";

export const LONGEST_TITLE = 130;
export const LONGEST_MEASURE = 100;
const LONGEST_NAME = 60;
const LONGEST_LABEL = 60;
const MOST_NAMES = 3;

/** How an incident stands: a sign, and the same in words, since not everybody sees the sign. */
export interface State {
  readonly sign: "red_circle" | "large_blue_circle" | "white_circle" | "no_bell";
  readonly said: string;
}

export const SIGNS: Readonly<Record<Status, State["sign"]>> = {
  triggered: "red_circle",
  acknowledged: "large_blue_circle",
  resolved: "white_circle",
};

export function stateOf({ status, phase, acknowledgements, acknowledgedBy }: Incident): State {
  if (status === "resolved") return { sign: SIGNS.resolved, said: "Over." };
  if (status === "acknowledged") {
    const names = acknowledgements.map(({ actor }) => actor.name);
    return { sign: SIGNS.acknowledged, said: hasIt(names, acknowledgedBy?.name ?? "Somebody") };
  }
  return phase.kind === "silenced"
    ? { sign: "no_bell", said: "Silenced." }
    : { sign: SIGNS.triggered, said: "Nobody has it yet." };
}

/** "Ana has it.", "Ana, Bob, Cleo and 2 more have it." */
export function hasIt(names: readonly string[], otherwise = "Somebody"): string {
  const known = names.length === 0 ? [otherwise] : names;
  const shown = known.slice(0, MOST_NAMES).map((name) => oneLine(name, LONGEST_NAME));
  const rest = known.length - shown.length;
  return `${listed([...shown, ...(rest > 0 ? [`${rest} more`] : [])])} ${known.length > 1 ? "have" : "has"} it.`;
}

export function stateLine({ sign, said }: State): readonly RichTextElement[] {
  return [{ type: "emoji", name: sign }, words(` ${said}`, { bold: true })];
}

/** An instant, which Slack shows in each reader's own zone; where it cannot, the clocks are those of `zone`. */
export function dateOf(at: number, zone?: string): RichTextDate {
  return {
    type: "date",
    timestamp: Math.floor(at / 1_000),
    format: "{date_short_pretty} {time}",
    fallback:
      zone === undefined ? `${formatInstant(at, "UTC", 0)} UTC` : formatInstant(at, zone, 0),
  };
}

/** Elements, one line below the other; lines without a letter are left out. */
export function linesOf(
  lines: readonly (readonly RichTextElement[])[],
): readonly RichTextElement[] {
  return lines
    .map((line) => line.filter((element) => element.type !== "text" || element.text !== ""))
    .filter((line) => line.length > 0)
    .flatMap((line, index) => (index === 0 ? line : [words("\n"), ...line]));
}

/** "queue=builds  host=a"; `hidden`: some are missing or cut. */
export function labelsLine(
  labels: Labels,
  most: number,
  longest = LONGEST_LABEL,
): { readonly text: string; readonly hidden: boolean } {
  const all = Object.entries(labels);
  const shown = all.slice(0, most).map(([name, value]) => labelText(name, value, longest));
  const hidden =
    all.length > most || all.some(([name, value]) => Math.max(name.length, value.length) > longest);
  return { text: shown.join("  "), hidden };
}

export function labelText(name: string, value: string, max: number): string {
  return `${oneLine(name, max)}=${oneLine(value, max)}`;
}
