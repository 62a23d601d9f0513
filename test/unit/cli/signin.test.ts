import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { signin } from "../../../src/cli/signin.ts";
import { readConfig } from "../../../src/config.ts";
import { ConfigError } from "../../../src/lib/config-error.ts";
import { createSignInLinks } from "../../../src/watch/sign-in-links.ts";

const SECRET = "a secret of sixteen and more";
const OWN = "https://watch.example";

const printed: string[] = [];
afterEach(() => void printed.splice(0));

async function prints(name: string, env: Record<string, string>): Promise<string> {
  vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await signin(name, readConfig({ PUBLIC_URL: OWN, ...env }));
  return printed.join("");
}

describe("npx watchroom signin", () => {
  it.each(["the environment", "the data folder"])(
    "prints a link by the secret of %s",
    async (of) => {
      const folder = mkdtempSync(join(tmpdir(), "signin "));
      writeFileSync(join(folder, "secret"), `${SECRET}\n`);
      const env =
        of === "the environment" ? { WATCHROOM_SECRET: SECRET } : { WATCHROOM_DATA: folder };

      const link = (await prints("Ana María", env)).trim();

      expect(link.startsWith(`${OWN}/signin/`)).toBe(true);
      const links = createSignInLinks({ secrets: [SECRET], publicUrl: OWN, now: Date.now });
      expect(links.read(link.slice(`${OWN}/signin/`.length))).toMatchObject({
        name: "Ana María",
        joinedAt: null,
      });
    },
  );

  it("makes no secret of its own, which no watchroom would know", async () => {
    const env = { WATCHROOM_DATA: mkdtempSync(join(tmpdir(), "signin ")) };

    await expect(prints("Ana", env)).rejects.toThrow(/There is no secret in[^]*Start watchroom/);
  });

  it.each(["", "everyone", "---"])("refuses the name %s", async (name) => {
    await expect(prints(name, { WATCHROOM_SECRET: SECRET })).rejects.toThrow(ConfigError);
  });
});
