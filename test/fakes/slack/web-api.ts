import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Faults, How } from "./faults.ts";
import { no, yes, type Method, type Surroundings } from "./method.ts";
import { chatMethods } from "./methods-chat.ts";
import { conversationMethods } from "./methods-conversations.ts";
import { peopleMethods } from "./methods-people.ts";
import { otherMethods } from "./methods-things.ts";
import { scopesOf } from "./scopes.ts";
import type { Call, Json } from "./shapes.ts";
import type { State } from "./state.ts";

const METHODS: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...otherMethods,
};

const AS_JSON = new Set(["blocks", "attachments", "metadata", "view", "files"]);

export interface WebApiParts {
  readonly faults: Faults;
  readonly around: Surroundings;
  /** Seconds that a message to that channel has to wait; 0: none. */
  readonly pace: (channel: string) => number;
  /** Where a socket may be opened, good for one connection. */
  socketUrl(): string;
}

/** Answers one call of `/api/<method>`. */
export async function answerCall(
  method: string,
  parts: WebApiParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { state } = parts.around;
  const args = await argumentsOf(request);
  const call: Call = {
    method,
    args,
    token: tokenOf(request, args),
    at: state.now(),
    realAt: performance.now(),
    error: null,
    byTest: false,
  };
  state.calls.push(call);
  const how = parts.faults.take(method, args);
  call.byTest = how !== null;
  const take = (): Json => {
    const { error, json } = taken(call, parts);
    call.error = error;
    state.news.emit("change");
    return json;
  };
  if (how !== null) return suffer(how, { call, take, state, response });
  const wait = method === "chat.postMessage" ? parts.pace(String(args["channel"])) : 0;
  if (wait > 0) return suffer({ rateLimited: wait }, { call, take, state, response });
  reply(response, state, scopesOf(method, args, state), take());
}

function suffer(
  how: How,
  {
    call,
    take,
    state,
    response,
  }: {
    readonly call: Call;
    readonly take: () => Json;
    readonly state: State;
    readonly response: ServerResponse;
  },
): void {
  if (how === "drop" || how === "late") take();
  call.error = typeof how === "string" ? how : "error" in how ? how.error : Object.keys(how).join();
  state.news.emit("change");
  if (how === "hang" || how === "late") return;
  if (how === "drop" || how === "refuse") return void response.socket?.destroy();
  if ("status" in how)
    return void response.writeHead(how.status, { "content-type": "text/html" }).end("Sorry.");
  if ("rateLimited" in how) {
    response.writeHead(429, {
      "content-type": "application/json",
      "retry-after": String(how.rateLimited),
    });
    return void response.end(JSON.stringify(no("ratelimited")));
  }
  const provided = [...state.scopes].join(",");
  reply(response, state, [], no(how.error, how.needed ? { provided, ...how } : {}));
}

function taken(
  call: Call,
  { around, socketUrl }: WebApiParts,
): { readonly error: string | null; readonly json: Json } {
  const json =
    call.method === "apps.connections.open"
      ? connectionsOpen(call, around.state, socketUrl)
      : (refusedToken(call, around.state) ?? answer(call, around));
  return { error: json["ok"] ? null : String(json["error"]), json };
}

function connectionsOpen({ token }: Call, state: State, socketUrl: () => string): Json {
  if (token === null) return no("not_authed");
  if (token === state.botToken) return no("not_allowed_token_type");
  return token === state.appToken ? yes({ url: socketUrl() }) : no("invalid_auth");
}

function refusedToken({ token, method }: Call, state: State): Json | null {
  if (method === "api.test") return null;
  if (token === null) return no("not_authed");
  if (token === state.appToken) return no("not_allowed_token_type");
  if (token !== state.botToken) return no("invalid_auth");
  return state.tokenError === null ? null : no(state.tokenError);
}

function answer({ method, args }: Call, around: Surroundings): Json {
  const { state } = around;
  const does = METHODS[method];
  if (does === undefined) return no("unknown_method", { req_method: method });
  const needed = scopesOf(method, args, state).find((scope) => !state.scopes.has(scope));
  if (needed !== undefined)
    return no("missing_scope", { needed, provided: [...state.scopes].join(",") });
  return does(args, around);
}

function reply(
  response: ServerResponse,
  state: State,
  accepted: readonly string[],
  json: Json,
): void {
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "x-oauth-scopes": [...state.scopes].join(","),
    ...(accepted.length > 0 && { "x-accepted-oauth-scopes": accepted.join(",") }),
  });
  response.end(JSON.stringify(json));
}

async function argumentsOf(request: IncomingMessage): Promise<Json> {
  const type = request.headers["content-type"] ?? "";
  const body = (await buffer(request)).toString();
  const query = new URL(request.url ?? "/", "http://slack").searchParams;
  const given = type.startsWith("application/json")
    ? (JSON.parse(body || "{}") as Json)
    : Object.fromEntries(new URLSearchParams(body));
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(query), ...given }).map(([name, value]) => [
      name,
      AS_JSON.has(name) && typeof value === "string" ? parsed(value) : value,
    ]),
  );
}

/** As it came, when it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function tokenOf({ headers }: IncomingMessage, args: Json): string | null {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
  return bearer ?? (typeof args["token"] === "string" ? args["token"] : null);
}
