import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

interface Seal {
  readonly end: true;
  readonly lines: number;
  readonly sha256: string;
}

/**
 * Lines of text in one gzip file, mode 0600, whose last line holds their number and checksum. Nobody sees half a file:
 * it has another name until it is whole and on the disk. Answers the number of lines.
 */
export async function writeSealedLines(
  path: string,
  lines: AsyncIterable<string>,
): Promise<number> {
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    const hash = createHash("sha256");
    let count = 0;
    const sealed = async function* (): AsyncGenerator<string> {
      for await (const line of lines) {
        hash.update(`${line}\n`);
        count += 1;
        yield `${line}\n`;
      }
      const seal: Seal = { end: true, lines: count, sha256: hash.digest("hex") };
      yield `${JSON.stringify(seal)}\n`;
    };
    const sink = createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(Readable.from(sealed()), createGzip(), sink);
    await rename(partial, path);
    await syncFolder(dirname(path));
    return count;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** All lines but the seal, which is not checked here. Throws when the file cannot be read or unpacked. */
export async function* readSealedLines(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  const reading = pipeline(createReadStream(path), unpacked);
  // Whoever reads hears of it by the same error.
  reading.catch(() => unpacked.destroy());
  let held: string | null = null;
  for await (const line of createInterface({ input: unpacked, crlfDelay: Infinity })) {
    if (held !== null) yield held;
    held = line;
  }
  await reading;
}

/** Null when the file is whole; else what is wrong with it, for humans. Reads all of it. */
export async function faultOfSealedLines(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  let [count, last] = [0, ""];
  try {
    const unpacked = createGunzip();
    const reading = pipeline(createReadStream(path), unpacked);
    reading.catch(() => unpacked.destroy());
    for await (const line of createInterface({ input: unpacked, crlfDelay: Infinity })) {
      if (count > 0) hash.update(`${last}\n`);
      count += 1;
      last = line;
    }
    await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "there is no such file";
    if (code === "Z_BUF_ERROR") return "it was cut short";
    return code?.startsWith("Z_") ? "it is damaged, or no backup" : `it cannot be read (${code})`;
  }
  const seal = sealOf(last);
  if (seal === null) return "it was cut short";
  const isWhole = seal.lines === count - 1 && seal.sha256 === hash.digest("hex");
  return isWhole ? null : "its checksum is wrong: it was changed or damaged";
}

function sealOf(line: string): Seal | null {
  try {
    const seal = JSON.parse(line) as Partial<Seal> | null;
    return seal?.end === true ? (seal as Seal) : null;
  } catch {
    return null;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
