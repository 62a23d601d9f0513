import { escapeHtml } from "../lib/escape-html.ts";
import { INK } from "./palette.ts";

export interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** A number of an attribute: short, and the same on every machine. */
export function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function svgText(
  content: string,
  x: number,
  y: number,
  { size, bold = false, fill = INK, anchor = "start" }: TextStyle,
): string {
  return `<text x="${num(x)}" y="${num(y)}" font-size="${size}"${weight(bold)} fill="${fill}" text-anchor="${anchor}">${escapeHtml(content)}</text>`;
}

/** Widths in ems of the cells that figures stand in. */
const CELLS: Readonly<Record<string, number>> = { ",": 0.29, ".": 0.29, ":": 0.29, " ": 0.28 };
const CELL = 0.64;

export function figuresWidth(content: string, size: number): number {
  return Array.from(content).reduce((sum, sign) => sum + (CELLS[sign] ?? CELL) * size, 0);
}

/** Figures of one width each, so that those below each other line up: the drawing library knows nothing of tabular figures. */
export function svgFigures(
  content: string,
  x: number,
  y: number,
  { size, bold = false, fill = INK, anchor = "start" }: TextStyle,
): string {
  const width = figuresWidth(content, size);
  let left = x - { start: 0, middle: width / 2, end: width }[anchor];
  const centres = Array.from(content, (sign) => {
    const cell = (CELLS[sign] ?? CELL) * size;
    left += cell;
    return num(left - cell / 2);
  });
  return `<text x="${centres.join(" ")}" y="${num(y)}" font-size="${size}"${weight(bold)} fill="${fill}" text-anchor="middle">${escapeHtml(content)}</text>`;
}

function weight(bold: boolean): string {
  return bold ? ' font-weight="600"' : "";
}
