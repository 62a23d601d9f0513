import { z } from "zod";
import type { Person } from "../../oncall/person.ts";
import type { Route, WebReply, WebRequest } from "../../ports/web.ts";
import { phonePageNow } from "./phone.ts";
import { badInput, type Handler, type LocalParts } from "./local-parts.ts";
import { phoneView } from "./views.ts";

const keysSchema = z.object({
  digits: z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().regex(/^[0-9*#]{1,8}$/, "digits, such as 1")),
});

export function phoneRoutes(
  parts: LocalParts,
  mine: (handler: Handler) => Route["handle"],
): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/room/phone",
      handle: mine((_request, person) => pages(parts, person)),
    },
    {
      method: "POST",
      path: "/room/phone/:id/keys",
      handle: mine((request, person) => press(parts, request, person)),
    },
  ];
}

async function pages({ records, clock }: LocalParts, person: Person): Promise<WebReply> {
  const all = await records.phonePages(person.handle);
  return {
    status: 200,
    body: { pages: all.map((page) => phoneView(phonePageNow(page, clock.real()))) },
  };
}

async function press(parts: LocalParts, request: WebRequest, person: Person): Promise<WebReply> {
  const read = keysSchema.safeParse(request.body);
  if (!read.success) return badInput("That is not a key.", read.error);
  const { records, inward, clock } = parts;
  const found = await records.phonePage(request.params["id"] ?? "");
  if (!found || found.handle !== person.handle)
    return { status: 404, body: { error: "There is no such page on your phone." } };
  const page = phonePageNow(found, clock.real());
  if (page.state === "ended")
    return {
      status: 409,
      body: { error: "This page has ended. Look at the room for who has it." },
    };
  const digit = read.data.digits.at(-1) ?? "";
  if (digit === "3") return { status: 200, body: { text: page.text } };
  const answer = await inward.pressed({ person, page: page.id, digit });
  if (!answer)
    return {
      status: 409,
      body: { error: "This page has ended. Look at the room for who has it." },
    };
  if (answer.ends) await records.savePhonePage({ ...page, state: "ended", note: answer.text });
  return { status: 200, body: { text: answer.text } };
}
