import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;
const INDEXED = 3;

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Four bytes each; what is see-through is taken as opaque. */
  readonly rgba: Uint8Array;
}

/** A PNG with a palette: a chart has few colours, and comes out at a third of what four bytes a pixel take. */
export function indexedPng({ width, height, rgba }: Pixels): Uint8Array {
  const { palette, indexes } = reduced(rgba);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1)
    rows.set(indexes.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, INDEXED, 0, 0, 0], 8);
  return new Uint8Array(
    Buffer.concat([
      SIGNATURE,
      chunk("IHDR", head),
      chunk("PLTE", palette),
      chunk("IDAT", deflateSync(rows, { level: 6 })),
      chunk("IEND", Buffer.alloc(0)),
    ]),
  );
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

interface Reduced {
  readonly palette: Buffer;
  readonly indexes: Uint8Array;
}

/** Colours that differ in their lower bits alone become the most frequent one of them, so that plain areas keep theirs exactly. */
function reduced(rgba: Uint8Array): Reduced {
  const counts = countColours(rgba);
  for (let bits = 6; bits > 2; bits -= 1) {
    const buckets = bucketsOf(counts, bits);
    if (buckets.size <= MOST_COLOURS) return indexed(rgba, buckets, bits);
  }
  return indexed(rgba, bucketsOf(counts, 2), 2);
}

function countColours(rgba: Uint8Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let run = -1;
  let length = 0;
  const end = (): void => void counts.set(run, (counts.get(run) ?? 0) + length);
  // Neighbours are mostly of one colour, and comparing costs less than a map.
  for (let at = 0; at < rgba.length; at += 4) {
    const colour = colourAt(rgba, at);
    if (colour !== run) {
      if (length > 0) end();
      run = colour;
      length = 0;
    }
    length += 1;
  }
  if (length > 0) end();
  return counts;
}

/** The most frequent colour of each bucket. */
function bucketsOf(counts: ReadonlyMap<number, number>, bits: number): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const [colour, count] of counts) {
    const bucket = bucketOf(colour, bits);
    const known = best.get(bucket);
    if (known === undefined || count > (counts.get(known) ?? 0)) best.set(bucket, colour);
  }
  return best;
}

function indexed(rgba: Uint8Array, buckets: ReadonlyMap<number, number>, bits: number): Reduced {
  const palette = Buffer.alloc(buckets.size * 3);
  const places = new Map<number, number>();
  for (const [bucket, colour] of buckets) {
    palette.writeUIntBE(colour, places.size * 3, 3);
    places.set(bucket, places.size);
  }
  const indexes = new Uint8Array(rgba.length / 4);
  let [before, place] = [-1, 0];
  for (let at = 0; at < indexes.length; at += 1) {
    const colour = colourAt(rgba, at * 4);
    if (colour !== before) place = places.get(bucketOf(colour, bits)) ?? 0;
    before = colour;
    indexes[at] = place;
  }
  return { palette, indexes };
}

function colourAt(rgba: Uint8Array, at: number): number {
  return (rgba[at]! << 16) | (rgba[at + 1]! << 8) | rgba[at + 2]!;
}

function bucketOf(colour: number, bits: number): number {
  const kept = 0xff & (0xff << (8 - bits));
  return colour & ((kept << 16) | (kept << 8) | kept);
}
