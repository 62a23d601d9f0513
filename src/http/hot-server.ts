import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { WebReply } from "../ports/web.ts";

export type PlainReply = Extract<WebReply, { status: number }>;

/** Answers a request whose body is there as a whole. Never rejects. */
export type HotRoute = (request: IncomingMessage, body: Buffer) => Promise<PlainReply>;

const KEEP_ALIVE_MS = 72_000;
/** For a whole request to arrive. Whoever sends theirs byte by byte would keep their connections for ever, until there are none for others. */
const PATIENCE_MS = 60_000;

/**
 * Node's own server in front of the framework: `hot`, by method and URL, has what is asked for thousands of times a
 * second: the framework's own work would be an eighth of all that such a request costs. Whatever is not plain, such as a
 * body of unknown or too great a length, goes to the framework like everything else.
 */
export function createHotServer(
  hot: ReadonlyMap<string, HotRoute>,
  others: RequestListener,
  mostBytes: number,
  patienceMs = PATIENCE_MS,
): Server {
  const patience = {
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    connectionsCheckingInterval: patienceMs / 4,
  };
  const server = createServer(patience, (request, response) => {
    const route = hot.get(`${request.method} ${request.url}`);
    // Absent, this is no number, and compares as false.
    const isPlain = Number(request.headers["content-length"]) <= mostBytes;
    if (route === undefined || !isPlain) others(request, response);
    else takeBody(request, (body) => void answer(route, request, response, body));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

function takeBody(request: IncomingMessage, whole: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => whole(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
}

async function answer(
  route: HotRoute,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const { status, headers, body: said } = await route(request, body);
  const text = typeof said === "string" ? said : JSON.stringify(said);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    ...headers,
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
