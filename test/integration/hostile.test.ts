import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RoomMessage } from "../../src/ports/local-room-records.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

const LIVE = /<(script|img|b|i|a|h1|strong|em)\b/i;
/** Controls, what hides or reverses text, and halves of a pair. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cs}]|[\u202a-\u202e\u2066-\u2069]/u;
const HALF = "\ud83d";

const NAME = `<script>alert(1)</script> **bold** <!channel> [x](javascript:alert(1)) \u0007\u202egnp ${HALF}`;
const SHOWN_NAME = "<script>alert(1)</script> **bold** <!channel> [x](javascript:alert(1)) gnp";

interface Shown {
  readonly messages: readonly (RoomMessage & { readonly card: CardJson | null })[];
}
interface CardJson {
  readonly title: string;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly standing: string;
}

describe("text from outside", () => {
  let watch: Harness;
  let ana: Member;

  beforeEach(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  const card = async (): Promise<CardJson & { readonly text: string }> => {
    const { messages } = await ana.get<Shown>("/room/messages");
    const message = messages.find((m) => m.card !== null);
    if (!message?.card) throw new Error("there is no card");
    expect(message.html).toBe("");
    return { ...message.card, text: message.text };
  };
  const answered = async (line: string, text: RegExp): Promise<string> => {
    await ana.says(line);
    const { html } = await watch.room.expectMessage(text);
    expect(html).not.toMatch(LIVE);
    expect(html).not.toMatch(INVISIBLE);
    return html;
  };

  it("is shown on the card as it was written, without what cannot be seen", async () => {
    await watch.fire(NAME, { summary: `<img src=x>\u0000\u001b[31m\nsecond ${HALF} line` });
    await watch.room.expectCard(/alert/);

    const { title, summary, text } = await card();
    expect(title).toBe(SHOWN_NAME);
    expect(summary).toBe("<img src=x>[31m\nsecond  line");
    expect(text).toContain(`#1 ${SHOWN_NAME} (critical, triggered)\n<img src=x>`);
    expect(text).not.toMatch(INVISIBLE);
  });

  it("is cut with a mark where it is too long", async () => {
    const long = "🚨".repeat(5_000);
    const labels = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`${i}${long}`, `${long}\u202e`]),
    );
    await watch.fire(long, { summary: long, labels });
    await watch.room.expectCard(/🚨…/);

    const shown = await card();
    expect(Array.from(shown.title).length).toBeLessThanOrEqual(150);
    expect(Array.from(shown.summary).length).toBeLessThanOrEqual(500);
    for (const text of [shown.title, shown.summary, ...Object.entries(shown.labels).flat()])
      expect(text).toMatch(/^\d{0,2}(🚨)+…$/u);
    expect(Object.keys(shown.labels)).toHaveLength(12);
    expect(shown.text.length).toBeLessThan(10_000);
  });

  it("rings the phone all the same, in plain words", async () => {
    await watch.fire(NAME);
    await watch.fire("x".repeat(10_000));
    await watch.room.expectCard(/alert/);
    await watch.room.expectCard(/xxx…/);

    await watch.advance({ minutes: 10, seconds: 10 });

    const pages = await watch.phone("ana").pages();
    const text = pages.map((page) => page.text).join(" ");
    expect(text).toContain(SHOWN_NAME);
    expect(text).toMatch(/x{100}x*…/);
    expect(text).not.toMatch(/x{150}/);
    expect(text).not.toMatch(INVISIBLE);
    for (const _ of pages) await watch.phone("ana").expectPush(/Incident/);
  });

  it("is text in the answers of every command that repeats it", async () => {
    await watch.joins("Bob");
    await watch.fire(NAME);
    await watch.room.expectCard(/alert/);

    const list = await answered("@watchroom incidents", /#1/);
    expect(list).toContain("&#x3C;script>alert(1)&#x3C;/script> **bold** &#x3C;!channel>");
    await answered(`@watchroom handoff @bob ${NAME}`, /asks you to take over/);
    await answered(`@watchroom silence ${NAME} for 2h`, /is silent until 14:00/);
    await answered(`@watchroom unsilence ${NAME} x`, /There is no alert named/);
    await answered("@watchroom playbook <img>\u202e**zzqq**", /no section/);
    await answered(`@watchroom ${NAME}`, /is no command/);
    await answered(`@watchroom escalate #1 to ${NAME.split(" ")[0]}`, /Nobody here is called/);
    await answered(`playbook ${"x".repeat(5_000)}`, /no section for “x{20,60}…”/);
  });

  it("does not make the list of open incidents endless", async () => {
    await watch.fireTogether(...Array.from({ length: 30 }, (_, i) => `${i} ${"y".repeat(10_000)}`));
    for (let number = 1; number <= 30; number += 1)
      await watch.room.expectCard(new RegExp(`^#${number} `));

    const html = await answered("@watchroom incidents", /… and 10 more/);
    expect(html.length).toBeLessThan(10_000);
  });

  it("is text on the page of the incident", async () => {
    await watch.fire(NAME, { summary: "<img src=x onerror=alert(1)>", labels: { "<b>": "<i>" } });
    await watch.room.expectCard(/alert/);

    const html = await (await fetch(`${watch.api.base}/incidents/1`)).text();
    expect(html).toContain("&lt;script&gt;alert(1)");
    expect(html).not.toMatch(/<(script|img|b|i|strong)\b/i);
  });

  it("is text where somebody acknowledges under a hostile name", async () => {
    await watch.fire("builds-queue-backlog");
    await watch.api.post("/api/v1/incidents/1/acknowledge", { by: `\u202e<b>Eve</b>${HALF}` });
    await watch.idle();

    await watch.room.expectCard(/\n<b>Eve<\/b> has it\./);
    expect(await watch.incident(1)).toMatchObject({ acknowledgedBy: { name: "<b>Eve</b>" } });
    await answered("@watchroom incidents", /has it/);
  });
});

describe("what members write", () => {
  let watch: Harness;
  let ana: Member;

  beforeAll(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
  });
  afterAll(() => watch.close());

  const html = async (text: string): Promise<string> =>
    (await ana.post<RoomMessage>("/room/messages", { text })).body.html;

  it("is Markdown", async () => {
    expect(await html("**bold** and `code`")).toBe(
      "<p><strong>bold</strong> and <code>code</code></p>",
    );
    expect(await html("[the book](https://example.com/book)")).toMatch(
      /<a href="https:\/\/example\.com\/book"[^>]*>the book<\/a>/,
    );
  });

  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](https://evil.test/tracker.png)",
    '<a href="https://evil.test" onclick="alert(1)">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "<style>*{display:none}</style>",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "```<script>\nalert(1)\n```",
  ])("and never live: %s", async (text) => {
    expect(await html(text)).not.toMatch(
      /<(script|img|svg|style|iframe)\b|<[^>]*(javascript:|data:|\son\w+\s*=)/i,
    );
  });

  it("is refused past 10,000 characters, and nothing of it is posted", async () => {
    const answer = await ana.post("/room/messages", { text: "x".repeat(10_001) });

    expect([answer.status, answer.body]).toMatchObject([
      400,
      { problems: [{ path: "text", message: "at most 10,000 characters" }] },
    ]);
    const { messages } = await ana.get<Shown>("/room/messages");
    expect(messages.filter(({ text }) => text.startsWith("xxx"))).toEqual([]);
  });

  it("comes from a name without anything invisible in it", async () => {
    const eve = await watch.joins("Eve\u202e<b>");
    await eve.says("Good morning.");

    const { messages } = await ana.get<Shown>("/room/messages");
    expect(messages.at(-1)).toMatchObject({ text: "Good morning.", authorName: "Eve<b>" });
  });
});
