import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RoomServer } from "../fakes/room-server.ts";
import {
  goAway,
  focusedId,
  join,
  launchBrowser,
  newPerson,
  newScreen,
  type Person,
} from "../support/browser.ts";
import { anIncident } from "../support/room-examples.ts";

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
  await join(ana, "Ana");
  await page.locator("#text").focus();
});
afterEach(async () => {
  await goAway(ana);
  await room.stop();
});

const options = (): Promise<string[]> => page.getByRole("option").allInnerTexts();
const text = (): Promise<string> => page.locator("#text").inputValue();
const sent = (): string[] => room.messages.map((message) => message.text);

describe("writing", () => {
  it("sends by Enter, and breaks the line by Shift and Enter", async () => {
    await page.keyboard.type("one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    await page.keyboard.press("Enter");

    await expect.poll(text).toBe("");
    expect(sent()).toEqual(["one\ntwo"]);
  });

  it("does not send nothing", async () => {
    await page.keyboard.type("   ");
    await page.keyboard.press("Enter");
    await page.keyboard.type("x");
    await page.keyboard.press("Enter");

    await expect.poll(text).toBe("");
    expect(sent()).toEqual(["x"]);
  });
});

describe("completion", () => {
  it("offers every command after a slash, chooses by arrows, and shows how the command goes on", async () => {
    await page.keyboard.type("/");
    expect(await options()).toHaveLength(5);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await page.locator("#text").getAttribute("aria-activedescendant")).toBe(
      await page.locator('[aria-selected="true"]').getAttribute("id"),
    );
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");

    expect(await text()).toBe("/watchroom playbook ");
    await page.getByText("playbook <alert>: Show the steps.").waitFor();
    expect(sent()).toEqual([]);
  });

  it("never takes Enter away from somebody who chose nothing", async () => {
    await page.keyboard.type("ac");
    expect(await options()).toEqual([expect.stringContaining("ack [#n]")]);
    await page.keyboard.press("Enter");

    await expect.poll(sent).toEqual(["ac"]);
  });

  it("closes by Escape, and when the line is no command", async () => {
    await page.keyboard.type("@watchroom on");
    expect(await options()).toHaveLength(1);
    await page.keyboard.press("Escape");
    expect(await options()).toHaveLength(0);

    await page.locator("#text").fill("helpful people");
    expect(await options()).toHaveLength(0);
  });

  it("addresses the bot for a command that would not count otherwise", async () => {
    await page.keyboard.type("onc");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");

    expect(await text()).toBe("@watchroom oncall ");
  });

  it("offers open incidents after a number sign, and takes one by a click", async () => {
    room.show(anIncident({ title: "Disk is full" }));
    room.show(anIncident({ number: 18, status: "resolved", resolvedAt: Date.now() }));
    await page.locator("article.card").nth(1).waitFor();
    await page.keyboard.type("ack #");
    expect(await options()).toEqual([expect.stringContaining("Disk is full")]);
    await page.getByRole("option").click();

    expect(await text()).toBe("ack #17 ");
    expect(await focusedId(page)).toBe("text");
  });
});
