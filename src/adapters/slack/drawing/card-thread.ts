import { oneLine, severalLines } from "../../../lib/plain.ts";
import { remember } from "../../../lib/remember.ts";
import type { Card } from "../../../ports/room.ts";
import { documentPieces, nodePieces } from "./blocks/document.ts";
import { blocksOf, type Piece } from "./blocks/blocks-of.ts";
import { pack } from "./blocks/pack.ts";
import { textPart } from "./blocks/part.ts";
import { bold, section, words } from "./blocks/rich-text.ts";
import { splitInline } from "./blocks/split-inline.ts";
import { furtherParts } from "./further-parts.ts";
import { labelText } from "./incident-words.ts";
import { messageOf } from "./markdown-blocks.ts";
import type { SlackMessage } from "./message.ts";

const LONGEST_SUMMARY = 6_000;
const LONGEST_LABEL = 1_000;
const MOST_LABELS = 64;

/** What a card leaves out: all of what was signalled, if some is hidden, and the section beyond its first steps. */
export function cardThread(card: Card, hidesDetails: boolean): readonly SlackMessage[] {
  const details = hidesDetails ? pack(detailPieces(card)) : [];
  return [...details, ...pack(sectionPieces(card))].map(messageOf);
}

function detailPieces({ incident }: Card): readonly Piece[] {
  const labels = Object.entries(incident.labels).slice(0, MOST_LABELS);
  const lines = [
    ["Alert", oneLine(incident.alert, LONGEST_LABEL)],
    ...labels.map(([name, value]) => ["Label", labelText(name, value, LONGEST_LABEL)]),
    ...(incident.summary === null
      ? []
      : [["Summary", severalLines(incident.summary, LONGEST_SUMMARY)]]),
  ] as const;
  const parts = lines.flatMap(([name, text]) => splitInline([bold(`${name}: `), words(text)]));
  return blocksOf(parts.map((stretch) => textPart(section(...stretch))));
}

function sectionPieces({ section, steps, playbookUrl }: Card): readonly Piece[] {
  return section === null ? [] : drawn(JSON.stringify([section.body, steps, playbookUrl]));
}

/** Many cards share a section, and reading Markdown takes milliseconds. */
const drawn = remember((key): readonly Piece[] => {
  const [body, steps, base] = JSON.parse(key) as [string, string | null, string | null];
  const further = furtherParts(body, steps);
  return further === null
    ? documentPieces(body, base)
    : nodePieces(further.root, further.nodes, base);
}, 100);
