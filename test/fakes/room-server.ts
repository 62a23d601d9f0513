import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CardJson, Hello, Me, Message, PhonePage } from "../../src/http/page/contract.ts";
import { escapeHtml } from "../../src/lib/escape-html.ts";
import { aMessage } from "../support/room-examples.ts";

const FILES = new URL("../../dist/http/page/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  html: "text/html; charset=utf-8",
  map: "application/json",
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const ACTS = {
  eyes: "acknowledged",
  white_check_mark: "acknowledged",
  checkered_flag: "resolved",
} as const;

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly handle: string | null;
  readonly body: Record<string, unknown>;
}

/** The local room's HTTP, in memory, so that the page can be tried without the rest. A test writes `messages` and the others as it likes. */
export class RoomServer {
  readonly people = new Map<string, Me>();
  readonly messages: Message[] = [];
  readonly pages: PhonePage[] = [];
  readonly heard: Heard[] = [];
  hello: Partial<Hello> = {};
  /** Redis is away: whatever would write answers 503. */
  isAway = false;
  /** Answers 503 to whoever asks for the stream. */
  refusesStreams = false;
  #server: Server | null = null;
  #port = 0;
  readonly #streams = new Map<ServerResponse, string>();
  #events = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#streams.clear();
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  /** Posts a new message, or changes the one with that id in place. */
  show(message: Message): Message {
    const index = this.messages.findIndex(({ id }) => id === message.id);
    if (index === -1) this.messages.push(message);
    else this.messages[index] = message;
    this.#send("message", message);
    return message;
  }

  changeCard(number: number, change: Partial<CardJson>): void {
    const message = this.messages.find(({ card }) => card?.number === number);
    if (message?.card) this.show({ ...message, card: { ...message.card, ...change } });
  }

  ring(page: PhonePage): void {
    const index = this.pages.findIndex(({ id }) => id === page.id);
    if (index === -1) this.pages.unshift(page);
    else this.pages[index] = page;
    this.#send("phone", page);
  }

  trouble(text: string | null): void {
    this.#send(text === null ? "recovered" : "trouble", text === null ? {} : { text });
  }

  presence(): void {
    this.#send("presence", this.#presence());
  }

  #presence(): Pick<Hello, "people" | "here" | "occupancy" | "onCall"> {
    const here = [...new Set(this.#streams.values())];
    const {
      people = [...this.people.values()],
      occupancy = here.length > 0 ? "occupied" : "empty",
      onCall = [...this.people.values()].find((p) => p.responder)?.handle ?? null,
    } = this.hello;
    return { people, here: this.hello.here ?? here, occupancy, onCall };
  }

  #send(event: string, data: unknown): void {
    this.#events += 1;
    for (const stream of this.#streams.keys())
      stream.write(`id: ${this.#events}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", this.url);
    if (!pathname.startsWith("/room/")) return file(pathname, response);
    const handle = /(?:^|; )room=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? null;
    const body = await json(request);
    this.heard.push({ method: request.method ?? "", path: pathname, handle, body });
    const reply = (status: number, value?: unknown, headers = {}): void => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(value === undefined ? "" : JSON.stringify(value));
    };
    if (pathname === "/room/join") return this.#join(body, reply);
    const me = handle === null ? undefined : this.people.get(handle);
    if (!me) return reply(401, { error: "Join the room first." });
    if (request.method !== "GET" && this.isAway)
      return reply(503, { error: "The room's store is away." });
    if (pathname === "/room/stream" && this.refusesStreams)
      return reply(503, { error: "No streams now." });
    if (pathname === "/room/stream") return this.#stream(me, request, response);
    return this.#act(me, `${request.method} ${pathname}`, body, reply);
  }

  #join(
    body: Record<string, unknown>,
    reply: (status: number, value?: unknown, headers?: object) => void,
  ): void {
    const name = String(body["name"]);
    const handle = name.toLowerCase().replace(/\W+/g, "-");
    if (this.people.has(handle))
      return reply(409, { error: `There is a ${name} here already. Take another name.` });
    const me = { handle, name, responder: body["phone"] === true };
    this.people.set(handle, me);
    reply(201, me, { "set-cookie": `room=${handle}; HttpOnly; SameSite=Strict; Path=/` });
    this.presence();
  }

  #stream(me: Me, request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    this.#streams.set(response, me.handle);
    request.on("close", () => this.#streams.delete(response) && this.presence());
    const hello = {
      now: Date.now(),
      factor: 1,
      reactions: {
        acknowledge: ["eyes", "white_check_mark"],
        resolve: ["checkered_flag"],
        escalate: ["sos"],
      },
      commands: [
        { usage: "ack [#n] [for 2h]", summary: "Take an incident." },
        { usage: "incidents", summary: "List what is open." },
        { usage: "playbook <alert>", summary: "Show the steps." },
        { usage: "oncall", summary: "Who is on call." },
        { usage: "help [command]", summary: "All commands." },
      ],
      phoneReal: false,
      ...this.hello,
      ...this.#presence(),
    };
    response.write(`retry: 300\n\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`);
    this.presence();
  }

  #act(
    me: Me,
    what: string,
    body: Record<string, unknown>,
    reply: (status: number, value?: unknown) => void,
  ): void {
    const [, , , id, kind] = what.split("/");
    if (what === "GET /room/me") return reply(200, me);
    if (what === "GET /room/messages") return reply(200, { messages: this.messages });
    if (what === "GET /room/phone") return reply(200, { pages: me.responder ? this.pages : [] });
    if (what === "POST /room/active" || what === "POST /room/leave") return reply(204);
    if (what === "POST /room/messages")
      return reply(
        201,
        this.show(
          aMessage({
            author: me.handle,
            authorName: me.name,
            text: String(body["text"]),
            html: `<p>${escapeHtml(String(body["text"]))}</p>`,
          }),
        ),
      );
    if (kind === "reactions")
      return reply(
        204,
        this.#react(
          me,
          decodeURIComponent(id ?? ""),
          String(body["emoji"]),
          what.startsWith("POST"),
        ),
      );
    if (kind === "keys") return this.#press(me, decodeURIComponent(id ?? ""), reply);
    reply(404, { error: "No such thing." });
  }

  #react(me: Me, id: string, emoji: string, isAdded: boolean): undefined {
    const message = this.messages.find((m) => m.id === id);
    if (!message) return;
    const others = message.reactions.filter((r) => r.emoji !== emoji || r.by !== me.handle);
    const reactions = isAdded ? [...others, { emoji, by: me.handle, byName: me.name }] : others;
    const status = isAdded
      ? (ACTS[emoji as keyof typeof ACTS] ?? message.card?.status)
      : "triggered";
    this.show({
      ...message,
      reactions,
      card: message.card && cardAfter(message.card, status ?? "triggered", me),
    });
  }

  #press(me: Me, id: string, reply: (status: number, value?: unknown) => void): void {
    const page = this.pages.find((p) => p.id === id);
    if (!page || page.state === "ended") return reply(409, { error: "This page has ended." });
    this.ring({ ...page, state: "ended", note: "acknowledged" });
    for (const number of page.incidents)
      this.changeCard(number, {
        status: "acknowledged",
        acknowledgedBy: me.name,
        callsAt: null,
        standing: `${me.name} has it.`,
      });
    reply(200, { text: "Acknowledged. The room is told." });
  }
}

function cardAfter(card: CardJson, status: CardJson["status"], me: Me): CardJson {
  const over = { callsAt: null, acknowledgedBy: me.name };
  switch (status) {
    case "triggered":
      return {
        ...card,
        status,
        callsAt: card.openedAt + 600_000,
        standing: "",
        acknowledgedBy: null,
      };
    case "acknowledged":
      return { ...card, ...over, status, standing: `${me.name} has it.` };
    case "resolved":
      return {
        ...card,
        ...over,
        status,
        standing: `Resolved by ${me.name} after 7 min.`,
        resolvedBy: me.name,
        resolvedAt: Date.now(),
      };
  }
}

async function file(pathname: string, response: ServerResponse): Promise<void> {
  const name = pathname === "/" ? "index.html" : pathname.replace(/^\/assets\//, "");
  try {
    const content = await readFile(new URL(name, FILES));
    response.writeHead(200, {
      "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain",
      "content-security-policy": POLICY,
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

async function json(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0
    ? {}
    : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
}
