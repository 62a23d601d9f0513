import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface NtfyMessage {
  readonly id: string;
  /** Id of the message that it takes the place of; missing: of none. */
  readonly replaces?: string;
  readonly topic: string;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly click: string;
  readonly actions: readonly {
    readonly action: string;
    readonly label: string;
    readonly url: string;
    readonly method: string;
    readonly clear: boolean;
  }[];
}

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly contentType: string | null;
  readonly body: string;
}

/** What the next publishing is answered with, instead of being taken. */
export type NtfyTrouble =
  | {
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** `hang`: says nothing, ever. `reset`: closes without an answer. */
  | "hang"
  | "reset";

const MESSAGE_BYTES = 4_096;
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;

/** An ntfy server in memory: publishing as JSON, health, and the account of a token. */
export class NtfyServer {
  readonly messages: NtfyMessage[] = [];
  readonly heard: Heard[] = [];
  /** Only this token may publish; null lets anybody. */
  token: string | null = null;
  isHealthy = true;
  /** As it was before 2.16: nothing can be replaced. */
  isOld = false;
  /** Of an account; null when the server keeps none. */
  messagesRemaining: number | null = 250;
  readonly #troubles: NtfyTrouble[] = [];
  readonly #seen = new Set<string>();
  #server: Server | null = null;
  #port = 0;

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
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  /** One for each publishing that follows, in order. */
  fails(...troubles: readonly NtfyTrouble[]): void {
    this.#troubles.push(...troubles);
  }

  /** The oldest message to a topic that no test has expected yet. */
  expect(topic: string, words: RegExp): NtfyMessage {
    const fresh = this.#fresh().filter((one) => one.topic === topic);
    const found = fresh.find((one) => words.test(`${one.title}\n${one.message}`));
    if (!found)
      throw new Error(
        `no push says ${words}; there is: ${fresh.map((one) => one.message).join(" | ") || "nothing"}`,
      );
    this.#seen.add(found.id);
    return found;
  }

  expectNothing(): void {
    const fresh = this.#fresh();
    if (fresh.length > 0)
      throw new Error(`nobody expected: ${fresh.map((one) => one.message).join(" | ")}`);
  }

  /** What was only replaced makes no sound, and is looked at by `shown`. */
  #fresh(): readonly NtfyMessage[] {
    return this.messages.filter(({ id, replaces }) => !replaces && !this.#seen.has(id));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "", headers } = request;
    const body = await text(request);
    const authorization = headers.authorization ?? null;
    const contentType = headers["content-type"] ?? null;
    this.heard.push({ method, path, authorization, contentType, body });
    const reply = (status: number, value: object): void => json(response, status, value);
    if (method === "POST" && path === "/") return this.#publish(body, authorization, response);
    const [, topic, former] = /^\/([-_A-Za-z0-9]{1,64})\/([-_A-Za-z0-9]{1,64})$/.exec(path) ?? [];
    if (method === "POST" && topic && former && !this.isOld && topic !== "v1")
      return this.#replace({ topic, former, text: body }, request, response);
    if (path === "/v1/health") return reply(200, { healthy: this.isHealthy });
    if (path === "/v1/account") {
      if (!this.#lets(authorization)) return reply(401, refused(40_101, "unauthorized"));
      if (this.messagesRemaining === null) return reply(404, refused(40_401, "page not found"));
      return reply(200, {
        username: "*",
        stats: { messages: 1, messages_remaining: this.messagesRemaining },
      });
    }
    return reply(404, refused(40_401, "page not found"));
  }

  #publish(body: string, authorization: string | null, response: ServerResponse): void {
    const trouble = this.#troubles.shift();
    if (trouble !== undefined) return trip(trouble, response);
    if (!this.#lets(authorization)) return json(response, 401, refused(40_101, "unauthorized"));
    if (Buffer.byteLength(body) > 2 * MESSAGE_BYTES)
      return json(response, 413, refused(41_303, "JSON body too large"));
    const message = JSON.parse(body) as Omit<NtfyMessage, "id">;
    if (!TOPIC.test(message.topic)) return json(response, 400, refused(40_009, "topic invalid"));
    if (Buffer.byteLength(message.message) >= MESSAGE_BYTES)
      return json(response, 400, refused(40_014, "attachments not allowed"));
    const kept = { ...message, id: `n${this.messages.length + 1}` };
    this.messages.push(kept);
    json(response, 200, { id: kept.id, event: "message", topic: message.topic });
  }

  #replace(
    { topic, former, text: message }: { topic: string; former: string; text: string },
    { headers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const trouble = this.#troubles.shift();
    if (trouble !== undefined) return trip(trouble, response);
    if (!this.#lets(headers.authorization ?? null))
      return json(response, 401, refused(40_101, "unauthorized"));
    const kept = {
      id: `n${this.messages.length + 1}`,
      replaces: former,
      topic,
      title: decoded(String(headers["x-title"] ?? "")),
      message,
      priority: Number(headers["x-priority"] ?? 3),
      tags: String(headers["x-tags"] ?? "").split(","),
      click: String(headers["x-click"] ?? ""),
      actions: [],
    };
    this.messages.push(kept);
    json(response, 200, { id: kept.id, event: "message", topic, sequence_id: former });
  }

  /** What a phone shows now: each message once, as it was last published. */
  shown(topic: string): readonly NtfyMessage[] {
    const all = this.messages.filter((one) => one.topic === topic);
    return all.filter(
      ({ id, replaces }, index) =>
        !all.slice(index + 1).some((later) => later.replaces === (replaces ?? id)),
    );
  }

  #lets(authorization: string | null): boolean {
    return this.token === null || authorization === `Bearer ${this.token}`;
  }
}

function trip(trouble: NtfyTrouble, response: ServerResponse): void {
  if (trouble === "hang") return;
  if (trouble === "reset") return void response.socket?.destroy();
  response.writeHead(trouble.status, trouble.headers).end(trouble.body ?? "");
}

/** An encoded word of RFC 2047. */
function decoded(header: string): string {
  const [, base64] = /^=\?UTF-8\?B\?([^?]*)\?=$/i.exec(header) ?? [];
  return base64 === undefined ? header : Buffer.from(base64, "base64").toString();
}

function refused(code: number, error: string): object {
  return { code, http: Math.floor(code / 100), error };
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
