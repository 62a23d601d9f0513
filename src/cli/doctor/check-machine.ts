import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fail, ok, type Line } from "./line.ts";

const OLDEST = [20, 19] as const;

/** @param version as `process.versions.node` says it */
export function checkNode(version: string): readonly Line[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return [
    isOld
      ? fail("Node.js", `${version} is too old.`, `Install ${OLDEST.join(".")} or newer.`)
      : ok("Node.js", version),
  ];
}

/** @param folder absolute */
export async function checkDataFolder(folder: string): Promise<readonly Line[]> {
  const what = "data folder";
  const found = await stat(folder).catch(() => null);
  if (found !== null && !found.isDirectory())
    return [fail(what, `${folder} is a file.`, "Set WATCHROOM_DATA to a folder.")];
  if (!(await isWritable(found === null ? await nearestFolder(folder) : folder)))
    return [
      fail(
        what,
        `${folder} may not be written to.`,
        "Give it to the user that runs watchroom, or set WATCHROOM_DATA to another.",
      ),
    ];
  return [ok(what, found === null ? `${folder}; the first start makes it` : folder)];
}

/** The first folder above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  const above = dirname(path);
  const isThere = (await stat(above).catch(() => null)) !== null;
  return isThere || above === path ? above : nearestFolder(above);
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
