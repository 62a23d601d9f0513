import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { built, type Built } from "../support/built.ts";
import { goAway, join, launchBrowser, newPerson, newScreen } from "../support/browser.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

describe("two people in two browsers", () => {
  let browser: Browser;
  let watch: Harness;
  let thread: ReturnType<Built["startThread"]>;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    const { createApp, startThread } = await built();
    thread = startThread();
    watch = await startWatchroom({ createApp, thread });
  });
  afterEach(async () => {
    await watch.close();
    await thread.stop();
  });

  it("one leaves, the other falls idle, the phone rings, a key is pressed, and the card says who", async () => {
    const ana = await newPerson(await newScreen(browser), watch.url);
    const bob = await newPerson(await newScreen(browser), watch.url);
    await join(ana, "Ana", { phone: true });
    await join(bob, "Bob", { phone: true });
    const anasPage = watch.watches("ana");
    const bobsPage = watch.watches("bob");
    await watch.fire("builds-queue-backlog", { value: 8200 });
    await watch.room.expectCard(/Calls Ana at 12:10/);
    await bob.page.getByText("Builds are queueing up").first().waitFor();
    await bob.page
      .getByText(/Calls Ana in \d+:\d\d/)
      .first()
      .waitFor();

    await ana.page.getByRole("button", { name: "Leave" }).click();
    await bob.page.getByText("1 here").waitFor();
    anasPage.leaves();
    bobsPage.fallsIdle();
    await watch.advance({ minutes: 9 });
    await watch.phone("ana").expectNothing();
    await watch.advance({ minutes: 1 });
    await watch.phone("ana").expectPush(/Builds are queueing up/);
    await watch.advance({ minutes: 5 });
    await watch.phone("ana").expectSms(/Builds are queueing up/);
    await watch.phone("ana").expectCall(/Builds are queueing up/);

    await ana.page.goto(watch.url);
    const phone = ana.page.getByRole("complementary").or(ana.page.locator("body"));
    await phone
      .getByText(/Builds are queueing up/)
      .first()
      .waitFor();
    await ana.page
      .getByRole("button", { name: /1.*acknowledge/i })
      .first()
      .click();

    await bob.page
      .getByText(/Ana has it/)
      .first()
      .waitFor();
    await watch.idle();
    await watch.room.expectCard(/Ana has it/);
    expect(await watch.incident(1)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { handle: "ana", via: "voice" },
    });
    await goAway(ana);
    await goAway(bob);
  });

  it("somebody new opens their personal link, says that it is them, and is in the room", async () => {
    const link = watch.app.world.watch.signInLinks.make({ name: "Ana", joinedAt: null });
    const ana = await newPerson(await newScreen(browser), watch.url + new URL(link).pathname);
    await ana.page.getByRole("heading", { name: "Sign in as Ana" }).waitFor();
    await ana.page.getByLabel(/Page me/).check();

    await ana.page.getByRole("button", { name: "Sign in as Ana" }).click();

    await ana.page.getByText("You are Ana").waitFor();
    expect(await watch.app.world.watch.people.find("ana")).toMatchObject({ responder: true });
    await goAway(ana);
  });
});
