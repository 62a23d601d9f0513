import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { readOrMakeSecret } from "../../../src/lib/secret-file.ts";
import { temporaryFolder } from "../../support/folder.ts";

it("makes a secret that only we can read, once, also when several ask at the same moment", async () => {
  const path = join(temporaryFolder(), "data", "secret");

  const asked: Promise<string>[] = [];
  for (let i = 0; i < 30; i += 1) {
    asked.push(readOrMakeSecret(path));
    await setImmediate();
  }
  const answers = await Promise.all(asked);

  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^[\w-]{43}$/);
  expect(await readOrMakeSecret(path)).toBe(answers[0]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(path, ".."))).toEqual(["secret"]);
});

it("refuses a file that holds no secret, and says what to do", async () => {
  const path = join(temporaryFolder(), "secret");
  writeFileSync(path, "\n");

  await expect(readOrMakeSecret(path)).rejects.toThrow(`${path} holds no secret`);
});
