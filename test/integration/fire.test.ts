import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fireTest, type FireOptions } from "../../src/cli/fire.ts";
import { surveyConfig } from "../../src/config.ts";
import { BUILDS, compileInProcess, ESCALATION, writeBook } from "../support/book.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const BOOK = { "escalation.md": ESCALATION, "builds.md": BUILDS };
const TOKENS =
  "ci:signals:a-token-that-may-signal,desk:read:a-token-that-may-read,all:signals|read:a-token-that-may-both";

let w: Harness;
let env: Readonly<Record<string, string>>;

async function fired(
  words: string,
  options: FireOptions = {},
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const survey = surveyConfig({ ...env, ...more });
  const said = await fireTest(words, { url: w.url, ...options }, survey, compileInProcess);
  await w.idle();
  return { text: said.lines.join("\n"), exitCode: said.exitCode };
}

beforeEach(() => {
  env = { PLAYBOOKS_DIR: writeBook(temporaryFolder(), BOOK), WATCHROOM_ZONE: "UTC" };
});

describe("a test of an alert", () => {
  beforeEach(async () => {
    w = await startWatchroom({ book: BOOK });
  });
  afterEach(() => w.close());

  it("opens an incident of its own beside the real one, and says that it is a test", async () => {
    await w.joins("Ana");
    await w.fire("builds-queue-backlog");
    const real = await w.incident(1);

    const { text, exitCode } = await fired("build queue");

    expect(exitCode).toBe(0);
    expect(text).toMatch(
      /^#2 is open\.\nThe room has until .*12:10 \(UTC\) to react; then people are called\.\nEnd it with: npx watchroom fire builds-queue-backlog --resolve --url http/,
    );
    expect(await w.incident(2)).toMatchObject({
      alert: "builds-queue-backlog",
      status: "triggered",
      severity: "critical",
      labels: { test: "true" },
      summary: expect.stringMatching(/^Test of builds-queue-backlog, sent by /) as string,
    });
    expect(await w.incident(1)).toEqual(real);
    await w.room.expectCard(/^#2 Test: Builds are queueing up[^]*Are the workers alive/);
    await w.room.expectCard(/^#1 Builds are queueing up/);
  });

  it("pages people with words that say that it is a test", async () => {
    const ana = await w.joins("Ana");
    await ana.leaves();

    const { text } = await fired("builds-queue-backlog", { value: 8_200 });

    expect(text).toMatch(/^#1 is open\.\nIt has left the room: people are called, next at .*12:02/);
    await w.phone("ana").expectPush(/^Incident 1\. Test: Builds are queueing up, 8,200\./);
    await w.room.expectCard(/^#1 Test: /);
  });

  it("joins the test that is open, and is ended without touching the real one", async () => {
    await w.joins("Ana");
    await w.fire("builds-queue-backlog");
    await fired("builds-queue-backlog");

    expect((await fired("builds-queue-backlog")).text).toMatch(
      /^#2 is open already; this one joined it\./,
    );
    expect(await fired("build queue", { resolve: true })).toEqual({
      text: "#2 has ended.",
      exitCode: 0,
    });
    expect(await w.incident(1)).toMatchObject({ status: "triggered" });
    expect(await fired("build queue", { resolve: true })).toEqual({
      text: "No test of builds-queue-backlog is open.",
      exitCode: 1,
    });
    await w.room.expectCard(/^#1 /);
    await w.room.expectCard(/^#2 /);
  });

  it("opens anew after somebody has resolved the last one by hand", async () => {
    await w.joins("Ana");
    await fired("builds-queue-backlog");
    await w.api.post("/api/v1/incidents/1/resolve", { by: "ana" });

    expect((await fired("builds-queue-backlog")).text).toMatch(/^#2 is open\.\n/);
    await w.room.expectCard(/^#1 /);
    await w.room.expectCard(/^#2 /);
  });

  it("of an alert that the book does not have names the nearest, and is sent only by force", async () => {
    expect(await fired("builds-queue-backlogs")).toEqual({
      text: expect.stringMatching(
        /has no alert named builds-queue-backlogs\. Did you mean builds-queue-backlog\? --force sends/,
      ) as string,
      exitCode: 1,
    });

    const forced = await fired("elsewhere", { force: true, severity: "warning" });
    expect(forced).toMatchObject({ exitCode: 0 });
    expect(forced.text).toMatch(/^#1 is open\.\nIt is a warning: it stays in the room/);
    expect(forced.text).toContain("npx watchroom fire elsewhere --resolve --force");
    await w.room.expectCard(/^#1 Test: elsewhere/);
  });

  it("says that the book beats the severity that was given", async () => {
    await w.joins("Ana");

    expect((await fired("build queue", { severity: "info" })).text).toMatch(
      /^The book says critical, and the book beats the sender\.\n#1 is open\./,
    );
    await w.room.expectCard(/^#1 /);
  });

  it("says what is wrong with the address", async () => {
    expect(await fired("build queue", { url: `${w.url}/room` })).toMatchObject({ exitCode: 1 });
    expect(await fired("build queue", { url: "http://127.0.0.1:1" })).toEqual({
      text: "Nobody answers at http://127.0.0.1:1. Start watchroom with `npx watchroom start`, or say with --url where it runs.",
      exitCode: 1,
    });
    await expect(
      fireTest("build queue", {}, surveyConfig({ ...env, PORT: "none" }), compileInProcess),
    ).rejects.toThrow(/^PORT is "none"/);
  });
});

describe("where a token is needed", () => {
  beforeEach(async () => {
    w = await startWatchroom({
      book: BOOK,
      env: { PUBLIC_URL: "https://watchroom.example.com", WATCHROOM_TOKENS: TOKENS },
    });
  });
  afterEach(() => w.close());

  const from = (entry: number) => ({ WATCHROOM_TOKENS: TOKENS.split(",")[entry]! });

  it("the one of WATCHROOM_TOKENS that may signal is shown, and never said", async () => {
    const { text, exitCode } = await fired("build queue", {}, { WATCHROOM_TOKENS: TOKENS });

    expect(exitCode).toBe(0);
    expect(text).toMatch(/^#1 is open\./);
    expect(text).not.toContain("a-token-that");
    await w.room.expectCard(/^#1 Test: /);
    await w.room.expectMessage(/./);
  });

  it("a test that may not be looked at is taken in all the same", async () => {
    expect(await fired("build queue", {}, from(0))).toMatchObject({
      text: expect.stringMatching(/^It is taken in\. What comes of it cannot be seen/) as string,
      exitCode: 0,
    });
    await w.room.expectCard(/^#1 Test: /);
    await w.room.expectMessage(/./);
  });

  it("none, an unknown one and one without the scope are told apart", async () => {
    const none = await fired("build queue");
    const unknown = await fired("build queue", { token: "a-token-of-nobody" });
    const reader = await fired("build queue", { token: "a-token-that-may-read" });

    expect(none).toMatchObject({ exitCode: 1 });
    expect(none.text).toMatch(/^watchroom wants a token: set WATCHROOM_TOKENS/);
    expect(unknown.text).toMatch(/This token is not known/);
    expect(unknown.text).not.toContain("a-token-of-nobody");
    expect(reader.text).toMatch(/needs? .*scope signals/);
  });
});
