const MARK = "…";
const encoder = new TextEncoder();

/** At most so many bytes of UTF-8, cut with a mark, never inside a character. `maxBytes` has room for the mark. */
export function cutBytes(text: string, maxBytes: number): string {
  if (encoder.encode(text).length <= maxBytes) return text;
  const room = new Uint8Array(maxBytes - encoder.encode(MARK).length);
  const { read } = encoder.encodeInto(text, room);
  return `${text.slice(0, read)}${MARK}`;
}
