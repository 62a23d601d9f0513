import { env } from "node:process";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from "playwright-core";

/** Emulated by the context: how somebody has set up their screen. */
export interface Screen {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly stillness?: boolean;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

export function newScreen(browser: Browser, screen: Screen = {}): Promise<BrowserContext> {
  const { width = 1280, height = 800, dark = false, stillness = true } = screen;
  return browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: stillness ? "reduce" : "no-preference",
    timezoneId: "Europe/Berlin",
  });
}

export interface Person {
  readonly page: Page;
  /** Errors of scripts, and what the content security policy blocked; see `goAway`. */
  readonly problems: string[];
}

/** Opens the room in this context, which keeps its cookies: one context is one person. */
export async function newPerson(context: BrowserContext, url: string): Promise<Person> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (line) => {
    const isExpected = line.text().startsWith("Failed to load resource");
    if (line.type() === "error" && !isExpected) problems.push(line.text());
  });
  await page.goto(url);
  return { page, problems };
}

/** Fills in the form, and waits until the room is there. */
export async function join(
  { page }: Person,
  name: string,
  { phone = false }: { readonly phone?: boolean } = {},
): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  if (phone) await page.getByLabel(/Page me/).check();
  await page.getByRole("button", { name: "Join the room" }).click();
  await page.locator("#room").waitFor({ state: "visible" });
  await page.locator("#people li").first().waitFor({ state: "attached" });
}

/** Text, once, of the part of the page that has the focus. */
export async function focusedText(page: Page): Promise<string> {
  const text = await page.locator(":focus").allInnerTexts();
  return text.join(" ").trim().replaceAll(/\s+/g, " ");
}

export function focusedId(page: Page): Promise<string | null> {
  return page.locator(":focus").getAttribute("id");
}

/** How many pixels stick out to the side of the window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
}

/** True once it is there to be seen; fails when it does not come. */
export async function appears(part: Locator): Promise<boolean> {
  await part.waitFor();
  return true;
}

/** Closes the person's browser; fails when anything went wrong in it that nobody asked about. */
export async function goAway({ page, problems }: Person): Promise<void> {
  await page.context().close();
  if (problems.length > 0) throw new Error(`The page had problems: ${problems.join("; ")}`);
}
