import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RoomServer } from "../fakes/room-server.ts";
import {
  goAway,
  appears,
  join,
  launchBrowser,
  newPerson,
  newScreen,
  type Person,
  type Screen,
} from "../support/browser.ts";
import { aMessage, anIncident, aPage } from "../support/room-examples.ts";
/** By how many pixels the worst part of the page is wider inside than outside. */
const WIDEST = `Math.max(...["html", "#log", ".talk", ".side", ".top", "#strip"].map((name) => {
  const part = document.querySelector(name);
  return part.scrollWidth - part.clientWidth;
}))`;

let browser: Browser;
let room: RoomServer;
const everybody: Person[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  room = await new RoomServer().start();
});
afterEach(async () => {
  await Promise.all(everybody.splice(0).map(goAway));
  await room.stop();
});

async function arrive(screen: Screen = {}): Promise<Person> {
  const person = await newPerson(await newScreen(browser, screen), room.url);
  everybody.push(person);
  return person;
}

async function enter(
  name: string,
  { phone = true, ...screen }: Screen & { readonly phone?: boolean } = {},
): Promise<Person> {
  const person = await arrive(screen);
  await join(person, name, { phone });
  return person;
}

describe("joining", () => {
  it("says that a name is taken, and lets one in with another", async () => {
    room.people.set("ana", { handle: "ana", name: "Ana", responder: true });
    const { page } = await arrive();

    await page.getByLabel("Your name").fill("Ana");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("There is a Ana here already.").waitFor();
    await page.getByLabel("Your name").fill("Ana Two");
    await page.keyboard.press("Enter");

    await page.getByText("You are Ana Two").waitFor();
    expect(room.heard.findLast(({ path }) => path === "/room/join")?.body).toEqual({
      name: "Ana Two",
      zone: "Europe/Berlin",
    });
  });

  it("comes back after a reload without being asked again, and has not left meanwhile", async () => {
    const { page } = await enter("Ana");

    await page.reload();
    await page.getByText("You are Ana").waitFor();

    expect(room.heard.some(({ path }) => path === "/room/leave")).toBe(false);
  });

  it("leaves only by the button, and offers the way back", async () => {
    const { page } = await enter("Ana");

    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByText("You have left the room.").waitFor();
    expect(room.heard.some(({ path }) => path === "/room/leave")).toBe(true);

    await page.getByRole("link", { name: "Come back" }).click();
    await page.getByText("You are Ana").waitFor();
  });

  it("offers a phone only to somebody who may be paged", async () => {
    const ana = await enter("Ana");
    const chidi = await enter("Chidi", { phone: false });

    expect(await ana.page.getByText("Stands for a real phone.").isVisible()).toBe(true);
    expect(await chidi.page.getByText("Stands for a real phone.").isVisible()).toBe(false);
  });
});

describe("an incident", () => {
  it("shows what, how bad, since when, who has it, what to do first and when it rings, in this order", async () => {
    const { page } = await enter("Ana");
    room.show(anIncident());

    const text = await page.locator("article.card").innerText();
    const places = [
      "Builds are queueing up",
      "8,200 of 5,000",
      "for 6 minutes",
      "Nobody has it yet.",
      "Are the workers alive?",
      "Calls Ana in 7:4",
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("is acknowledged by one person and says so to the other, in place", async () => {
    const ana = await enter("Ana");
    const bob = await enter("Bob");
    room.show(anIncident());

    await ana.page.getByRole("button", { name: "Acknowledge" }).click();

    await bob.page.locator("article.card").getByText("Ana has it.").waitFor();
    expect(await bob.page.locator("article.card").count()).toBe(1);
    expect(await bob.page.getByRole("button", { name: "Escalate" }).count()).toBe(0);
    expect(await bob.page.locator("#log").getByText("Calls Ana").count()).toBe(0);
  });

  it("takes the acknowledgement back by the same button", async () => {
    const { page } = await enter("Ana");
    room.show(anIncident());
    const button = page.getByRole("button", { name: "Acknowledge" });

    await button.click();
    await page.locator('button[aria-pressed="true"]', { hasText: "Acknowledge" }).waitFor();
    await button.click();

    await page.locator("article.card").getByText("Nobody has it yet.").waitFor();
    expect(
      room.heard
        .filter(({ path }) => path.endsWith("/reactions"))
        .map(({ method, body }) => [method, body["emoji"]]),
    ).toEqual([
      ["POST", "eyes"],
      ["DELETE", "eyes"],
    ]);
  });

  it("counts down in the server's time, however fast that runs", async () => {
    const now = Date.UTC(2026, 0, 1, 3);
    room.hello = { now, factor: 60 };
    const { page } = await enter("Ana");
    room.show(anIncident({ openedAt: now, callsAt: now + 3_600_000 }));

    const timer = page.locator("#log").getByRole("timer");
    await timer.getByText(/in 5\d:\d\d/).waitFor();
    await timer.getByText(/in 5[0-8]:\d\d/).waitFor();
    expect(await timer.locator("time").getAttribute("datetime")).toBe("2026-01-01T04:00:00.000Z");
  });

  it("says once that a call is due, and never counts below zero", async () => {
    const { page } = await enter("Ana");
    room.show(anIncident({ callsAt: Date.now() - 5_000 }));

    expect(
      await appears(page.locator("#log").getByRole("timer").getByText("Calls Ana in a moment")),
    ).toBe(true);
  });

  it("stays in sight at the top while the talk goes on, and leads back to its card", async () => {
    const { page } = await enter("Ana", { width: 380, height: 700 });
    room.show(anIncident({ title: "Disk is full" }));
    for (let n = 1; n <= 30; n += 1) room.show(aMessage({ text: `Line ${n}`, author: "ana" }));

    await page
      .getByRole("list", { name: "Open incidents" })
      .getByRole("link", { name: /Disk is full/ })
      .click();

    await page.getByRole("heading", { name: /Disk is full/ }).waitFor();
    await expect.poll(() => page.locator("#strip").isVisible()).toBe(false);
    expect(await page.title()).toBe("(1) Disk is full");
  });

  it("interrupts a screen reader when it is new and critical, and only then", async () => {
    const { page } = await enter("Ana");
    room.show(anIncident({ number: 1, severity: "warning", title: "Disk is filling" }));
    room.show(anIncident({ number: 2 }));
    room.changeCard(2, {
      status: "acknowledged",
      acknowledgedBy: "Bob",
      standing: "Bob has it.",
      callsAt: null,
    });

    await page.locator("#said").getByText("incident 2").waitFor({ state: "attached" });
    expect(await page.locator("#alarm").innerText()).toBe(
      "critical incident 2: Builds are queueing up. 8,200 of 5,000 Nobody has it yet.",
    );
    expect(await page.locator("#said").innerText()).toMatch(
      /warning incident 1.*\n+critical incident 2.*Bob has it\./s,
    );
  });
});

describe("the phone", () => {
  it("rings, takes a key, and shows what came of it", async () => {
    const { page } = await enter("Ana");
    room.show(anIncident());
    room.ring(aPage());

    const phone = page.getByRole("region", { name: "Your phone" });
    await phone.getByText("Call: ringing").waitFor();
    await phone.getByRole("button", { name: "1 acknowledge" }).click();

    await phone.getByText("Acknowledged. The room is told.").waitFor();
    await phone.getByText("Nothing rings.").waitFor();
    expect(await appears(page.locator("article.card").getByText("Ana has it."))).toBe(true);
  });

  it("rings also when the call begins while what there is already is being fetched", async () => {
    const person = await arrive();
    const { page } = person;
    const fetched = page.route(
      "**/room/phone",
      async (route) => {
        const before = await route.fetch();
        room.ring(aPage());
        room.trouble("The store is slow.");
        await page.getByText("The store is slow.").waitFor();
        await route.fulfill({ response: before });
      },
      { times: 1 },
    );
    await join(person, "Ana", { phone: true });
    await fetched;

    await page.locator("#phone").getByText("Call: ringing").waitFor();
    await page.getByRole("button", { name: "1 acknowledge" }).click();
    await page.locator("#phone").getByText("Nothing rings.").waitFor();
  });

  it("says what the server says of a key on a page that has ended", async () => {
    const { page } = await enter("Ana");
    const call = aPage();
    room.ring(call);
    await page.getByText("Call: ringing").waitFor();
    room.pages.splice(0, 1, { ...call, state: "ended" });

    await page.getByRole("button", { name: "2 escalate" }).click();

    expect(await appears(page.locator("#phone").getByText("This page has ended."))).toBe(true);
  });

  it("shows itself on a narrow screen while it rings, and goes away afterwards", async () => {
    const { page } = await enter("Ana", { width: 380 });
    expect(await page.locator("#phone").isVisible()).toBe(false);

    const sms = aPage({ notifier: "sms", state: "shown" });
    room.ring(sms);
    await page.locator("#phone").getByText("Incident 17.").waitFor();
    expect(await page.getByRole("button", { name: "3 hear it again" }).count()).toBe(0);

    room.ring({ ...sms, state: "ended" });
    await page.locator("#phone").waitFor({ state: "hidden" });
  });

  it("disappears once real notifiers are set up", async () => {
    room.hello = { phoneReal: true };
    const { page } = await enter("Ana");

    expect(await page.locator("#phone").isVisible()).toBe(false);
  });
});

describe("text from outside", () => {
  const HOSTILE = `<img src=x onerror="window.hit=1"><script>window.hit=1</script> <!channel> [x](javascript:window.hit=1) ${"W".repeat(9_000)}`;

  it.each([380, 1280])(
    "is shown as text and makes nothing overflow, %i pixels wide",
    async (width) => {
      room.people.set("mallory", { handle: "mallory", name: HOSTILE, responder: true });
      room.hello = { onCall: "mallory" };
      const { page } = await enter("Ana", { width });
      room.show(
        aMessage({
          text: HOSTILE,
          html: "",
          authorName: HOSTILE,
          reactions: [{ emoji: HOSTILE, by: "bob", byName: HOSTILE }],
        }),
      );
      room.show(
        anIncident({
          title: HOSTILE,
          summary: `${HOSTILE} `,
          measure: HOSTILE,
          severity: HOSTILE,
          standing: HOSTILE,
          onCall: HOSTILE,
          remarks: [HOSTILE],
          labels: { [HOSTILE]: HOSTILE },
          playbookUrl: "javascript:window.hit=1",
        }),
      );
      room.show(aMessage({ text: "The end." }));
      room.ring(aPage({ text: HOSTILE, note: HOSTILE }));
      room.trouble(HOSTILE);
      await page.locator("#phone").getByText("Call: ringing").waitFor();
      await page.locator("#messages").getByText("The end.").waitFor();

      expect(
        await page.evaluate(
          'globalThis.hit ?? document.querySelectorAll("#messages img, #messages script, #phone img, #strip img").length',
        ),
      ).toBe(0);
      expect(await page.getByRole("link", { name: "Playbook" }).count()).toBe(0);
      const widest = await page.evaluate<number>(WIDEST);
      expect(widest).toBeLessThanOrEqual(0);
    },
  );

  it("keeps an emoji that nobody knows as its name", async () => {
    const { page } = await enter("Ana");
    room.show(aMessage({ reactions: [{ emoji: "shipit_maybe", by: "bob", byName: "Bob" }] }));

    expect(
      await appears(
        page.getByRole("button", { name: /shipit maybe, by Bob/ }).getByText(":shipit_maybe:"),
      ),
    ).toBe(true);
  });
});

describe("reading", () => {
  it("leaves a reader where they are, and offers what is new", async () => {
    const { page } = await enter("Ana");
    for (let n = 1; n <= 60; n += 1) room.show(aMessage({ text: `Line ${n}` }));
    const log = page.locator("#log");
    await page.locator("#messages").getByText("Line 60").waitFor();
    expect(
      await log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight),
    ).toBeLessThan(2);
    await log.evaluate((it) => it.scrollTo(0, 100));
    // The page hears of the scroll with the next frame.
    await page.evaluate(
      "new Promise((heard) => requestAnimationFrame(() => requestAnimationFrame(heard)))",
    );

    room.show(aMessage({ text: "One more" }));
    const newer = page.getByRole("button", { name: "New messages" });
    await newer.waitFor();
    expect(await log.evaluate((it) => it.scrollTop)).toBe(100);

    await newer.click();
    await expect
      .poll(() => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight))
      .toBeLessThan(2);
    expect(await newer.isVisible()).toBe(false);
  });

  it("says whether the room counts as occupied, and who is on call", async () => {
    const { page } = await enter("Ana");
    room.people.set("bob", { handle: "bob", name: "Bob", responder: true });
    room.hello = { occupancy: "unknown", onCall: "bob" };
    room.presence();

    await page.getByText("It is not known whether anybody is here.").waitFor();
    expect(await page.locator(".top").innerText()).toContain("Bob is on call");
    expect(await page.locator("#people li").allInnerTexts()).toEqual([
      expect.stringContaining("here, you"),
      expect.stringContaining("away, on call"),
    ]);
  });
});
