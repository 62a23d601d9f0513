import { z } from "zod";
import { oneLine } from "../../lib/plain.ts";
import { isZone } from "../../lib/wall-time.ts";
import type { Person } from "../../oncall/person.ts";
import type { Route, WebReply, WebRequest } from "../../ports/web.ts";
import { handleFor } from "../../oncall/handle-for.ts";
import { messageRoutes } from "./message-routes.ts";
import { badInput, type Handler, type LocalParts } from "./local-parts.ts";
import { phoneRoutes } from "./phone-routes.ts";
import { ROOM } from "./room.ts";
import { cookieFor, personOf } from "./session.ts";
import { presenceView } from "./views.ts";

/** The whole API of the local room: everything that the page does can be done without a browser. */
export function localRoutes(parts: LocalParts): readonly Route[] {
  const mine = (handler: Handler): Route["handle"] => onlyMembers(parts, handler);
  return [
    { method: "POST", path: "/room/join", handle: (request) => join(parts, request) },
    {
      method: "GET",
      path: "/room/me",
      handle: mine((_request, person) => Promise.resolve({ status: 200, body: me(person) })),
    },
    {
      method: "GET",
      path: "/room/presence",
      handle: mine(async () => ({
        status: 200,
        body: presenceView(await parts.inward.surroundings(ROOM)),
      })),
    },
    {
      method: "GET",
      path: "/room/stream",
      handle: mine((request, person) =>
        Promise.resolve({
          stream: (sink) => parts.hub.serve(person.handle, sink, request.headers["last-event-id"]),
        }),
      ),
    },
    {
      method: "POST",
      path: "/room/active",
      handle: mine((_request, person) => active(parts, person)),
    },
    {
      method: "POST",
      path: "/room/leave",
      handle: mine((_request, person) => leave(parts, person)),
    },
    ...messageRoutes(parts, mine),
    ...phoneRoutes(parts, mine),
  ];
}

function onlyMembers({ signer, people }: LocalParts, handler: Handler): Route["handle"] {
  return async (request) => {
    const person = await personOf(request, signer, people);
    if (!person)
      return {
        status: 401,
        body: {
          error:
            "This browser has not joined the room, or its cookie is of an older store. Join with POST /room/join.",
        },
      };
    return handler(request, person);
  };
}

const MAX_NAME = 40;

const joinSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "a name is needed")
    .max(MAX_NAME, `at most ${MAX_NAME} characters`),
  phone: z.union([z.boolean(), z.string().max(40)]).optional(),
  zone: z.string().refine(isZone, "not a time zone; for example Europe/Berlin").optional(),
});

async function join(parts: LocalParts, request: WebRequest): Promise<WebReply> {
  const read = joinSchema.safeParse(request.body);
  if (!read.success) return badInput("The name cannot be used.", read.error);
  const { phone, zone } = read.data;
  const name = oneLine(read.data.name, MAX_NAME);
  const handle = request.signedIn?.name === name ? request.signedIn.handle : handleFor(name);
  if (handle === null)
    return {
      status: 400,
      body: {
        error: `"${name}" cannot be a name here.`,
        problems: [
          {
            path: "name",
            message: "use letters or digits, and not a word such as here or everyone",
          },
        ],
      },
    };
  const responder = phone !== undefined && phone !== false && phone !== "";
  const known = await parts.people.find(handle);
  const current = await personOf(request, parts.signer, parts.people);
  if (request.signedIn && request.signedIn.handle !== handle) return somebodyElse(request.signedIn);
  if (known && known.handle !== current?.handle) return taken(name);
  const fresh: Person = {
    v: 1,
    handle,
    name,
    joinedAt: parts.clock.now(),
    responder,
    zone: zone ?? null,
  };
  const person = known
    ? await parts.people.change(handle, (now) => joinedAgain(now, responder, zone))
    : fresh;
  if (person === null || (!known && !(await parts.people.add(fresh)))) return taken(name);
  await parts.records.presenceChanged();
  return {
    status: known ? 200 : 201,
    body: me(person),
    ...(!request.signedIn && { headers: { "set-cookie": cookieFor(person, parts.signer) } }),
  };
}

/** Whoever was met elsewhere first has joined here now, and the phone on the page is theirs. */
function joinedAgain(now: Person, responder: boolean, zone: string | undefined): Person {
  const { joinedBy: _, ...person } = now;
  return { ...person, responder: person.responder || responder, zone: zone ?? person.zone };
}

function somebodyElse({ name }: Person): WebReply {
  return {
    status: 409,
    body: {
      error: `You are signed in as ${name}. Somebody else needs a personal link of their own: \`npx watchroom signin <name>\`.`,
    },
  };
}

function taken(name: string): WebReply {
  return {
    status: 409,
    body: {
      error: `"${name}" is taken. If that is you, use the browser in which you joined; otherwise choose another name.`,
    },
  };
}

async function active({ records, clock }: LocalParts, person: Person): Promise<WebReply> {
  await records.sighted(person.handle, { acted: clock.real() });
  return { status: 204, body: null };
}

async function leave({ records, inward }: LocalParts, person: Person): Promise<WebReply> {
  await records.left(person.handle);
  await records.presenceChanged();
  await inward.presenceChanged();
  return { status: 204, body: null };
}

function me({ handle, name, responder }: Person): object {
  return { handle, name, responder };
}
