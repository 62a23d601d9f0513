import type { Progress } from "../ports/notifier.ts";
import type { Watch } from "./watch.ts";

/** How an attempt goes on. False: the page is unknown. */
export async function reportProgress(
  watch: Watch,
  of: { readonly page: string; readonly attempt: number; readonly notifier: string },
  _progress: Progress,
): Promise<boolean> {
  return (await watch.pages.find(of.page)) !== null;
}
