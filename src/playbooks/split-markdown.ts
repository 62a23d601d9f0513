const PIECE = 8_000;
const RAW_HTML = /<(?:pre|script|style|textarea|[!?])/i;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

export interface MarkdownPiece {
  readonly text: string;
  /** Characters and lines of the text before it. */
  readonly offset: number;
  readonly line: number;
}

/**
 * Cuts a long text before headings, so that parsing it in pieces gives the same tree: the parser's time grows faster
 * than the text. Only before a heading that nothing can swallow: at the left margin, after a blank line, outside of a
 * fence, in a text without raw HTML that could go on over blank lines.
 */
export function splitMarkdown(text: string): readonly MarkdownPiece[] {
  if (text.length <= PIECE || RAW_HTML.test(text)) return [{ text, offset: 0, line: 0 }];
  const pieces: MarkdownPiece[] = [];
  let start = { offset: 0, line: 0 };
  for (const cut of cuts(text)) {
    if (cut.offset - start.offset < PIECE) continue;
    pieces.push({ text: text.slice(start.offset, cut.offset), ...start });
    start = cut;
  }
  return [...pieces, { text: text.slice(start.offset), ...start }];
}

function* cuts(text: string): Generator<{ readonly offset: number; readonly line: number }> {
  let offset = 0;
  let fence: string | null = null;
  let blank = false;
  for (const [line, content] of text.split("\n").entries()) {
    if (fence === null && blank && /^#{1,6} /.test(content)) yield { offset, line };
    fence = fenceAfter(fence, content);
    blank = content === "";
    offset += content.length + 1;
  }
}

function fenceAfter(open: string | null, line: string): string | null {
  const [, mark, rest = ""] = FENCE.exec(line) ?? [];
  if (mark === undefined) return open;
  if (open === null) return mark.startsWith("`") && rest.includes("`") ? null : mark;
  return mark.startsWith(open) && rest.trim() === "" ? null : open;
}
