import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUILDS } from "../support/book.ts";
import { startWatchroom, until, type Harness } from "../support/watchroom.ts";

describe("the book, edited while watchroom runs", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
    await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  const problems = (): readonly string[] =>
    watch.log.lines
      .filter(({ level }) => level === "error")
      .map(({ fields, message }) => `${"at" in fields ? String(fields.at) : ""} ${message}`);
  const version = (): Promise<string | null> => watch.redis.hget("{test}:book", "version");

  it("stays the good one when an edit breaks it, and says where", async () => {
    const good = await version();

    watch.edits("builds.md", BUILDS.replace("severity: critical", "severity: [critical"));
    await until(() => Promise.resolve(problems().length > 0), "the broken edit to be noticed");

    expect(problems()[0]).toMatch(/^builds\.md:\d+:\d+ /);
    expect(await version()).toBe(good);
    expect(await watch.api.get("/readyz")).toEqual({ ready: true });
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Builds are queueing up.*Are the workers alive/s);
  });

  it("is the new one as soon as an edit is whole", async () => {
    const good = await version();

    watch.edits("builds.md", BUILDS.replace("Builds are queueing up", "The queue is long"));
    await until(async () => (await version()) !== good, "the edit to be published");
    await until(
      () => Promise.resolve(watch.app.world.watch.book().version !== good),
      "the edit to be in force",
    );

    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/The queue is long/);
  });

  it("is missed by an open incident whose section is gone", async () => {
    await watch.joins("Bob");
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Are the workers alive/);
    const good = await version();

    watch.edits("builds.md", "# Builds\n\nNothing is watched here any more.\n");
    await until(
      async () => (await version()) !== good && watch.app.world.watch.book().version !== good,
      "the edit to be in force",
    );

    const says = watch.room.expectCard.bind(watch.room, /The book no longer has a section/);
    await until(() => says().then(Boolean, () => false), "the card to say so");
  });
});
