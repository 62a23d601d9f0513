import { request } from "node:http";
import { text } from "node:stream/consumers";

/** What the program said to a callback. */
export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

export interface Parcel {
  /** What it tells, such as `ringing` or `digits`. */
  readonly what: string;
  /** Id of the call, message or alert that it is about. */
  readonly of: string;
  /** As the program gave it. */
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Callback extends Parcel {
  /** Null: nobody answered. */
  reply: Reply | null;
  readonly isForged: boolean;
}

export interface Reach {
  /** What the program believes to be its own public address, without a slash at its end. */
  readonly publicUrl?: string | null;
  /** Where that can really be reached. */
  readonly reachedAt?: string | null;
}

/** Signs the parcel as the vendor does. */
export type Sign = (parcel: Parcel) => Readonly<Record<string, string>>;

const PATIENCE_MS = 10_000;

/** Brings what a vendor has to tell to the program, in order for each call or message, and badly if told to. */
export class Courier {
  /** All that was sent, in the order of sending; replayed ones again. */
  readonly sent: Callback[] = [];
  publicUrl: string | null = null;
  reachedAt: string | null = null;
  readonly #sign: Sign;
  readonly #forge: Sign;
  readonly #tails = new Map<string, Promise<unknown>>();
  #forging = 0;
  #dropping = 0;
  #isHolding = false;
  #held: Parcel[] = [];

  constructor(sign: Sign, forge: Sign) {
    this.#sign = sign;
    this.#forge = forge;
  }

  /** So many of the next ones carry a wrong signature. */
  forges(times = 1): void {
    this.#forging = times;
  }

  /** So many of the next ones never arrive. */
  drops(times = 1): void {
    this.#dropping = times;
  }

  /** Nothing that is merely told leaves any more; what has to be answered, such as a pressed key, still does. */
  holds(): void {
    this.#isHolding = true;
  }

  get held(): readonly Parcel[] {
    return this.#held;
  }

  /** Sends what was held, and what follows as usual. */
  async releases(order: "in order" | "reversed" = "in order"): Promise<void> {
    this.#isHolding = false;
    const held = this.#held.splice(0);
    for (const parcel of order === "reversed" ? held.toReversed() : held) await this.ask(parcel);
  }

  /** The very same bytes under the very same signature. */
  async replays(callback: Callback): Promise<Reply | null> {
    return this.#send(callback, callback.headers, callback.isForged);
  }

  /** The last that told this. */
  last(what: string, of?: string): Callback {
    const found = this.sent.findLast(
      (one) => one.what === what && (of === undefined || one.of === of),
    );
    if (found === undefined) throw new Error(`no callback told ${what}`);
    return found;
  }

  /** After everything told before of the same call or message. */
  tell(parcel: Parcel): Promise<unknown> {
    if (this.#isHolding) {
      this.#held.push(parcel);
      return Promise.resolve();
    }
    const before = this.#tails.get(parcel.of) ?? Promise.resolve();
    const now = before.then(() => this.ask(parcel));
    this.#tails.set(parcel.of, now);
    return now;
  }

  /** Resolves when all that was told of it has been answered. */
  async after(of: string): Promise<void> {
    await this.#tails.get(of);
  }

  /** At once. Asks a second time if nobody was there, as the vendors do. */
  async ask(parcel: Parcel): Promise<Reply | null> {
    if (this.#dropping > 0) {
      this.#dropping -= 1;
      return null;
    }
    const isForged = this.#forging > 0;
    if (isForged) this.#forging -= 1;
    const signed = { ...parcel.headers, ...(isForged ? this.#forge : this.#sign)(parcel) };
    return (
      (await this.#send(parcel, signed, isForged)) ?? (await this.#send(parcel, signed, isForged))
    );
  }

  /** Resolves when all that is under way has been answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#tails.values());
  }

  async #send(
    parcel: Parcel,
    headers: Readonly<Record<string, string>>,
    isForged: boolean,
  ): Promise<Reply | null> {
    const callback: Callback = { ...parcel, headers, isForged, reply: null };
    this.sent.push(callback);
    callback.reply = await exchange(this.#where(parcel.url), parcel, {
      ...headers,
      ...this.#forwarded(parcel.url),
    });
    return callback.reply;
  }

  #isBehindProxy(url: string): boolean {
    return this.publicUrl !== null && url.startsWith(this.publicUrl);
  }

  #where(url: string): string {
    if (this.reachedAt === null || !this.#isBehindProxy(url)) return url;
    return this.reachedAt + url.slice(this.publicUrl?.length);
  }

  #forwarded(url: string): Readonly<Record<string, string>> {
    if (this.reachedAt === null || !this.#isBehindProxy(url)) return {};
    const { host, protocol } = new URL(url);
    return { "x-forwarded-host": host, "x-forwarded-proto": protocol.slice(0, -1) };
  }
}

/** Null when nobody answered. */
function exchange(
  url: string,
  { method = "POST", body }: Parcel,
  headers: Readonly<Record<string, string>>,
): Promise<Reply | null> {
  const { hostname, protocol } = new URL(url);
  if (protocol !== "http:" || (hostname !== "127.0.0.1" && hostname !== "localhost"))
    return Promise.resolve(null);
  return new Promise((resolve) => {
    const length =
      method === "POST" ? { "content-length": String(Buffer.byteLength(body)) } : undefined;
    const asking = request(
      url,
      { method, agent: false, headers: { ...headers, ...length }, timeout: PATIENCE_MS },
      (response) => {
        const contentType = response.headers["content-type"] ?? null;
        text(response).then(
          (said) => resolve({ status: response.statusCode ?? 0, contentType, body: said }),
          () => resolve(null),
        );
      },
    );
    asking.on("timeout", () => asking.destroy(new Error("timeout")));
    asking.on("error", () => resolve(null));
    asking.end(method === "POST" ? body : undefined);
  });
}
