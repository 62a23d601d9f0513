import { DAY, SECOND } from "../lib/durations.ts";
import type { Signer } from "../lib/sign.ts";
import type { PageMessage } from "../ports/notifier.ts";

/** `view` opens the page; `acknowledge` acts at once, for a button that a human pressed. */
export type LinkKind = "view" | "acknowledge";

export type ReadLink =
  | { readonly outcome: "good"; readonly kind: LinkKind; readonly page: string }
  | { readonly outcome: "expired" }
  | { readonly outcome: "bad" };

/** The links of a page: whoever has one is taken for the page's person. Real milliseconds. */
export interface PageLinks {
  of(page: string, now: number): NonNullable<PageMessage["links"]>;
  read(token: string, now: number): ReadLink;
}

/** The page of a test, which has no record: nothing can be acknowledged on it. */
export const TEST_PAGE = "test";
export const TEST_WORKS = "The test arrived and its button works. Nothing is wrong.";

const LASTS_MS = DAY;
const KINDS: Readonly<Record<string, LinkKind>> = { v: "view", a: "acknowledge" };

export function createPageLinks(publicUrl: string, signer: Signer): PageLinks {
  const link = (kind: string, page: string, now: number): string => {
    const claim = `${kind}.${page}.${Math.ceil((now + LASTS_MS) / SECOND).toString(36)}`;
    return `${publicUrl}/a/${claim}.${signer.sign(claim)}`;
  };
  return {
    of: (page, now) => ({ view: link("v", page, now), acknowledge: link("a", page, now) }),
    read: (token, now) => {
      const [letter = "", page = "", until = "", signature = ""] = token.split(".");
      const kind = KINDS[letter];
      if (kind === undefined || !signer.verify(`${letter}.${page}.${until}`, signature))
        return { outcome: "bad" };
      return Number.parseInt(until, 36) * SECOND <= now
        ? { outcome: "expired" }
        : { outcome: "good", kind, page };
    },
  };
}
