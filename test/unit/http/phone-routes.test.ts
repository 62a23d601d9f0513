import { beforeEach, describe, expect, it } from "vitest";
import { createInward } from "../../../src/commands/inward.ts";
import { phoneRoutes } from "../../../src/http/phone-routes.ts";
import { MINUTE } from "../../../src/lib/durations.ts";
import type { WebRequest } from "../../../src/ports/web.ts";
import { person, wayOut, type World, world } from "../../support/in-memory-watch.ts";

const NUMBER = "+64215550189";
const ana = person("ana", { name: "Ana <b>" });
let the: World;
let used: Set<string>;
let token: string;

beforeEach(() => {
  the = world(ana, person("bob"));
  used = new Set();
  Object.assign(the.watch, {
    signIns: {
      isUsed: async (id: string) => used.has(id),
      use: async (id: string) => used.add(id),
    },
  });
  the.notifiers.set("sms", {
    ...wayOut("sms", []),
    name: "twilio",
    timeoutMs: 1_000,
    tell: async () => ({ outcome: "sent", providerId: null }),
  });
  token = tokenOf(the.watch.phoneLinks.make(ana));
});

const tokenOf = (link: string): string => link.replace("http://watch.test/phone/", "");

async function opens(body?: Record<string, string>): Promise<{ status: number; html: string }> {
  const method = body === undefined ? "GET" : "POST";
  const route = phoneRoutes(the.watch, createInward(the.watch)).find((r) => r.method === method);
  const reply = await route!.handle({
    params: { token },
    body,
  } as Partial<WebRequest> as WebRequest);
  if (!("status" in reply)) throw new Error("no page");
  expect(reply.headers).toMatchObject({
    "cache-control": "no-store",
    "content-security-policy": expect.stringContaining("form-action 'self'"),
  });
  const html = String(reply.body);
  expect(html).not.toMatch(/<script|<b>|0189/);
  return { status: reply.status, html };
}
const code = (): string => the.phones.codes.get("ana")?.code ?? "";

describe("the page for a phone number", () => {
  it("takes a number, then its code, and is over then", async () => {
    const empty = await opens();
    expect(empty.html).toContain("For Ana &lt;b&gt;");
    expect(empty.html).not.toContain('name="code"');

    const asks = await opens({ number: "+64 21 555 0189" });
    expect(asks.html).toMatch(/A code is on its way to \+64…89/);
    expect(asks.html).toContain('name="code"');
    expect((await opens()).html).toContain('name="code"');

    const other = code() === "000000" ? "111111" : "000000";
    expect((await opens({ code: other })).html).toMatch(/not the code.*4 tries left/);

    const done = await opens({ code: `${code().slice(0, 3)} ${code().slice(3)}` });
    expect(done.html).toMatch(/\+64…89 is verified/);
    expect(done.html).not.toContain("<form");
    expect(await the.phones.numberFor("ana", "sms")).toBe(NUMBER);
    for (const again of [undefined, { number: NUMBER }])
      expect(await opens(again)).toMatchObject({ status: 410 });
  });

  it("takes a key of Pushover where that is set up", async () => {
    expect((await opens()).html).not.toContain("Pushover");
    const asked: string[] = [];
    the.notifiers.set("push", {
      ...wayOut("push", []),
      name: "pushover",
      accepts: async (key) => {
        asked.push(key);
        return { outcome: "failed", reason: "bad-destination", permanent: true };
      },
    });
    const key = "u".repeat(30);

    expect((await opens()).html).toContain('name="pushover"');
    expect((await opens({ pushover: ` ${key} ` })).html).toMatch(/this key reaches nobody/);
    expect((await opens({ pushover: "remove push" })).html).toMatch(/That is no user key/);
    expect(asked).toEqual([key]);
  });

  it("does nothing else than what its fields are for", async () => {
    the.phones.has("ana", NUMBER);
    for (const number of ["remove", "test", "021 555", ""])
      expect((await opens({ number })).html).toMatch(/That is no phone number/);
    expect((await opens({})).html).toMatch(/That is no phone number/);
    expect((await opens({ code: "remove" })).html).toMatch(/That is no code/);
    expect((await opens({ call: "yes" })).html).toMatch(/verified already/);
    expect(the.phones.known.has("ana")).toBe(true);
  });

  it("opens for fifteen minutes, for its person, by a whole link of ours", async () => {
    const good = token;
    the.now += 15 * MINUTE - 1;
    expect((await opens()).status).toBe(200);
    the.now += 1;
    expect((await opens()).status).toBe(410);
    the.now -= MINUTE;

    for (token of [`${good}x`, `${good}.x`, good.slice(0, -1), "", "a.b"])
      expect(await opens({ number: NUMBER })).toMatchObject({ status: 410 });
    token = good;
    the.people = [{ ...ana, joinedAt: ana.joinedAt + 1 }];
    expect((await opens()).status).toBe(410);
    the.people = [{ ...ana, mergedInto: "bob" }];
    expect((await opens()).status).toBe(410);
  });
});
