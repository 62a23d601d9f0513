import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { caller } from "../support/api.ts";
import { startWatchroom, until, type Harness, type Member } from "../support/watchroom.ts";

interface Heard {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describe("the stream of the local room", () => {
  let watch: Harness;
  let ana: Member;
  let heard: Heard[];

  beforeEach(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
    heard = [];
    await ana.stream("/room/stream", (event, data) => {
      heard.push({ event, data: data as Heard["data"] });
    });
    await hears("hello", {});
  });
  afterEach(() => watch.close());

  /** The first event that is like it; what came before it is forgotten. */
  const hears = async (event: string, like: object): Promise<Heard["data"]> => {
    let found: Heard | undefined;
    const isLike = ({ data }: Heard): boolean =>
      Object.entries(like).every(
        ([key, value]) => JSON.stringify(data[key]) === JSON.stringify(value),
      );
    await until(
      () => {
        found = heard.find((each) => each.event === event && isLike(each));
        return Promise.resolve(found !== undefined);
      },
      () => `${event} ${JSON.stringify(like)}; heard ${JSON.stringify(heard)}`,
      5_000,
    );
    heard.splice(0, heard.length);
    return found?.data ?? {};
  };

  it("begins with what a page needs", async () => {
    const first: Heard["data"][] = [];
    await ana.stream("/room/stream", (event, data) => {
      if (event === "hello") first.push(data as Heard["data"]);
    });
    await until(() => Promise.resolve(first.length > 0), "hello");

    expect(first[0]).toMatchObject({
      now: watch.clock.now(),
      factor: 1,
      here: ["ana"],
      occupancy: "occupied",
      onCall: "ana",
      reactions: { acknowledge: ["eyes", "white_check_mark"] },
      phoneReal: false,
    });
  });

  it("tells of a message and of reactions as they happen", async () => {
    const bob = await watch.joins("Bob");
    await bob.says("Hello.");
    const { id } = await hears("message", { author: "bob", text: "Hello.", reactions: [] });

    const eyes = [{ emoji: "eyes", by: "ana", byName: "Ana" }];
    await ana.post(`/room/messages/${String(id)}/reactions`, { emoji: "eyes" });
    await hears("message", { id, reactions: eyes });
    await ana.delete(`/room/messages/${String(id)}/reactions`, { emoji: "eyes" });
    await hears("message", { id, reactions: [] });
  });

  it("tells of an incident's card, and of its every change in place", async () => {
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/triggered/);
    const { id } = await hears("message", { incident: 1 });

    await ana.reacts("eyes", 1);
    await until(
      () =>
        Promise.resolve(
          heard.some(({ data }) => data["id"] === id && /Ana has it/.test(String(data["text"]))),
        ),
      "the card to say who has it",
    );
    await watch.room.expectCard(/Ana has it/);
  });

  it("tells who comes, and who leaves", async () => {
    const bob = await watch.joins("Bob");
    await hears("presence", { here: ["ana", "bob"] });

    await bob.leaves();
    await hears("presence", { here: ["ana"], occupancy: "occupied" });
  });

  it("tells of one's own phone, and of nobody else's", async () => {
    const bob = await watch.joins("Bob");
    const bobs: string[] = [];
    await bob.stream("/room/stream", (event) => bobs.push(event));
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 10 });

    await watch.phone("ana").expectPush(/Builds/);
    const { id } = await hears("phone", { notifier: "push", state: "shown" });
    await ana.presses("1", { id: String(id) });
    await hears("phone", { id, state: "ended" });
    await watch.room.expectCard(/Ana has it/);
    await until(
      () => Promise.resolve(bobs.includes("message")),
      "Bob's page to be told of the card",
    );
    expect(bobs).not.toContain("phone");
  });

  it("does not tell of an answer to somebody else", async () => {
    const bob = await watch.joins("Bob");
    await bob.says("@watchroom ak");
    await watch.room.expectMessage(/Nearest/);
    await bob.says("never mind");

    await until(
      () => Promise.resolve(heard.some(({ data }) => data["text"] === "never mind")),
      "the message after it",
    );
    expect(heard.map(({ data }) => data["author"])).not.toContain("watchroom");
  });
});

describe("a stream that cannot be served to its end", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
  });
  afterEach(() => watch.close());

  it("is ended, so that the browser connects anew", async () => {
    const { headers } = await caller(watch.url).post("/room/join", { name: "Ana" });
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    await watch.redis.set("{test}:room:events", "no stream");

    const signal = AbortSignal.timeout(5_000);
    const response = await fetch(`${watch.url}/room/stream`, { headers: { cookie }, signal });

    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^retry: /);
    expect(watch.log.lines).toContainEqual(
      expect.objectContaining({ level: "debug", message: "a stream broke off" }),
    );
  });
});

describe("leaving the local room", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
  });
  afterEach(() => watch.close());

  it("counts at once, and the cookie stays good", async () => {
    const ana = await watch.joins("Ana");
    expect(await ana.get("/room/presence")).toMatchObject({ here: ["ana"], occupancy: "occupied" });

    await ana.leaves();

    expect(await ana.get("/room/presence")).toMatchObject({ here: [], occupancy: "empty" });
    expect((await ana.post("/room/active")).status).toBe(204);
  });
});
