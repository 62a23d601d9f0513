import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RoomServer } from "../fakes/room-server.ts";
import {
  goAway,
  appears,
  focusedId,
  join,
  launchBrowser,
  newPerson,
  newScreen,
  type Person,
} from "../support/browser.ts";
import { aMessage, anIncident } from "../support/room-examples.ts";

let browser: Browser;
let room: RoomServer;
let ana: Person;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  room = await new RoomServer().start();
  ana = await newPerson(await newScreen(browser), room.url);
  page = ana.page;
  await join(ana, "Ana", { phone: true });
});
afterEach(async () => {
  await goAway(ana);
  await room.stop();
});

const text = (): Promise<string> => page.locator("#text").inputValue();
const bar = (): ReturnType<Page["locator"]> => page.locator("#bar");

describe("a server that restarts", () => {
  it("is waited for, with what was typed, the focus and the place kept, and nothing missed", async () => {
    for (let n = 1; n <= 60; n += 1) room.show(aMessage({ text: `Line ${n}` }));
    room.show(anIncident());
    await page.locator("article.card").waitFor();
    await page.locator("#log").evaluate((log) => log.scrollTo(0, 100));
    await page.locator("#text").fill("half a sent");

    await room.stop();
    room.messages.push(aMessage({ text: "Said meanwhile" }));
    await bar().getByText("Connection lost. Trying again.").waitFor();
    await room.start();
    room.changeCard(17, {
      status: "acknowledged",
      acknowledgedBy: "Bob",
      standing: "Bob has it.",
      callsAt: null,
    });

    await page.locator("#messages").getByText("Said meanwhile").waitFor({ state: "attached" });
    await bar().waitFor({ state: "hidden" });
    await page.locator("article.card").getByText("Bob has it.").waitFor({ state: "attached" });
    expect(await text()).toBe("half a sent");
    expect(await focusedId(page)).toBe("text");
    expect(await page.locator("#log").evaluate((log) => log.scrollTop)).toBe(100);
    expect(await page.getByRole("button", { name: "New messages" }).isVisible()).toBe(true);
    expect(await page.locator(".message").count()).toBe(62);
  });

  it("is not mentioned when it is back at once", async () => {
    await room.stop();
    await room.start();
    room.show(aMessage({ text: "Still here" }));
    await page.locator("#messages").getByText("Still here").waitFor();

    expect(await bar().isVisible()).toBe(false);
  });

  it("is asked again after it refused the stream, which a browser takes as final", async () => {
    room.refusesStreams = true;
    await room.stop();
    await room.start();
    await bar().getByText("Connection lost. Trying again.").waitFor();

    room.refusesStreams = false;
    await expect.poll(() => bar().isVisible(), { timeout: 5_000 }).toBe(false);
    room.show(aMessage({ text: "Here again" }));

    expect(await appears(page.locator("#messages").getByText("Here again"))).toBe(true);
  });

  it("asks for the name again when the room no longer knows who this is", async () => {
    await room.stop();
    room.people.clear();
    await room.start();

    expect(await appears(page.getByLabel("Your name"))).toBe(true);
  });
});

describe("a store that is away", () => {
  it("is said for as long as it lasts", async () => {
    room.trouble("Redis is away. Alerts are not taken in.");
    await bar().getByText("Redis is away.").waitFor();

    room.trouble(null);
    await expect.poll(() => bar().isVisible(), { timeout: 5_000 }).toBe(false);
  });

  it("keeps what was typed and sends it by itself once it can", async () => {
    room.isAway = true;
    await page.locator("#text").fill("Anybody there?");
    await page.keyboard.press("Enter");
    await page
      .locator("#notice")
      .getByText("Not sent yet. The room's store is away. Trying again.")
      .waitFor();
    expect(await text()).toBe("Anybody there?");

    room.isAway = false;
    await page.locator("#messages").getByText("Anybody there?").waitFor();
    await expect.poll(text).toBe("");
    expect(room.messages.filter((message) => message.text === "Anybody there?")).toHaveLength(1);
  });

  it("does not send what was changed meanwhile", async () => {
    room.isAway = true;
    await page.locator("#text").fill("resolve #17");
    await page.keyboard.press("Enter");
    await page.locator("#notice").getByText("Not sent yet.").waitFor();

    await page.locator("#text").fill("resolve #18");
    room.isAway = false;

    await expect.poll(() => page.locator("#notice").innerText(), { timeout: 5_000 }).toBe("");
    expect(room.messages).toEqual([]);
    expect(await text()).toBe("resolve #18");
  });

  it("says that an acknowledgement did not reach the room", async () => {
    room.show(anIncident());
    room.isAway = true;
    await page.getByRole("button", { name: "Acknowledge" }).click();

    await page.locator("#notice").getByText("That did not reach the room.").waitFor();
    expect(await page.locator("article.card").getByText("Nobody has it yet.").isVisible()).toBe(
      true,
    );
  });
});

describe("somebody at the screen", () => {
  it("is reported by their acts, at most every thirty seconds", async () => {
    await page.clock.install();
    await page.reload();
    await page.getByText("You are Ana").waitFor();
    await page.clock.fastForward(31_000);
    await page.keyboard.press("Shift");
    await page.keyboard.press("Shift");

    await expect
      .poll(() => room.heard.filter(({ path }) => path === "/room/active").length)
      .toBe(1);
  });
});
