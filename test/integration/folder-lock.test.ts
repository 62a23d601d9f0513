import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { lockFolder } from "../../src/lib/folder-lock.ts";
import { socketFolder } from "../../src/lib/socket-folder.ts";
import { killHard, runBuilt } from "../support/built-process.ts";
import { temporaryFolder } from "../support/folder.ts";

const HOLD = (folder: string): string => `
  const { lockFolder } = await import(built + "lib/folder-lock.js");
  console.log(Object.keys(await lockFolder(${JSON.stringify(folder)})));
  setInterval(() => {}, 1000);
`;

it("refuses a second holder, naming the first, until it lets go", async () => {
  const folder = join(temporaryFolder(), "data");
  const first = await lockFolder(folder);

  expect(await lockFolder(folder)).toEqual({ heldBy: process.pid });
  if ("release" in first) await first.release();
  const second = await lockFolder(folder);

  expect(second).toHaveProperty("release");
  if ("release" in second) await second.release();
  expect(readdirSync(folder)).toEqual([]);
});

it("is taken over from a process that was killed", async () => {
  const folder = temporaryFolder();
  const { child } = await runBuilt(HOLD(folder));
  expect(await lockFolder(folder)).toEqual({ heldBy: child.pid });

  await killHard(child);
  const taken = await lockFolder(folder);

  expect(taken).toHaveProperty("release");
  if ("release" in taken) await taken.release();
});

it("is never taken from a process that is only stopped", async () => {
  const folder = temporaryFolder();
  const { child } = await runBuilt(HOLD(folder));
  child.kill("SIGSTOP");

  expect(await lockFolder(folder)).toEqual({ heldBy: null });
});

it("has exactly one holder however many try at once, over what a killed one left behind", async () => {
  const folder = temporaryFolder();
  const { child } = await runBuilt(HOLD(folder));
  await killHard(child);

  const locks = await Promise.all(Array.from({ length: 20 }, () => lockFolder(folder)));

  const holders = locks.filter((lock) => "release" in lock);
  expect(holders).toHaveLength(1);
  expect(locks.filter((lock) => "heldBy" in lock && lock.heldBy === process.pid)).toHaveLength(19);
  for (const holder of holders) await holder.release();
});

it.each([
  ["sees one that came first become the holder", "ffffffff"],
  ["steps back for one that came first", "00000000"],
])("%s, of two that try at once", async (_, name) => {
  const folder = temporaryFolder();
  let asked = 0;
  const rival = createServer((wire) => {
    asked += 1;
    wire.end(asked < 4 ? "trying 4242\n" : "held 4242\n");
  });
  await new Promise<void>((resolve) => rival.listen(join(folder, `lock-${name}.sock`), resolve));
  onTestFinished(() => void rival.close());

  expect(await lockFolder(folder)).toEqual({ heldBy: 4242 });
});

it("works in a folder whose path is too long for a socket", async () => {
  const folder = join(temporaryFolder(), "x".repeat(120));
  mkdirSync(folder);
  const first = await lockFolder(folder);
  onTestFinished(async () =>
    rmSync(await socketFolder(folder, ""), { recursive: true, force: true }),
  );

  expect(await lockFolder(folder)).toEqual({ heldBy: process.pid });
  if ("release" in first) await first.release();
});
