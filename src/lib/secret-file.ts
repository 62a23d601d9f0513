import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "./config-error.ts";

const SHORTEST = 16;

/** 256 random bits, base64url, mode 0600; made once, then always the same. Two that start at once get the same. */
export async function readOrMakeSecret(path: string): Promise<string> {
  const known = await readSecret(path);
  if (known !== null) return known;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(fresh, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("base64url")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // A link never replaces a file that another process has put there meanwhile; a rename would.
  await link(fresh, path).catch(unless("EEXIST"));
  await rm(fresh);
  return checked(await readFile(path, "utf8"), path);
}

/** Null when none was made there. Throws a ConfigError when the file holds none. */
export async function readSecret(path: string): Promise<string | null> {
  const known = await readIfThere(path);
  return known === null ? null : checked(known, path);
}

function checked(text: string, path: string): string {
  const secret = text.trim();
  if (secret.length < SHORTEST)
    throw new ConfigError(
      `${path} holds no secret of 16 characters or more. Remove the file, and the next start makes a new one.`,
    );
  return secret;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    unless("ENOENT")(error);
    return null;
  }
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
  };
}
