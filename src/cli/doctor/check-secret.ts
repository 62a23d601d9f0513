import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config.ts";
import { fail, ok, warn, type Line } from "./line.ts";

const WHAT = "secret";
const SHORTEST = 16;

/** Whether there is one, and whether it is the store's; never what it is. */
export async function checkSecret(
  config: Pick<Config, "secrets" | "dataFolder" | "redisUrl">,
  knowsSecret: boolean | null,
): Promise<readonly Line[]> {
  const lines = await given(config);
  return knowsSecret === false && lines.every(({ state }) => state !== "fail")
    ? [
        fail(
          WHAT,
          "The store was made under another one.",
          "Set the old one back, or give both while replacing it: WATCHROOM_SECRET=new,old.",
        ),
      ]
    : lines;
}

async function given({
  secrets,
  dataFolder,
  redisUrl,
}: Pick<Config, "secrets" | "dataFolder" | "redisUrl">): Promise<readonly Line[]> {
  if (secrets.length > 0)
    return [ok(WHAT, `WATCHROOM_SECRET is set${secrets.length > 1 ? ", two while rotating" : ""}`)];
  const path = join(dataFolder, "secret");
  return [...(await inFile(path)), ...(redisUrl === null ? [] : [shared()])];
}

async function inFile(path: string): Promise<readonly Line[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) return [ok(WHAT, `the first \`start\` makes one, in ${path}`)];
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null)
    return [fail(WHAT, `${path} cannot be read.`, "Let the user that runs watchroom read it.")];
  if (text.trim().length < SHORTEST)
    return [
      fail(
        WHAT,
        `${path} holds no secret of ${SHORTEST} characters or more.`,
        "Remove the file, and the next start makes a new one.",
      ),
    ];
  if ((found.mode & 0o077) !== 0)
    return [warn(WHAT, `Other users can read ${path}.`, `Type: chmod 600 ${path}`)];
  return [ok(WHAT, `in ${path}`)];
}

function shared(): Line {
  return warn(
    WHAT,
    "WATCHROOM_SECRET is not set: `web` and `worker` do not start without it.",
    "`openssl rand -base64 32` makes one; give all of them the same.",
  );
}
