import { join } from "node:path";
import { readConfig, type Config } from "../config.ts";
import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/config-error.ts";
import { oneLine } from "../lib/plain.ts";
import { readSecret } from "../lib/secret-file.ts";
import { handleFor } from "../oncall/handle-for.ts";
import { createSignInLinks } from "../watch/sign-in-links.ts";

const MAX_NAME = 40;

/** Prints a link for whoever has this name; if nobody has, for a new person. Needs the secret, and no store. */
export async function signin(given: string, config: Config = readConfig()): Promise<void> {
  const name = oneLine(given, MAX_NAME);
  if (handleFor(name) === null)
    throw new ConfigError(
      `"${name}" cannot be a name here: use letters or digits, and not a word such as here or everyone.`,
    );
  const links = createSignInLinks({
    secrets: await secretsOf(config),
    publicUrl: config.publicUrl,
    now: () => systemClock.real(),
  });
  process.stdout.write(`${links.make({ name, joinedAt: null })}\n`);
  process.stderr.write(`For ${name}: it works once, within 15 minutes.\n`);
}

async function secretsOf({ secrets, dataFolder }: Config): Promise<readonly string[]> {
  if (secrets.length > 0) return secrets;
  const kept = await readSecret(join(dataFolder, "secret"));
  if (kept !== null) return [kept];
  throw new ConfigError(
    `There is no secret in ${dataFolder}. Start watchroom first, or run this with the WATCHROOM_DATA or WATCHROOM_SECRET that it was started with.`,
  );
}
