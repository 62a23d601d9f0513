import { parse as parseCookies } from "cookie";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { ConfigError } from "../lib/config-error.ts";
import type { Log } from "../lib/log.ts";
import type { Route, WebReply, WebRequest } from "../ports/web.ts";
import type { ApiRoute } from "./api-routes.ts";
import { parseForm } from "../lib/form.ts";
import type { Person } from "../oncall/person.ts";
import { openEventStream } from "./event-stream.ts";
import {
  guardApi,
  guardOrigin,
  guardPages,
  type Access,
  type Caller,
  type Refused,
} from "./guard.ts";
import { parseJson } from "./parse-json.ts";
import { signInNeeded } from "./sign-in-routes.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
const STORE_AWAY = {
  status: 503,
  body: { error: "watchroom cannot reach its store. Send this again in a few seconds." },
  headers: { "retry-after": "5" },
} as const;

export interface ServerParts {
  readonly log: Log;
  readonly access: Access;
  readonly api: readonly ApiRoute[];
  /** For whoever is on this machine, or signed in. */
  readonly pages: readonly Route[];
  /** For any browser that is not led by another site. */
  readonly entrance: readonly Route[];
  /** Anybody may call these, at any time. */
  readonly open: readonly Route[];
  /** Answered even before the store is there. */
  readonly always: readonly Route[];
  /** False while the store has never answered. */
  isOpen(): boolean;
  /** Each answer, by the class of its route. */
  counted(route: string, status: number): void;
  personOf(cookies: WebRequest["cookies"]): Promise<Person | null>;
  isStoreAway(error: unknown): boolean;
}

export interface Server {
  /** Answers the port. */
  listen(host: string, port: number): Promise<number>;
  stop(): Promise<void>;
}

/** One server for everything: the intake, the API, the pages, and the routes that adapters bring. */
export function createServer(parts: ServerParts): Server {
  const ending = new AbortController();
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  answerErrors(app, parts);
  const mount = (kind: string, route: Route, guard: (caller: Caller) => Refused): void => {
    app.route({
      config: { kind },
      method: route.method,
      url: route.path,
      handler: (request, reply) =>
        handle({ route, guard, ending: ending.signal, parts }, request, reply),
    });
  };
  const { access } = parts;
  for (const route of parts.api)
    mount(
      route.scope === "signals" ? "intake" : "api",
      route,
      (caller) => guardApi(access, caller, route.scope) ?? guardOrigin(access, caller),
    );
  for (const route of parts.pages)
    mount(
      route.path.startsWith("/room/") ? "room" : "page",
      route,
      (caller) => guardOrigin(access, caller) ?? guardPages(access, caller),
    );
  for (const route of parts.entrance) mount("page", route, (caller) => guardOrigin(access, caller));
  for (const route of parts.open) mount("link", route, () => null);
  for (const route of parts.always) mount("health", route, () => null);
  app.addHook("onResponse", async ({ routeOptions }, { statusCode }) => {
    const { kind = "none" } = routeOptions.config as { readonly kind?: string };
    parts.counted(kind, statusCode);
  });
  const always = new Set([...parts.open, ...parts.always].map(({ path }) => path));
  app.addHook("onRequest", async (request, reply) => {
    if (parts.isOpen() || always.has(request.routeOptions.url ?? "")) return;
    await answer(reply, STORE_AWAY);
  });
  return {
    listen: async (host, port) => {
      await app.listen({ host, port }).catch((error: unknown) => {
        throw explained(error, host, port);
      });
      const address = app.server.address();
      return typeof address === "object" && address !== null ? address.port : port;
    },
    stop: async () => {
      ending.abort();
      await app.close();
    },
  };
}

function explained(error: unknown, host: string, port: number): unknown {
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return new ConfigError(
      `Port ${port} on ${host} is taken. Stop what listens there, or set PORT to another.`,
    );
  if (code === "EACCES")
    return new ConfigError(
      `Port ${port} may not be opened by this user. Set PORT to one above 1023.`,
    );
  return code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
    ? new ConfigError(`HOST ${host} is no address of this machine.`)
    : error;
}

interface Mounted {
  readonly route: Route;
  readonly guard: (caller: Caller) => Refused;
  readonly ending: AbortSignal;
  readonly parts: ServerParts;
}

async function handle(
  { route, guard, ending, parts }: Mounted,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const headers = request.headers as Readonly<Record<string, string | undefined>>;
  const cookies = parseCookies(headers["cookie"] ?? "");
  const signedIn = await parts.personOf(cookies);
  const refused = guard({
    address: request.socket.remoteAddress ?? "",
    method: request.method,
    headers,
    isSignedIn: signedIn !== null,
  });
  if (refused) return answer(reply, refusal(refused, headers));
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = route.form ? ({ ok: true, value: parseForm(rawBody) } as const) : parseJson(rawBody);
  if (!body.ok)
    return answer(reply, {
      status: 400,
      body: { error: body.error, problems: [{ path: "", message: body.error }] },
    });
  const answered = await route.handle({
    path: request.url.split("?")[0] ?? "",
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    headers,
    cookies,
    body: body.value,
    rawBody,
    signedIn,
  });
  if (!("stream" in answered)) return answer(reply, answered);
  reply.hijack();
  try {
    await answered.stream(openEventStream(reply.raw, ending));
  } catch (error) {
    // Its head is sent, so that no status can tell; at the end of the stream the browser connects anew.
    parts.log.debug({ route: route.path, error }, "a stream broke off");
    reply.raw.end();
  }
}

/** A person is told in a page how to get in, a program in JSON. */
function refusal(
  { status, error }: NonNullable<Refused>,
  headers: WebRequest["headers"],
): Extract<WebReply, { status: number }> {
  const wantsPage = status === 401 && headers["accept"]?.includes("text/html") === true;
  return wantsPage ? signInNeeded() : { status, body: { error } };
}

async function answer(
  reply: FastifyReply,
  { status, body, headers }: Extract<WebReply, { status: number }>,
): Promise<void> {
  reply.code(status).headers(headers ?? {});
  if (typeof body === "string" || Buffer.isBuffer(body)) await reply.send(body);
  else if (body === null) await reply.send();
  else await reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

function answerErrors(app: FastifyInstance, { log, isStoreAway }: ServerParts): void {
  app.setNotFoundHandler((_request, reply) =>
    answer(reply, { status: 404, body: { error: "There is nothing here." } }),
  );
  app.setErrorHandler(async (error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode;
    if (isStoreAway(error)) {
      await answer(reply, STORE_AWAY);
    } else if (status === 413) {
      await answer(reply, {
        status,
        body: {
          error: "The body is larger than 1 MiB. Send fewer signals at once.",
          problems: [{ path: "", message: "larger than 1 MiB" }],
        },
      });
    } else if (status !== undefined && status < 500) {
      await answer(reply, {
        status,
        body: { error: error instanceof Error ? error.message : "This request cannot be read." },
      });
    } else {
      log.error({ route: request.routeOptions.url, error }, "a request failed");
      await answer(reply, {
        status: 500,
        body: { error: "Something went wrong here; it is in the log." },
      });
    }
  });
}
