import { styleText } from "node:util";
import { oneLine } from "../lib/plain.ts";
import { formatClock } from "../lib/wall-time.ts";

/** `needs` a human, somebody `has` it, it is `over`, or it is by the way. */
export type Tone = "plain" | "needs" | "has" | "over";

export interface Entry {
  readonly at: number;
  readonly who: string;
  readonly text: string;
  readonly tone: Tone;
}

export interface Screen {
  note(text: string): void;
  show(entry: Entry): void;
}

const COLOURS = { plain: null, needs: "yellow", has: "cyan", over: "gray" } as const;
const WHO_WIDTH = 13;
const LONGEST_LINE = 160;

/** Colours only where the terminal shows them and nobody has asked for none. */
export function createScreen(out: NodeJS.WritableStream, zone: string): Screen {
  const write = (text: string, tone: Tone): void => {
    const colour = COLOURS[tone];
    out.write(`${colour === null ? text : styleText(colour, text, { stream: out })}\n`);
  };
  return {
    note: (text) => write(text, "plain"),
    show: ({ at, who, text, tone }) => {
      const head = `${formatClock(at, zone)}  ${oneLine(who, WHO_WIDTH).padEnd(WHO_WIDTH)}`;
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      for (const [index, line] of lines.entries()) {
        const before = index === 0 ? head : " ".repeat(head.length);
        // Names and messages are anybody's who has opened the page, and a terminal obeys what it is shown.
        write(`${before}${oneLine(line, LONGEST_LINE)}`, tone);
      }
    },
  };
}
