import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The built program, as somebody types it in that folder. */
function run(
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const bare = { PATH: env["PATH"] ?? "", HOME: folder, TZ: "UTC", PORT: "1", ...more };
  return new Promise((resolve) => {
    execFile(execPath, [MAIN, ...args], { cwd: folder, env: bare }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe("the commands before the first night", () => {
  it("lead from nothing to a book that passes, and say what is missing", async () => {
    const folder = temporaryFolder();
    const made = await run(folder, ["init"]);
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain("npx watchroom fire first-alert");

    const [again, check, fire, doctor] = await Promise.all([
      run(folder, ["init"]),
      run(folder, ["check", "--strict"]),
      run(folder, ["fire", "first-alert"]),
      run(folder, ["doctor"]),
    ]);

    expect(again).toMatchObject({ code: 1, out: "" });
    expect(again.err).toMatch(/playbooks\/first-alert\.md[^]*Nothing was written/);
    expect(check).toEqual({
      code: 0,
      out: "No problem in 3 files, 2 alerts, 1 policy.\n",
      err: "",
    });
    expect(fire).toMatchObject({ code: 1, out: "" });
    expect(fire.err).toMatch(/^Nobody answers at http:\/\/127\.0\.0\.1:1\./);
    expect(doctor).toMatchObject({ code: 1, err: "" });
    expect(doctor.out).toMatch(/^FAIL {2}running .*Nobody answers[^]*A night would be silent/m);
  });

  it("tell what was found from what needs mending around them", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "playbooks"));
    writeFileSync(join(folder, "playbooks", "a.md"), "## A\n\n```yaml alert\nname: a\n```\n");
    const wrong = { PLAYBOOKS_DIR: "/nowhere" };

    const [found, json, named, misled, doctor, misspelt] = await Promise.all([
      run(folder, ["check"]),
      run(folder, ["check", "--json"]),
      run(folder, ["check", "playbooks"], wrong),
      run(folder, ["check"], wrong),
      run(folder, ["doctor", "--json"], wrong),
      run(folder, ["chekc"]),
    ]);

    expect(found.code).toBe(1);
    expect(found.out).toMatch(/^playbooks\/a\.md:\d+:\d+ error: /);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, files: 1 });
    expect(named.code).toBe(1);
    expect(misled).toMatchObject({ code: 78, out: "" });
    expect(misled.err).toMatch(/^PLAYBOOKS_DIR is "\/nowhere"/);
    expect(doctor.code).toBe(1);
    expect(JSON.parse(doctor.out)).toMatchObject({ ok: false });
    expect(misspelt).toMatchObject({ code: 1, out: "" });
    expect(misspelt.err).toMatch(/Did you mean check\?/);
  });
});
