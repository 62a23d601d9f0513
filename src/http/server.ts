import type { IncomingMessage } from "node:http";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { ConfigError } from "../lib/config-error.ts";
import { MINUTE } from "../lib/durations.ts";
import type { Log } from "../lib/log.ts";
import { createSeldom } from "../lib/seldom.ts";
import type { Route, WebRequest } from "../ports/web.ts";
import type { ApiRoute } from "./api-routes.ts";
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
import { createHotServer, type HotRoute, type PlainReply } from "./hot-server.ts";
import { replyTo, replyToError, STORE_AWAY, type Guarded } from "./reply-to.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;

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
  const hot = new Map<string, HotRoute>();
  const app = fastify({
    serverFactory: (others) => createHotServer(hot, others, BODY_LIMIT_BYTES),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  answerErrors(app, parts);
  const mount = (kind: string, route: Mountable, guard: (caller: Caller) => Refused): void => {
    const guarded = {
      route,
      guard,
      personOf: (cookies: WebRequest["cookies"]) => parts.personOf(cookies),
    };
    app.route({
      config: { kind, isRaw: route.raw === true },
      method: route.method,
      url: route.path,
      handler: (request, reply) =>
        handle({ guarded, ending: ending.signal, parts }, request, reply),
    });
    if (route.hot) hot.set(`${route.method} ${route.path}`, hotRoute(kind, guarded, parts));
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
  addHooks(app, parts);
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

function addHooks(app: FastifyInstance, parts: ServerParts): void {
  app.addHook("onResponse", async ({ routeOptions }, { statusCode }) => {
    const { kind = "none" } = routeOptions.config as { readonly kind?: string };
    parts.counted(kind, statusCode);
  });
  app.addHook("onRequest", async ({ raw, routeOptions }) => {
    // Whatever a signed body says of itself, it is taken as it is; the framework would refuse what it cannot read.
    const { isRaw = false } = routeOptions.config as { readonly isRaw?: boolean };
    if (isRaw) raw.headers["content-type"] = "application/octet-stream";
  });
  const always = new Set([...parts.open, ...parts.always].map(({ path }) => path));
  app.addHook("onRequest", async (request, reply) => {
    if (parts.isOpen() || always.has(request.routeOptions.url ?? "")) return;
    await answer(reply, STORE_AWAY);
  });
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

type Mountable = Route & { readonly hot?: boolean };

interface Mounted {
  readonly guarded: Guarded;
  readonly ending: AbortSignal;
  readonly parts: ServerParts;
}

async function handle(
  { guarded, ending, parts }: Mounted,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const answered = await replyTo(guarded, request.raw, rawBody, {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
  });
  if (!("stream" in answered)) return answer(reply, answered);
  reply.hijack();
  try {
    await answered.stream(openEventStream(reply.raw, ending));
  } catch (error) {
    // Its head is sent, so that no status can tell; at the end of the stream the browser connects anew.
    parts.log.debug({ route: guarded.route.path, error }, "a stream broke off");
    reply.raw.end();
  }
}

/** The same for what goes past the framework, whose hooks it has to do without. */
function hotRoute(kind: string, guarded: Guarded, parts: ServerParts): HotRoute {
  const reply = async (request: IncomingMessage, rawBody: Buffer): Promise<PlainReply> => {
    if (!parts.isOpen()) return STORE_AWAY;
    try {
      const answered = await replyTo(guarded, request, rawBody, { params: {}, query: {} });
      if ("stream" in answered) throw new Error("a hot route cannot stream");
      return answered;
    } catch (error) {
      return replyToError(error, guarded.route.path, parts);
    }
  };
  return async (request, rawBody) => {
    const answered = await reply(request, rawBody);
    parts.counted(kind, answered.status);
    return answered;
  };
}

async function answer(reply: FastifyReply, { status, body, headers }: PlainReply): Promise<void> {
  reply.code(status).headers(headers ?? {});
  if (typeof body === "string" || Buffer.isBuffer(body)) await reply.send(body);
  else if (body === null) await reply.send();
  else await reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

function answerErrors(app: FastifyInstance, parts: ServerParts): void {
  app.setNotFoundHandler((_request, reply) =>
    answer(reply, { status: 404, body: { error: "There is nothing here." } }),
  );
  const isWorthALine = createSeldom(MINUTE);
  app.setErrorHandler((error, request, reply) => {
    const route = request.routeOptions.url;
    const { status, ...said } = replyToError(error, route, parts);
    if (status === 413 && isWorthALine(route ?? ""))
      parts.log.warn({ route }, "a body was too large and was refused");
    return answer(reply, { status, ...said });
  });
}
