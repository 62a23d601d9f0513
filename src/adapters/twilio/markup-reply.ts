import type { WebReply } from "../../ports/web.ts";

export function markupReply(document: string): WebReply {
  return { status: 200, body: document, headers: { "content-type": "text/xml; charset=utf-8" } };
}
