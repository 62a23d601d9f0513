import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { socketFolder } from "../lib/socket-folder.ts";

/** Where the private Redis of a data folder listens when it runs; null when none was ever made there. */
export async function privateSocket(dataFolder: string): Promise<string | null> {
  try {
    const folder = await realpath(join(dataFolder, "redis"));
    return join(await socketFolder(folder, "redis.sock"), "redis.sock");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
