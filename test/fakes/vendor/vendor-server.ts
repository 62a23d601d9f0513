import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  createTroubles,
  isBefore,
  write,
  type Answer,
  type Trouble,
  type When,
} from "./troubles.ts";

export interface Heard {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `performance.now()` when all of it had arrived. */
  readonly at: number;
  /** Which of the server's operations it was; `unknown` for none. */
  readonly operation: string;
}

export interface Operation {
  readonly name: string;
  /** The phone number or other recipient of it, for troubles that befall only that. */
  readonly to?: string | null;
  answer(): Answer | Promise<Answer>;
}

/** What all fakes of vendors have in common: they listen on loopback, note what they heard and what was wrong with it, and fail on order. */
export abstract class VendorServer {
  readonly heard: Heard[] = [];
  /** All that a careful vendor would complain of, in words. */
  readonly faults: string[] = [];
  readonly #troubles = createTroubles();
  #held: (() => void)[] = [];
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Again on the same port after a stop. */
  async start(): Promise<this> {
    const server = createServer((request, response) => {
      this.#take(request, response).catch((error: unknown) => {
        this.faults.push(`the fake broke: ${String(error)}`);
        if (response.headersSent) response.destroy();
        else write(response, { status: 500, body: String(error) });
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Befalls the next request it fits, or as many as told. Answers what mends it. */
  trouble(how: Trouble, when: When = {}): () => void {
    return this.#troubles.add(how, when);
  }

  /** Ends all trouble that is still to come. */
  mends(): void {
    this.#troubles.clear();
    this.releaseAnswers();
  }

  /** Lets out the answers that `hold` kept. */
  releaseAnswers(): void {
    for (const release of this.#held.splice(0)) release();
  }

  /** How many answers are being kept by `hold`. */
  get heldAnswers(): number {
    return this.#held.length;
  }

  heardOf(operation: string): readonly Heard[] {
    return this.heard.filter((one) => one.operation === operation);
  }

  expectNoFaults(): void {
    if (this.faults.length > 0) throw new Error(`faults: ${this.faults.join("\n")}`);
  }

  /** Which operation this request is; null: the vendor knows no such address. */
  protected abstract operation(heard: Omit<Heard, "operation">): Operation | null;

  protected abstract unknown(heard: Heard): Answer;

  protected fault(words: string): void {
    this.faults.push(words);
  }

  /** Called after anything has come about, for those who wait. */
  protected changed(): void {}

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const target = new URL(request.url ?? "/", this.url);
    const asked = {
      method: request.method ?? "",
      path: target.pathname,
      query: target.searchParams,
      headers: request.headers as Record<string, string>,
      body,
      at: performance.now(),
    };
    const operation = this.operation(asked);
    const heard = { ...asked, operation: operation?.name ?? "unknown" };
    this.heard.push(heard);
    if (operation === null) {
      this.fault(`nothing is at ${asked.method} ${asked.path}`);
      return write(response, this.unknown(heard));
    }
    const how = this.#troubles.take(operation.name, operation.to ?? null);
    if (how !== null && isBefore(how)) {
      fail(response, how);
      return this.changed();
    }
    const answer = await operation.answer();
    await this.#say(response, answer, how);
  }

  async #say(response: ServerResponse, answer: Answer, how: Trouble | null): Promise<void> {
    if (how === "callbacks-first") {
      await answer.after?.();
      return write(response, answer);
    }
    if (how === "hold") {
      // What happens to the call goes on, so that all of it can be over before the answer.
      const released = new Promise<void>((resolve) => this.#held.push(resolve));
      await answer.after?.();
      this.changed();
      await released;
      return write(response, answer);
    }
    if (how === "accept-then-reset") response.socket?.resetAndDestroy();
    else if (how !== "accept-then-hang") {
      const out = new Promise((resolve) => {
        if (response.destroyed) resolve(null);
        response.once("close", resolve);
      });
      write(response, answer, how);
      if (how === null) await out;
    }
    await answer.after?.();
    this.changed();
  }
}

function fail(response: ServerResponse, how: Trouble): void {
  if (how === "reset") response.socket?.resetAndDestroy();
  else if (typeof how === "object") write(response, how);
}
