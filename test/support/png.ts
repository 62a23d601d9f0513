import { crc32 } from "node:zlib";

const SIGNATURE = "89504e470d0a1a0a";

/** The chunks of a PNG; throws when it is none or one is damaged. */
export function chunksOf(
  png: Uint8Array,
): readonly { readonly type: string; readonly data: Buffer }[] {
  const bytes = Buffer.from(png);
  if (bytes.subarray(0, 8).toString("hex") !== SIGNATURE) throw new Error("this is no PNG");
  const chunks: { readonly type: string; readonly data: Buffer }[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== bytes.readUInt32BE(at + 8 + length)) throw new Error("a chunk is damaged");
    chunks.push({ type: body.toString("latin1", 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}
