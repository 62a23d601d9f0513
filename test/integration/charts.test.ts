import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppParts } from "../../src/app-parts.ts";
import { compileInProcess, ESCALATION } from "../support/book.ts";
import { drawInProcess } from "../support/draw.ts";
import { chunksOf } from "../support/png.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

const HOSTS = `# Hosts

## Memory is running out

\`\`\`yaml alert
name: memory-high
source: host
measure: memory
above: 0
every: 30s
severity: warning
\`\`\`

1. Look at \`free -m\`.
`;

interface Shown {
  readonly messages: readonly {
    readonly html: string;
    readonly card: { readonly chart: { readonly src: string; readonly alt: string } | null } | null;
  }[];
}

describe("charts", () => {
  let watch: Harness;
  let ana: Member;
  let draw: AppParts["thread"]["draw"];
  let drawn = 0;

  beforeEach(async () => {
    drawn = 0;
    draw = drawInProcess;
    watch = await startWatchroom({
      book: { "escalation.md": ESCALATION, "hosts.md": HOSTS },
      thread: {
        compile: compileInProcess,
        draw: (spec) => {
          drawn += 1;
          return draw(spec);
        },
      },
    });
    ana = await watch.joins("Ana");
    await watch.advance({ seconds: 30 });
    await watch.collect();
    await watch.room.expectCard(/Memory is running out/);
  });
  afterEach(() => watch.close());

  const messages = async (): Promise<Shown["messages"]> =>
    (await ana.get<Shown>("/room/messages")).messages;
  const cardChart = async (): Promise<string> => {
    const chart = (await messages()).find(({ card }) => card)?.card?.chart;
    expect(chart?.alt).toMatch(/^Chart: Memory is running out, [\d.]+ of 0$/);
    return chart!.src;
  };

  it("are on the card of an incident, and drawn when somebody fetches them, without a cookie", async () => {
    const path = await cardChart();
    expect(drawn).toBe(0);

    const pictures = await Promise.all([1, 2, 3].map(() => fetch(watch.url + path)));

    const [first] = pictures;
    expect(first!.headers.get("content-type")).toBe("image/png");
    expect(first!.headers.get("cache-control")).toBe("public, max-age=10");
    const png = new Uint8Array(await first!.arrayBuffer());
    expect(chunksOf(png)[0]?.type).toBe("IHDR");
    expect(png.length).toBeLessThan(60_000);
    expect(drawn).toBe(1);
  });

  it("may be kept for ever once their range is over", async () => {
    const path = await cardChart();
    await watch.advance({ minutes: 3 });
    await ana.reacts("eyes", 1);

    const picture = await fetch(watch.url + path);

    expect(picture.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(await cardChart()).not.toBe(path);
  });

  it("are shown to the whole room when somebody asks for one", async () => {
    await ana.says("@watchroom chart memory-high 2h");
    await watch.room.expectMessage(/Memory is running out.*threshold above 0, highest/);

    const { html } = (await messages()).at(-1)!;
    const [, path, alt] = /<img src="(\/charts\/[\w.-]+\.png)" alt="([^"]*)">/.exec(html) ?? [];

    expect(alt).toMatch(/^Chart: Memory is running out/);
    expect((await fetch(watch.url + path)).status).toBe(200);
  });

  it("are on the page of the incident", async () => {
    const page = await (await fetch(`${watch.url}/incidents/1`)).text();
    const [, path] = /<img [^>]*src="([^"]*)"/.exec(page) ?? [];

    expect((await fetch(watch.url + path)).status).toBe(200);
  });

  it("are not found at an address that nobody signed", async () => {
    const unsigned = ["nothing.png", "a.b.png", "..%2Fx.png", ""].map((name) => `/charts/${name}`);
    const statuses = [...unsigned, (await cardChart()).replace(".png", "")].map(
      async (path) => (await fetch(watch.url + path)).status,
    );

    expect(new Set(await Promise.all(statuses))).toEqual(new Set([404]));
    expect(drawn).toBe(0);
  });

  it("are asked for again later while the thread is busy", async () => {
    draw = () => Promise.resolve({ ok: false, reason: "too much is waiting already" });
    const path = await cardChart();
    const refused = await fetch(watch.url + path);

    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await refused.json()).toEqual({
      error:
        "The chart cannot be drawn right now: too much is waiting already. Ask again in a few seconds.",
    });
    draw = drawInProcess;
    expect((await fetch(watch.url + path)).status).toBe(200);
  });
});
