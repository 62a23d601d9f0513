import type { Person } from "../oncall/person.ts";
import { acknowledgePage } from "./acknowledge-page.ts";
import { escalatePage } from "./escalate-page.ts";
import { TEST_PAGE, TEST_WORKS } from "./page-links.ts";
import type { Watch } from "./watch.ts";

/** 1 acknowledges exactly the incidents that the page was about, 2 escalates them. Null: not theirs, or over. */
export async function pressKey(
  watch: Watch,
  key: { readonly person: Person; readonly page: string; readonly digit: string },
): Promise<{ readonly text: string; readonly ends: boolean } | null> {
  if (key.page === TEST_PAGE) return { text: TEST_WORKS, ends: false };
  const page = await watch.pages.find(key.page);
  if (
    !page ||
    page.handle !== key.person.handle ||
    page.state === "ended" ||
    page.state === "failed"
  )
    return null;
  switch (key.digit) {
    case "1":
      return { text: await acknowledgePage(watch, page, key.person), ends: true };
    case "2":
      await escalatePage(watch, page, key.person);
      return { text: "Escalated.", ends: true };
    default:
      return { text: "Press 1 to acknowledge, 2 to escalate.", ends: false };
  }
}
