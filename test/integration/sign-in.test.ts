import { parse } from "cookie";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const OWN = "https://watchroom.example.com";
let watch: Harness;

beforeAll(async () => {
  watch = await startWatchroom({ env: { PUBLIC_URL: OWN } });
});
afterAll(() => watch.close());

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookie: string | null;
}

/** A browser behind the proxy, with one cookie. */
async function ask(
  path: string,
  { method = "GET", body, cookie, ...headers }: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(watch.url + path, {
    method,
    redirect: "manual",
    headers: { ...headers, ...(cookie !== undefined && { cookie }) },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, text, cookie: response.headers.get("set-cookie") };
}

const linkFor = (name: string): string =>
  watch.app.world.watch.signInLinks.make({ name, joinedAt: null }).slice(OWN.length);

async function comesIn(name: string, body = ""): Promise<string> {
  const { status, cookie } = await ask(linkFor(name), { method: "POST", body });
  expect(status).toBe(303);
  return cookie?.split(";")[0] ?? "";
}

const me = async (cookie: string): Promise<Record<string, unknown>> =>
  JSON.parse((await ask("/room/me", { cookie })).text) as Record<string, unknown>;

describe("reached from elsewhere, watchroom", () => {
  it("tells a browser that is nobody how to get in, and a program too", async () => {
    for (const path of ["/", "/playbooks", "/incidents/1"]) {
      const { status, text } = await ask(path, { accept: "text/html,*/*" });
      expect([path, status]).toEqual([path, 401]);
      expect(text).toContain("npx watchroom signin");
    }
    for (const path of ["/room/me", "/room/stream", "/api/v1/incidents"]) {
      const { status, text } = await ask(path, { accept: "text/event-stream" });
      expect([path, status]).toEqual([path, 401]);
      expect(JSON.parse(text)).toHaveProperty("error");
    }
    expect((await ask("/room/join", { method: "POST", body: '{"name":"Eve"}' })).status).toBe(401);
    expect((await ask("/assets/style.css")).status).toBe(200);
  });

  it("signs in by a link and a click, once, and not by the link alone", async () => {
    const link = linkFor("Ana María");
    for (const method of ["GET", "HEAD", "GET"]) {
      const { status, text, cookie } = await ask(link, { method });
      expect([status, cookie]).toEqual([200, null]);
      expect(method === "HEAD" || text.includes("Ana María is new here")).toBe(true);
    }

    const { status, cookie } = await ask(link, { method: "POST", body: "responder=yes" });

    expect(status).toBe(303);
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure$/);
    const ana = { cookie: cookie?.split(";")[0] ?? "" };
    expect(await me(ana.cookie)).toEqual({
      handle: "ana-maria",
      name: "Ana María",
      responder: true,
    });
    expect((await ask("/", ana)).status).toBe(200);
    expect((await ask("/api/v1/incidents", ana)).status).toBe(200);
    const acts = { ...ana, method: "POST", body: '{"by":"ana"}' };
    expect((await ask("/api/v1/incidents/1/resolve", acts)).status).toBe(401);
    for (const method of ["GET", "POST"]) {
      const again = await ask(link, { method });
      expect([again.status, again.cookie]).toEqual([410, null]);
      expect(again.text).toContain("This link was used already");
    }
  });

  it("knows somebody again by name, and lets them join as nobody else", async () => {
    const first = await comesIn("Bob");
    const second = await comesIn("bob", "responder=yes");
    expect(await me(second)).toEqual(await me(first));
    const join = (name: string): Promise<Answer> =>
      ask("/room/join", {
        method: "POST",
        cookie: first,
        body: JSON.stringify({ name, phone: true }),
      });

    expect((await join("Bob")).status).toBe(200);
    expect(await me(second)).toHaveProperty("responder", true);
    const other = await join("Mallory");
    expect([other.status, other.cookie]).toEqual([409, null]);
  });

  it("gives a link for another device to whoever asks, and to them alone", async () => {
    const cookie = await comesIn("Chidi");
    const body = JSON.stringify({ text: "/signin" });
    expect((await ask("/room/messages", { method: "POST", cookie, body })).status).toBe(201);
    const linkSeenBy = async (reader: string): Promise<string | undefined> => {
      const { text } = await ask("/room/messages", { cookie: reader });
      return /signin\/[\w-]+\.[\w-]+/.exec(text)?.[0];
    };

    const link = (await linkSeenBy(cookie)) ?? "";
    expect(await linkSeenBy(await comesIn("Dora"))).toBeUndefined();
    await watch.room.expectMessage(/Open this on the other device/);
    const phone = await ask(`/${link}`, { method: "POST" });
    expect(phone.status).toBe(303);
    expect(await me(phone.cookie?.split(";")[0] ?? "")).toHaveProperty("handle", "chidi");
    expect(Object.keys(parse(phone.cookie ?? ""))[0]).not.toContain("chidi");
  });

  it("gives a page for a phone number to whoever asks in the room, which no other site's page leads", async () => {
    const cookie = await comesIn("Gia");
    const body = JSON.stringify({ text: "/phone +64 21 555 0189" });
    await ask("/room/messages", {
      method: "POST",
      cookie,
      body: JSON.stringify({ text: "/phone" }),
    });
    await watch.room.expectMessage(/no phone number.*page of your own/);
    const { text } = await ask("/room/messages", { cookie });
    const link = `/phone/${/phone\/([\w-]+\.[\w-]+)/.exec(text)?.[1]}`;

    expect((await ask(link)).text).toContain("For Gia");
    const form = { method: "POST", body: "number=%2B64215550189" };
    expect((await ask(link, { ...form, origin: "https://evil.example" })).status).toBe(403);
    expect((await ask(link, { ...form, origin: OWN })).text).toMatch(/\+64…89 is kept, and not/);
    expect(await watch.app.world.watch.phones.pending("gia")).toBe("+64215550189");

    await ask("/room/messages", { method: "POST", cookie, body });
    await watch.room.expectMessage(/was not taken: others read this room/);
  });

  it("is not led by another site's page, and uses no link up for it", async () => {
    const link = linkFor("Ed");
    for (const origin of ["https://evil.example", "null"])
      expect((await ask(link, { method: "POST", origin })).status).toBe(403);
    const cookie = await comesIn("Ed");
    const body = '{"text":"hello"}';
    const write = { method: "POST", cookie, body };
    expect((await ask("/room/messages", { ...write, origin: "https://evil.example" })).status).toBe(
      403,
    );
    expect((await ask("/room/messages", { ...write, origin: OWN })).status).toBe(201);

    expect((await ask(link, { method: "POST", origin: OWN })).status).toBe(303);
  });

  it("takes no link that is not its own, or too old", async () => {
    const link = linkFor("Fay");
    const forged = [`${link}x`, link.replace("/signin/", "/signin/e30"), "/signin/e30.x"];
    for (const each of forged) expect((await ask(each, { method: "POST" })).status).toBe(410);

    await watch.advance({ minutes: 15 });

    expect((await ask(link)).text).toContain("This link is over");
    expect((await ask(link, { method: "POST" })).status).toBe(410);
  });

  it("signs in whoever came by Slack by their own handle; the phone on the page is theirs once they join there", async () => {
    const { people, signInLinks, notifiers } = watch.app.world.watch;
    const cleo = { v: 1, handle: "cleo-2", name: "Cleo", joinedAt: 5, responder: true } as const;
    await people.add({ ...cleo, zone: null, joinedBy: "slack" });
    const link = signInLinks.make(cleo).slice(OWN.length);
    const cookie = (await ask(link, { method: "POST" })).cookie?.split(";")[0] ?? "";
    const phone = async (): Promise<string | null> => {
      const person = await people.find("cleo-2");
      return person && ((await notifiers.get("voice")?.[0]?.destinationOf(person)) ?? null);
    };

    expect(await me(cookie)).toMatchObject({ handle: "cleo-2" });
    expect(await phone()).toBeNull();
    const body = '{"name":"Cleo","zone":"Asia/Tokyo"}';
    const joining = { method: "POST", body, cookie, "content-type": "application/json" };
    expect((await ask("/room/join", { ...joining, origin: OWN })).status).toBe(200);

    expect(await phone()).toBe("cleo-2");
    expect(await people.find("cleo-2")).toEqual({ ...cleo, zone: "Asia/Tokyo" });
    const taken = { ...joining, body: '{"name":"Cleo 2"}', cookie: await comesIn("Dan") };
    expect((await ask("/room/join", { ...taken, origin: OWN })).status).toBe(409);
  });
});
