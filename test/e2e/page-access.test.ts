import { readdir, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RoomServer } from "../fakes/room-server.ts";
import {
  goAway,
  focusedId,
  focusedText,
  join,
  launchBrowser,
  newPerson,
  newScreen,
  overflow,
  type Person,
  type Screen,
} from "../support/browser.ts";
import { aMessage, anIncident, aPage } from "../support/room-examples.ts";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What is found depends on the width, or on the colours; on nothing that is of both. */
const SCREENS: readonly [string, Screen][] = [
  ["wide and light", {}],
  ["narrow and dark", { width: 380, dark: true }],
];
/** The element that has the focus, when nothing shows that it has it. */
const BARE = `(() => {
  const element = document.activeElement;
  return element === document.body || getComputedStyle(element).outlineStyle === "solid" ? null : element.outerHTML;
})()`;

let browser: Browser;
let room: RoomServer;
let ana: Person;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  room = await new RoomServer().start();
});
afterEach(async () => {
  await goAway(ana);
  await room.stop();
});

async function arrive(screen: Screen = {}): Promise<Page> {
  ana = await newPerson(await newScreen(browser, screen), room.url);
  return ana.page;
}

/** Every rule of axe, best practices included; evaluated from outside, so the page's policy stays as strict as it is. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const result = await page.evaluate(async () => {
    const axe = Reflect.get(globalThis, "axe") as {
      run(): Promise<{
        violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
      }>;
    };
    return axe.run();
  });
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

function fillRoom(): void {
  room.people.set("bob", { handle: "bob", name: "Bob", responder: true });
  room.people.set("chidi", { handle: "chidi", name: "Chidi", responder: false });
  room.show(
    aMessage({
      html: "<p>Read <a href='https://example.org'>this</a> and <code>that</code>.</p><pre><code>one\ntwo</code></pre>",
      reactions: [{ emoji: "+1", by: "ana", byName: "Ana" }],
    }),
  );
  room.show(
    anIncident({
      number: 1,
      status: "resolved",
      resolvedAt: Date.now(),
      callsAt: null,
      resolvedBy: "Bob",
      standing: "Resolved by Bob.",
    }),
  );
  room.show(
    anIncident(
      {
        number: 2,
        status: "acknowledged",
        acknowledgedBy: "Ana",
        callsAt: null,
        standing: "Ana has it.",
      },
      { reactions: [{ emoji: "eyes", by: "ana", byName: "Ana" }] },
    ),
  );
  room.show(
    anIncident({
      number: 3,
      severity: "warning",
      callsAt: null,
      remarks: ["The book has no section for it."],
    }),
  );
  room.show(aMessage({ loud: true, bot: true, text: "Nobody can be called." }));
  room.show(aMessage({ private: true, bot: true, text: "Usage: ack" }));
  room.show(anIncident({ number: 4 }));
}

describe.each(SCREENS)("axe finds nothing, %s", (_name, screen) => {
  it("in the form that asks for a name", async () => {
    const page = await arrive(screen);
    await page.locator("#join").waitFor();

    expect(await findings(page)).toEqual([]);
  });

  it("in an empty room, with everything opened that opens", async () => {
    const page = await arrive(screen);
    await join(ana, "Ana", { phone: true });
    await page.locator("#people-toggle").click();
    await page.locator("#text").fill("/");
    await page.getByRole("option").first().waitFor();

    expect(await findings(page)).toEqual([]);
  });

  it("in a full room while the phone rings and something is wrong", async () => {
    const page = await arrive(screen);
    await join(ana, "Ana", { phone: true });
    fillRoom();
    room.ring(aPage());
    room.trouble("Redis is away. What you write waits.");
    await page.getByText("Call: ringing").waitFor();
    await page.locator(".picker summary").last().click();

    expect(await findings(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it("in what is shown to somebody who left", async () => {
    const page = await arrive(screen);
    await join(ana, "Ana");
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByText("You have left").waitFor();

    expect(await findings(page)).toEqual([]);
  });
});

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let n = 0; n < 60 && !name.test(await focusedText(page)); n += 1)
    await page.keyboard.press("Tab");
  if (!name.test(await focusedText(page))) throw new Error(`Tab does not lead to ${name.source}.`);
}

describe("the keyboard alone", () => {
  it("joins, reads, reacts, writes, answers the phone and leaves", async () => {
    const page = await arrive();
    await page.locator("#join").waitFor();
    await page.keyboard.type("Ana");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.getByText("You are Ana").waitFor();
    room.show(aMessage({ text: "Good evening." }));
    room.show(anIncident());
    await page.locator("article.card").waitFor();

    await tabTo(page, /^Skip to the messages$/);
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    expect(await focusedText(page)).toContain("Good evening.");
    await tabTo(page, /^React$/);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /thumbs up, by Ana/ }).waitFor();
    expect(await focusedText(page)).toBe("React");

    await page.keyboard.press("ArrowDown");
    await tabTo(page, /^Acknowledge/);
    await page.keyboard.press("Enter");
    await page.locator("article.card").getByText("Ana has it.").waitFor();
    expect(await focusedText(page)).toMatch(/^Acknowledge/);

    room.ring(aPage());
    await page.getByText("Call: ringing").waitFor();
    await page.locator("#phone").focus();
    await page.keyboard.press("1");
    await page.locator("#phone").getByText("Acknowledged. The room is told.").waitFor();

    await tabTo(page, /^Playbook$/);
    await page.locator("#text").focus();
    await page.keyboard.type("On it.");
    await page.keyboard.press("Enter");
    await page.locator("#messages").getByText("On it.").waitFor();
  });

  it("keeps its place when the button it is on disappears", async () => {
    const page = await arrive();
    await join(ana, "Ana");
    room.show(anIncident());
    await page.getByRole("button", { name: "Escalate" }).focus();

    room.changeCard(17, {
      status: "resolved",
      resolvedAt: Date.now(),
      standing: "Recovered by itself.",
    });
    await page.locator("article.card").getByText("Recovered by itself.").waitFor();

    expect(await focusedId(page)).toBe("incident-17");
  });

  it("shows where the focus is, on everything that takes it", async () => {
    const page = await arrive();
    await join(ana, "Ana", { phone: true });
    fillRoom();
    await page.locator("#messages").getByText("Nobody can be called.").waitFor();
    const bare: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate<string | null>(BARE);
      if (seen !== null) bare.push(seen);
    }

    expect(bare).toEqual([]);
  });
});

describe("what the browser is given", () => {
  it("is less than 30 kB of script", async () => {
    await arrive();
    const folder = new URL("../../dist/http/page/", import.meta.url);
    const scripts = (await readdir(folder)).filter((name) => name.endsWith(".js"));
    const sizes = await Promise.all(
      scripts.map(async (name) => (await stat(new URL(name, folder))).size),
    );

    expect(scripts).toContain("main.js");
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
  });
});
