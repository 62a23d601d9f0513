import { fileURLToPath } from "node:url";
import { readMarkdownFolder } from "../../lib/folder.ts";

const STARTER = fileURLToPath(new URL("../../../starter/", import.meta.url));

/** A team's first book: the policy, an alert to fire at once, a page to copy. */
export async function starterPages(): Promise<
  readonly { readonly path: string; readonly text: string }[]
> {
  const read = await readMarkdownFolder(STARTER);
  if (!read.ok) throw new Error(`watchroom is not installed whole: ${read.reason}`);
  return read.files;
}
