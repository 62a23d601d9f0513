import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Person } from "../../oncall/person.ts";
import { markdownToHtml } from "../../playbooks/render-html.ts";
import type { Answer } from "../../ports/inward.ts";
import type { RoomMessage } from "../../ports/local-room-records.ts";
import type { Route, WebReply, WebRequest } from "../../ports/web.ts";
import { ROOM } from "./room.ts";
import { badInput, type Handler, type LocalParts } from "./local-parts.ts";
import { messagesFor, messageView } from "./views.ts";

const textSchema = z.object({
  text: z.string().trim().min(1, "write something").max(10_000, "at most 10,000 characters"),
});
const emojiSchema = z.object({
  emoji: z
    .string()
    .transform((e) => e.replaceAll(":", ""))
    .pipe(z.string().regex(/^[a-z0-9_+-]{1,50}$/, "an emoji's name without colons, such as eyes")),
});

export function messageRoutes(
  parts: LocalParts,
  mine: (handler: Handler) => Route["handle"],
): readonly Route[] {
  const path = "/room/messages";
  return [
    {
      method: "GET",
      path,
      handle: mine(async (_request, person) => ({
        status: 200,
        body: { messages: await messagesFor(parts.records, person.handle) },
      })),
    },
    { method: "POST", path, handle: mine((request, person) => write(parts, request, person)) },
    {
      method: "POST",
      path: `${path}/:id/reactions`,
      handle: mine((request, person) => react(parts, request, person, true)),
    },
    {
      method: "DELETE",
      path: `${path}/:id/reactions`,
      handle: mine((request, person) => react(parts, request, person, false)),
    },
  ];
}

async function write(parts: LocalParts, request: WebRequest, person: Person): Promise<WebReply> {
  const read = textSchema.safeParse(request.body);
  if (!read.success) return badInput("The message cannot be posted.", read.error);
  const { records, clock, inward } = parts;
  const { text } = read.data;
  const message = newMessage(parts, {
    author: person.handle,
    authorName: person.name,
    bot: false,
    text,
    html: markdownToHtml(text),
  });
  await records.sighted(person.handle, { acted: clock.real(), spoke: clock.real() });
  await records.saveMessage(message);
  const answer = await inward.heard({ person, text, addressed: false, room: ROOM });
  if (answer) await post(parts, answer, person);
  return { status: 201, body: messageView({ ...message, reactions: [] }) };
}

async function post(
  parts: LocalParts,
  answer: Answer,
  person: Person,
  id: string | null = null,
): Promise<void> {
  const message = newMessage(parts, {
    author: "watchroom",
    authorName: "watchroom",
    bot: true,
    text: answer.text,
    html: markdownToHtml(answer.text, { pictures: parts.pictures }),
  });
  await parts.records.saveMessage({
    ...message,
    ...(id !== null && { id }),
    to: answer.toAll ? null : person.handle,
    subject: answer.subject,
  });
}

function newMessage(
  { clock }: LocalParts,
  said: Pick<RoomMessage, "author" | "authorName" | "bot" | "text" | "html">,
): RoomMessage {
  return {
    v: 1,
    id: `m${randomBytes(9).toString("base64url")}`,
    at: clock.now(),
    ...said,
    incident: null,
    incidentId: null,
    card: null,
    loud: false,
    to: null,
    subject: null,
  };
}

async function react(
  parts: LocalParts,
  request: WebRequest,
  person: Person,
  isAdded: boolean,
): Promise<WebReply> {
  const read = emojiSchema.safeParse(request.body);
  if (!read.success) return badInput("That is not a reaction.", read.error);
  const { records, clock } = parts;
  const message = await records.message(request.params["id"] ?? "");
  if (!message || (message.to !== null && message.to !== person.handle))
    return { status: 404, body: { error: "There is no such message. It may be too old." } };
  const { emoji } = read.data;
  const at = clock.now();
  if (isAdded) await records.sighted(person.handle, { acted: clock.real(), spoke: clock.real() });
  const isChange = isAdded
    ? await records.addReaction(message.id, { emoji, by: person.handle, byName: person.name, at })
    : (await records.removeReaction(message.id, emoji, person.handle)) !== null;
  if (isChange || isAdded) await act(parts, message, { person, emoji, at, isAdded });
  const after = await records.message(message.id);
  return { status: isAdded ? 201 : 200, body: messageView(after ?? message) };
}

/** Adding one that is there already acts again: what it asked for may have been lost with the process that heard it. */
async function act(
  parts: LocalParts,
  message: RoomMessage,
  {
    person,
    emoji,
    at,
    isAdded,
  }: {
    readonly person: Person;
    readonly emoji: string;
    readonly at: number;
    readonly isAdded: boolean;
  },
): Promise<void> {
  const { inward } = parts;
  if (message.incidentId !== null) {
    const reaction = {
      person,
      incident: message.incidentId,
      emoji,
      message: message.id,
      room: ROOM,
      at,
    };
    if (!isAdded) return inward.unreacted(reaction);
    const hint = await inward.reacted(reaction);
    // One for each person and incident, however many emoji they try.
    if (hint) await post(parts, hint, person, `hint-${message.incidentId}-${person.handle}`);
  } else if (message.subject !== null && isAdded) {
    const answer = await inward.answered({ person, subject: message.subject, emoji, room: ROOM });
    if (answer) await post(parts, answer, person);
  }
}
