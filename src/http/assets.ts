import { readdirSync, readFileSync } from "node:fs";
import type { WebReply } from "../ports/web.ts";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  svg: "image/svg+xml",
};

export const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
} as const;

/** The page's own files, read once: a request can name nothing else. */
export function loadAssets(folder: URL): (name: string) => WebReply {
  const files = new Map<string, WebReply>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[name.split(".").at(-1) ?? ""];
    if (type !== undefined)
      files.set(name, {
        status: 200,
        body: readFileSync(new URL(name, folder)),
        headers: { ...PAGE_HEADERS, "content-type": type },
      });
  }
  return (name) => files.get(name) ?? { status: 404, body: { error: "There is no such file." } };
}
