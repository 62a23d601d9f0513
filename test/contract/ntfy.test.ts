import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createNtfy } from "../../src/adapters/ntfy/notifier.ts";
import type { Delivery, Notifier, PageMessage } from "../../src/ports/notifier.ts";
import { NtfyServer, type NtfyTrouble } from "../fakes/ntfy-server.ts";
import { pageExample } from "../support/card-examples.ts";
import { person } from "../support/in-memory-watch.ts";
import { memoryContacts, type MemoryContacts } from "../support/memory-contacts.ts";

const TOKEN = "tk_0123456789abcdefghijklmnopqrs";
const TOPIC = "watchroom-anas-own-topic";
const PAGE = pageExample({
  links: { view: "https://watch.test/a/v.1", acknowledge: "https://watch.test/a/a.1" },
});

let server: NtfyServer;
beforeEach(async () => {
  server = await new NtfyServer().start();
});
afterEach(() => server.stop());

const ntfy = (token: string | null = null, url = server.url): Notifier =>
  createNtfy({ url, token, contacts: memoryContacts() });
const patient = (): AbortSignal => AbortSignal.timeout(5_000);
const send = (page: Partial<PageMessage> = {}, by = ntfy()): Promise<Delivery> =>
  by.send({ ...PAGE, ...page }, TOPIC, patient());
const published = (): Promise<Delivery> => send();
const retried = { outcome: "failed", permanent: false };
const givenUp = { outcome: "failed", permanent: true };

describe("a page by ntfy", () => {
  it("is one message as JSON, with the page's link and a button that acknowledges", async () => {
    expect(await published()).toEqual({ outcome: "sent", providerId: "n1" });

    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]).toMatchObject({
      method: "POST",
      path: "/",
      contentType: "application/json",
      authorization: null,
    });
    expect(server.messages).toEqual([
      {
        id: "n1",
        topic: TOPIC,
        title: "Builds are queueing up",
        message: "Incident 17. Builds are queueing up, 8,200 of 5,000.",
        priority: 5,
        tags: ["rotating_light"],
        click: PAGE.links.view,
        actions: [
          {
            action: "http",
            label: "Acknowledge",
            url: PAGE.links.acknowledge,
            method: "POST",
            clear: true,
          },
        ],
      },
    ]);
  });

  it("is less loud when nothing critical is among it", async () => {
    await send({ urgent: false });

    expect(server.messages[0]).toMatchObject({ priority: 4, tags: ["warning"] });
  });

  it("shows the token that is configured, and else a name and a password of the address", async () => {
    await send({}, ntfy(TOKEN));
    await send({}, ntfy(null, server.url.replace("//", "//bot:pa%20ss@")));

    expect(server.heard.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Basic ${Buffer.from("bot:pa ss").toString("base64")}`,
    ]);
  });

  it.each([
    ["of many bytes for each character", "\u{1F525}".repeat(3_000)],
    ["that grows in JSON", '"\n'.repeat(4_000)],
    ["of plain letters", "x".repeat(10_000)],
  ])("fits into a message and its envelope, whatever its text %s", async (_what, text) => {
    expect(await send({ text, title: text })).toMatchObject({ outcome: "sent" });

    const [message] = server.messages;
    expect(message?.message.endsWith("…")).toBe(true);
    expect(message?.message.length).toBeGreaterThan(700);
    expect(message?.message).not.toMatch(/[\uD800-\uDBFF]…/);
    expect(Buffer.byteLength(message?.title ?? "")).toBeLessThanOrEqual(200);
  });
});

describe("a page by ntfy that nobody is needed for any more", () => {
  let contacts: MemoryContacts;
  const reachable = (): Notifier => createNtfy({ url: server.url, token: TOKEN, contacts });
  const stop = (page: Partial<PageMessage>): Promise<Delivery> =>
    reachable().stop("n1", patient(), { ...PAGE, ...page });

  beforeEach(async () => {
    contacts = memoryContacts();
    await contacts.set({ handle: "ana", method: "push", value: TOPIC, at: 0 });
    await published();
  });

  it.each<readonly [PageMessage["standing"], string]>([
    [{ kind: "acknowledged", by: ["Ana", "Béla"] }, "Acknowledged by Ana and Béla."],
    [{ kind: "resolved" }, "It is over."],
    [{ kind: "silenced" }, "It is silenced."],
    [{ kind: "open" }, "You are not needed for this now."],
  ])("is replaced in its place, without a sound or a button: %j", async (standing, words) => {
    expect(await stop({ standing, title: "Wörter, 5 \u{1F525}" })).toEqual({
      outcome: "sent",
      providerId: "n1",
    });

    expect(server.shown(TOPIC)).toEqual([
      {
        id: "n2",
        replaces: "n1",
        topic: TOPIC,
        title: "Wörter, 5 \u{1F525}",
        message: `${words}\n${PAGE.text}`,
        priority: 1,
        tags: ["white_check_mark"],
        click: PAGE.links.view,
        actions: [],
      },
    ]);
    expect(server.heard.at(-1)?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it("says so in no more than a message has room for", async () => {
    await stop({ standing: { kind: "resolved" }, title: "t".repeat(999), text: "é".repeat(9_999) });

    const [shown] = server.shown(TOPIC);
    expect(Buffer.byteLength(shown?.message ?? "")).toBeLessThanOrEqual(3_000);
    expect(Buffer.byteLength(shown?.title ?? "")).toBeLessThanOrEqual(200);
  });

  it("stays as it was on a server that cannot replace, and nothing is shown twice", async () => {
    server.isOld = true;

    expect(await stop({ standing: { kind: "resolved" } })).toMatchObject({ outcome: "sent" });

    expect(server.messages).toHaveLength(1);
    expect(server.heard).toHaveLength(2);
  });

  it("is tried again when the server does not take it", async () => {
    server.fails({ status: 503 });

    expect(await stop({ standing: { kind: "resolved" } })).toMatchObject({
      ...retried,
      reason: "server-error",
    });
  });

  it("is left alone when its person has no topic any more", async () => {
    contacts.kept.clear();

    expect(await stop({ standing: { kind: "resolved" } })).toMatchObject({ outcome: "sent" });
    expect(server.heard).toHaveLength(1);
  });
});

const REFUSALS: readonly (readonly [string, NtfyTrouble, object])[] = [
  ["400", { status: 400 }, { ...givenUp, reason: "rejected" }],
  ["401", { status: 401 }, { ...givenUp, reason: "unauthorized" }],
  ["403", { status: 403 }, { ...givenUp, reason: "unauthorized" }],
  ["404", { status: 404 }, { ...givenUp, reason: "bad-destination" }],
  ["413", { status: 413 }, { ...givenUp, reason: "rejected" }],
  ["a redirect", { status: 301, headers: { location: "/x" } }, { ...givenUp, reason: "rejected" }],
  ["429", { status: 429 }, { ...retried, reason: "rate-limited" }],
  [
    "429 with a time",
    { status: 429, headers: { "retry-after": "7" } },
    { ...retried, reason: "rate-limited", retryAfterMs: 7_000 },
  ],
  [
    "429 with a time that is no number",
    { status: 429, headers: { "retry-after": "-1e9" } },
    { ...retried, reason: "rate-limited" },
  ],
  [
    "a day that is full",
    { status: 429, body: '{"code":42908,"http":429}' },
    { ...givenUp, reason: "rate-limited" },
  ],
  ["500", { status: 500 }, { ...retried, reason: "server-error" }],
  ["503", { status: 503 }, { ...retried, reason: "server-error" }],
  ["no answer", "reset", { ...retried, reason: "server-error" }],
  ["a broken body", { status: 200, body: '{"id":"n' }, { ...retried, reason: "server-error" }],
  ["something that is no ntfy", { status: 200, body: "<html>" }, { reason: "server-error" }],
  ["an empty id", { status: 200, body: '{"id":""}' }, { reason: "server-error" }],
  [
    "a body without an end",
    { status: 200, body: "x".repeat(100_000) },
    { ...retried, reason: "server-error" },
  ],
];

describe("a page that ntfy does not take", () => {
  it.each(REFUSALS)("for %s is told as it is, after one request", async (_what, trouble, told) => {
    server.fails(trouble);

    expect(await published()).toMatchObject(told);

    expect(server.heard).toHaveLength(1);
    expect(server.messages).toEqual([]);
  });

  it("for a wrong token is given up", async () => {
    server.token = TOKEN;

    expect(await send({}, ntfy("tk_wrong"))).toMatchObject({ ...givenUp, reason: "unauthorized" });
    expect(await send({}, ntfy(TOKEN))).toMatchObject({ outcome: "sent" });
  });

  it("because it hangs is cut off by whoever sends it", async () => {
    server.fails("hang");

    expect(await ntfy().send(PAGE, TOPIC, AbortSignal.timeout(50))).toMatchObject({
      ...retried,
      reason: "timeout",
    });
  });

  it("because nobody listens there is tried again", async () => {
    const gone = await new NtfyServer().start();
    await gone.stop();

    expect(await send({}, ntfy(null, gone.url))).toMatchObject({
      ...retried,
      reason: "unreachable",
    });
  });

  it("says why without the token, the topic or the text", async () => {
    server.fails({ status: 401, body: `${TOKEN} ${TOPIC}` });

    const said = JSON.stringify(await send({}, ntfy(TOKEN)));

    for (const secret of [TOKEN, TOPIC, "Builds", "127.0.0.1"]) expect(said).not.toContain(secret);
  });
});

describe("a responder", () => {
  it("is reached at the topic that was made for them, and nobody without one", async () => {
    const contacts = memoryContacts();
    const notifier = createNtfy({ url: server.url, token: null, contacts });
    await contacts.set({ handle: "ana", method: "push", value: TOPIC, at: 0 });
    contacts.kept.set("cy|push", { state: "unreadable" });

    expect(await notifier.destinationOf(person("ana"))).toBe(TOPIC);
    expect(await notifier.destinationOf(person("ana", { responder: false }))).toBeNull();
    expect(await notifier.destinationOf(person("bob"))).toBeNull();
    expect(await notifier.destinationOf(person("cy"))).toBeNull();
  });

  it("gets a topic that nobody can guess, and is told where to subscribe", () => {
    const made = Array.from({ length: 50 }, () => ntfy().invite?.());

    expect(new Set(made.map((one) => one?.destination)).size).toBe(50);
    for (const one of made) expect(one?.destination).toMatch(/^watchroom-[-_A-Za-z0-9]{24}$/);
    expect(made[0]?.how).toContain(`${server.url}/${made[0]?.destination}`);
  });

  it("is not told the name and the password in the server's address", () => {
    const { how } = ntfy(null, "https://bot:hidden@ntfy.test/").invite?.() ?? { how: "" };

    expect(how).toContain("https://ntfy.test/watchroom-");
    expect(how).not.toMatch(/bot|hidden/);
  });
});

describe("a look at the server", () => {
  const probed = (token: string | null = null, url = server.url) =>
    ntfy(token, url).probe(patient());

  it("contacts nobody, and says that it is well", async () => {
    expect(await probed()).toEqual({ ok: true, said: "ntfy is well; 250 messages left today" });
    expect(await probed(TOKEN)).toMatchObject({
      ok: true,
      said: "ntfy is well and knows our token; 250 messages left today",
    });
    expect(server.heard.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("does not mind a server that keeps no accounts", async () => {
    server.messagesRemaining = null;

    expect(await probed(TOKEN)).toEqual({ ok: true, said: "ntfy is well" });
  });

  it.each<readonly [string, (it: NtfyServer) => void, RegExp]>([
    ["a wrong token", (it) => (it.token = "tk_other"), /refuses our token.*NTFY_TOKEN/],
    ["a server that is not healthy", (it) => (it.isHealthy = false), /not healthy/],
    ["a day that is full", (it) => (it.messagesRemaining = 0), /no more messages.*today/],
  ])("finds %s", async (_what, break_, words) => {
    break_(server);

    const answer = await probed(TOKEN);

    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).toMatch(words);
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
  });

  it("finds an address where no ntfy is, or nobody", async () => {
    expect(await probed(null, `${server.url}/elsewhere`)).toMatchObject({
      ok: false,
      said: "no ntfy answers at NTFY_URL",
    });
    const gone = await new NtfyServer().start();
    await gone.stop();
    expect(await probed(null, gone.url)).toMatchObject({
      ok: false,
      said: "ntfy cannot be reached",
    });
  });
});
