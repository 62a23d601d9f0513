import { createHash } from "node:crypto";
import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The system's limit for the path of a unix socket is 104 bytes on macOS and 108 on Linux. */
const LONGEST_SOCKET_PATH = 100;

/** The folder itself, or, when a socket's path in it would be too long, one of our own in the system's temporary folder. */
export async function socketFolder(folder: string, longestName: string): Promise<string> {
  const near = resolve(folder);
  if (Buffer.byteLength(join(near, longestName)) <= LONGEST_SOCKET_PATH) return near;
  const hash = createHash("sha256").update(near).digest("hex").slice(0, 16);
  const far = join(tmpdir(), `watchroom-${hash}`);
  await mkdir(far, { recursive: true, mode: 0o700 });
  await refuseForeign(far);
  return far;
}

/** Everybody may write to the temporary folder: what another user has put there first is not ours to trust. */
async function refuseForeign(folder: string): Promise<void> {
  const found = await lstat(folder);
  const mine =
    found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!mine)
    throw new Error(
      `${folder} belongs to somebody else. Remove it, or choose a shorter WATCHROOM_DATA.`,
    );
}
