import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, it, type TestContext } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const MINUTES_OF_A_DAY = 24 * 60;

/** What must be told, in this order; other lines may stand between. */
const STORY = [
  /^In the room: Ana, Bob\. On call: Ana\.$/,
  /^In the room: Bob\. On call: Ana\.$/,
  /^watchroom +#1 Builds are queueing up: 8,200 \(critical, triggered\)$/,
  /^8,200 of 5,000 builds are waiting\.$/,
  /^1\. Are the workers alive\?/,
  /^Nobody has reacted to #1\. 3 minutes left\.$/,
  /^Ana's phone +push: Incident 1\. Builds are queueing up/,
  /^Ana's phone +SMS: Incident 1\. Builds are queueing up/,
  /^Ana's phone +rings: Incident 1\. Builds are queueing up/,
  /^Ana presses 1\.$/,
  /^watchroom +#1 Ana has it\./,
  /^Ana +playbook builds$/,
  /^watchroom +Builds are queueing up$/,
  /^watchroom +#1 Recovered by itself after/,
  /^watchroom +Bob is on call now/,
  /^Nobody is in the room\. On call: Bob\.$/,
  /^watchroom +#2 The nightly import is silent \(critical, triggered\)$/,
  /^Nobody is here\. Calling Bob/,
  /^Bob's phone +push: Incident 2\./,
  /^Bob's phone +rings: Incident 2\./,
  /^watchroom +#2 Bob has it\./,
  /^watchroom +#2 Recovered by itself after/,
  /^npm start/,
  /^open http/,
];

interface Performance {
  readonly child: ChildProcess;
  /** Resolves with the first line that looks like this. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves when the program has ended. */
  readonly ended: Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  readonly realMs: number;
  readonly lines: readonly string[];
  readonly errors: string;
  /** What is still there of its folder and of its processes. */
  readonly left: readonly string[];
}

/** The built program, with a folder for temporary files that nobody else uses. */
async function perform({ onTestFinished }: TestContext): Promise<Performance> {
  const folder = await mkdtemp(join(tmpdir(), "watchroom test "));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [MAIN, "demo"], {
    env: { ...process.env, TMPDIR: folder, NO_COLOR: "1" },
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  let text = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const linesNow = (): readonly string[] => text.split("\n");
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = linesNow().find((one) => pattern.test(one));
      if (found !== undefined) return found;
      const [more] = await Promise.race([once(child.stdout, "data"), once(child, "close")]);
      if (!(more instanceof Buffer))
        throw new Error(`It ended without ${String(pattern)}: ${text}`);
    }
  };
  const end = async (): Promise<Ended> => {
    const [code] = (await once(child, "close")) as [number | null];
    const realMs = performance.now() - startedAt;
    return { code, realMs, lines: linesNow(), errors, left: await leftOf(folder) };
  };
  return { child, line, ended: end() };
}

async function leftOf(folder: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-e", "-o", "args="]);
  const processes = stdout.split("\n").filter((args) => args.includes(folder));
  return [...(await readdir(folder)), ...processes];
}

/** The parts of the story that these lines do not tell, or not in their order. */
function notToldIn(lines: readonly string[]): readonly RegExp[] {
  const rest = lines.map((line) => line.replace(/^\d\d:\d\d/, "").trim());
  return STORY.filter((part) => {
    const at = rest.findIndex((line) => part.test(line));
    rest.splice(0, at + 1);
    return at === -1;
  });
}

/** How many minutes of the story lie between the first lines that look like these. */
function minutesBetween(lines: readonly string[], from: RegExp, to: RegExp): number {
  const [start, end] = [from, to].map((pattern) => {
    const found = lines.find((line) => pattern.test(line));
    const [, hour, minute] = /^(\d\d):(\d\d)/.exec(found ?? "") ?? [];
    return Number(hour) * 60 + Number(minute);
  }) as [number, number];
  return (end - start + MINUTES_OF_A_DAY) % MINUTES_OF_A_DAY;
}

describe.concurrent("the demo", () => {
  it("tells the whole story in under a minute without a click, and calls when the book says so", async (context) => {
    const { expect } = context;
    const { ended } = await perform(context);

    const { code, realMs, lines, errors, left } = await ended;

    expect({ code, errors, left }).toEqual({ code: 0, errors: "", left: [] });
    expect(realMs).toBeLessThan(60_000);
    expect(notToldIn(lines)).toEqual([]);
    const after = (from: RegExp, to: RegExp): number => minutesBetween(lines, from, to);
    const [push, sms, call] = [/Ana's phone +push/, /Ana's phone +SMS/, /Ana's phone +rings/];
    // A clock of minutes cuts, and a busy machine is late by seconds, which are minutes here.
    expect([9, 10, 11, 12]).toContain(after(/watchroom +#1 .*triggered/, push));
    expect([1, 2, 3, 4]).toContain(after(push, sms));
    expect([2, 3, 4, 5]).toContain(after(sms, call));
    expect([0, 1, 2]).toContain(after(/watchroom +#2 .*triggered/, /Bob's phone +push/));
    const pages = lines.flatMap(
      (line) => /(\w+)'s phone +(push|SMS|rings)/.exec(line)?.slice(1, 3) ?? [],
    );
    expect(pages.join(" ")).toBe("Ana push Ana SMS Ana rings Bob push Bob SMS Bob rings");
  });

  it("ends when it is interrupted, and leaves nothing behind", async (context) => {
    const { expect } = context;
    const { child, line, ended } = await perform(context);

    await line(/#1 Builds are queueing up/);
    child.kill("SIGINT");
    child.kill("SIGINT");

    expect(await ended).toMatchObject({ code: 130, errors: "", left: [] });
  });

  it("says what did not happen when the story goes another way", async (context) => {
    const { expect } = context;
    const { line, ended } = await perform(context);

    const [url = ""] = /http:\S+/.exec(await line(/To look on/)) ?? [];
    await line(/#1 Builds are queueing up/);
    const answer = await fetch(`${url}/api/v1/incidents/1/acknowledge`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ by: "somebody who looks on" }),
    });

    expect(answer.status).toBe(200);
    expect(await ended).toMatchObject({
      code: 1,
      errors: "The story stopped. This did not happen in time: Ana is called by push.\n",
      left: [],
    });
  });
});
