import { parse as parseCookies } from "cookie";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { ConfigError } from "../lib/config-error.ts";
import type { Log } from "../lib/log.ts";
import type { Route, WebReply, WebRequest } from "../ports/web.ts";
import type { ApiRoute } from "./api-routes.ts";
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

const BODY_LIMIT_BYTES = 1024 * 1024;
const RETRY_AFTER_S = "5";

export interface ServerParts {
  readonly log: Log;
  readonly access: Access;
  readonly api: readonly ApiRoute[];
  readonly pages: readonly Route[];
  readonly open: readonly Route[];
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
  const mount = (route: Route, guard: (caller: Caller) => Refused): void => {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) =>
        handle({ route, guard, ending: ending.signal, log: parts.log }, request, reply),
    });
  };
  for (const route of parts.api)
    mount(
      route,
      (caller) => guardApi(parts.access, caller, route.scope) ?? guardOrigin(parts.access, caller),
    );
  for (const route of parts.pages)
    mount(route, (caller) => guardPages(parts.access, caller) ?? guardOrigin(parts.access, caller));
  for (const route of parts.open) mount(route, () => null);
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
  readonly log: Log;
}

async function handle(
  { route, guard, ending, log }: Mounted,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const headers = request.headers as Readonly<Record<string, string | undefined>>;
  const refused = guard({ address: request.socket.remoteAddress ?? "", headers });
  if (refused) return answer(reply, { status: refused.status, body: { error: refused.error } });
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = parseJson(rawBody);
  if (!body.ok)
    return answer(reply, {
      status: 400,
      body: { error: body.error, problems: [{ path: "", message: body.error }] },
    });
  const answered = await route.handle(webRequest(request, headers, body.value, rawBody));
  if (!("stream" in answered)) return answer(reply, answered);
  reply.hijack();
  try {
    await answered.stream(openEventStream(reply.raw, ending));
  } catch (error) {
    // Its head is sent, so that no status can tell; at the end of the stream the browser connects anew.
    log.debug({ route: route.path, error }, "a stream broke off");
    reply.raw.end();
  }
}

function webRequest(
  request: FastifyRequest,
  headers: WebRequest["headers"],
  body: unknown,
  rawBody: Buffer,
): WebRequest {
  const path = request.url.split("?")[0] ?? "";
  return {
    path,
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    headers,
    cookies: parseCookies(headers["cookie"] ?? ""),
    body,
    rawBody,
  };
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
      await answer(reply, {
        status: 503,
        body: { error: "watchroom cannot reach its store. Send this again in a few seconds." },
        headers: { "retry-after": RETRY_AFTER_S },
      });
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
