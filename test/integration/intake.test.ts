import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rawRequest, type RawAnswer } from "../support/raw-request.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const MEBIBYTE = 1024 * 1024;
const good = { alert: "builds-queue-backlog", status: "firing" };

const paths = ({ body }: RawAnswer): readonly string[] | undefined =>
  body.problems?.map(({ path }) => path);

describe("the intake refuses, and says where", () => {
  let watch: Harness;

  beforeAll(async () => {
    watch = await startWatchroom();
  });
  afterAll(() => watch.close());

  const send = (body: string | Buffer): Promise<RawAnswer> =>
    rawRequest(watch.api.base, "/api/v1/signals", { body });

  it.each([
    ["a signal without name and status", {}, ["alert", "status"]],
    ["an empty name", { ...good, alert: "  " }, ["alert"]],
    ["a status that nobody knows", { ...good, status: "flapping" }, ["status"]],
    ["a value that became text", { ...good, value: "8,200" }, ["value"]],
    ["an instant that is none", { ...good, at: "yesterday" }, ["at"]],
    ["labels that are lists", { ...good, labels: { queue: ["builds"] } }, ["labels.queue"]],
    ["labels that are no object", { ...good, labels: "queue=builds" }, ["labels"]],
    ["too many labels", { ...good, labels: manyLabels(65) }, ["labels"]],
    ["a bad one among good ones", [good, { status: "on" }, good], ["1.alert", "1.status"]],
    ["an empty list", [], [""]],
    ["a list in a list", [[good]], ["0"]],
    ["nothing but null", null, [""]],
    ["a mere number", 7, [""]],
  ])("%s", async (_what, body, expected) => {
    const answer = await send(JSON.stringify(body));

    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(/cannot be taken in/);
    expect(paths(answer)).toEqual(expected);
  });

  it.each([
    ["no body at all", "", /cannot be taken in/],
    ["half a JSON text", '{"alert":"builds', /not valid JSON/],
    [
      "bytes that are no UTF-8",
      Buffer.from('{"alert":"b\u00fcilds"}', "latin1"),
      /not valid UTF-8/,
    ],
  ])("%s", async (_what, body, error) => {
    const answer = await send(body);

    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(error);
    expect(paths(answer)).toEqual([""]);
  });

  it("a body of two mebibytes, before it is read as JSON", async () => {
    const answer = await send(JSON.stringify({ ...good, summary: "x".repeat(2 * MEBIBYTE) }));

    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({
      error: expect.stringMatching(/larger than 1 MiB/) as string,
      problems: [{ path: "" }],
    });
  });

  it("all of it: nothing of a refused request is taken in", async () => {
    await send(JSON.stringify([good, {}]));
    await watch.idle();

    expect(await watch.api.get("/api/v1/incidents")).toEqual({ incidents: [] });
  });

  it("a heartbeat that the book does not expect", async () => {
    const answer = await rawRequest(watch.api.base, "/api/v1/heartbeats/nightly-backup", {});

    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatch(/no alert "nightly-backup" with source: heartbeat/);
  });
});

describe("the intake takes in", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
    await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  it("a list as one request, and answers how many", async () => {
    const { status, body } = await watch.api.post("/api/v1/signals", [
      { ...good, labels: { queue: "a" } },
      { ...good, labels: { queue: "b" } },
      { ...good, labels: { queue: "a" }, status: "resolved" },
    ]);
    await watch.idle();

    expect([status, body]).toEqual([202, { accepted: 3 }]);
    await watch.room.expectCard(/#1 .*resolved/s);
    await watch.room.expectCard(/#2 .*triggered/s);
  });

  it("whatever the Content-Type says", async () => {
    const headers = { "content-type": "text/plain" };
    const body = JSON.stringify(good);

    expect((await rawRequest(watch.api.base, "/api/v1/signals", { headers, body })).status).toBe(
      202,
    );
    await watch.idle();
    await watch.room.expectCard(/Builds are queueing up/);
  });

  it("the same alert again, with its labels in another order, as one incident", async () => {
    await watch.fire("builds-queue-backlog", { labels: { queue: "a", host: 1 }, value: 6000 });
    await watch.fire("builds-queue-backlog", { labels: { host: "1", queue: "a" }, value: 8200 });

    expect(await watch.incident(1)).toMatchObject({ count: 2, value: 8200 });
    await watch.room.expectCard(/#1 /);
  });

  it("a resolved signal of something that never fired, quietly", async () => {
    await watch.recovers("builds-queue-backlog");

    expect(await watch.api.get("/api/v1/incidents")).toEqual({ incidents: [] });
  });

  it("the book's severity rather than the sender's", async () => {
    await watch.fire("builds-queue-backlog", { severity: "info" });
    await watch.fire("builds-slow", { severity: "critical" });

    await watch.room.expectCard(/Builds are queueing up \(critical, triggered\)/);
    await watch.room.expectCard(/Builds are slow \(warning, triggered\)/);
  });

  it("the sender's severity where the book has no section, and says that it has none", async () => {
    await watch.fire("disk-full", { severity: "Error", summary: "92 % of /var" });

    const card = await watch.room.expectCard(/disk-full \(warning, triggered\).*92 % of \/var/s);
    expect(card.text).toMatch(/The book has no section for this alert\.$/);
  });

  it.each([["sev1"], [undefined]])("severity %s as critical, and says so", async (severity) => {
    await watch.fire("disk-full", { severity });

    const card = await watch.room.expectCard(/disk-full \(critical, triggered\)/);
    expect(card.text).toMatch(/named no severity that is known here, so it counts as critical/);
  });
});

function manyLabels(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`label${i}`, "x"]));
}
