import { EventEmitter } from "node:events";
import { FORM } from "./carrier/shapes.ts";
import { Courier, type Reach, type Reply } from "./vendor/courier.ts";
import { address, like, oneOf, problemsOf, text, whole, type Fields } from "./vendor/fields.ts";
import type { Answer } from "./vendor/troubles.ts";
import { VendorServer, type Heard, type Operation } from "./vendor/vendor-server.ts";

export interface PushoverOptions extends Reach {
  readonly token?: string;
  /** Keys of the users there are; any well-formed one, unless told. */
  readonly users?: readonly string[];
  readonly now?: () => number;
}

export interface PushoverMessage {
  readonly request: string;
  readonly user: string;
  readonly title: string;
  readonly message: string;
  readonly priority: number;
  readonly url: string | null;
  readonly urlTitle: string | null;
  readonly sound: string | null;
  /** Of an emergency only. */
  readonly receipt: string | null;
}

/** An emergency, which repeats until it is acknowledged, cancelled or expired. */
export interface PushoverReceipt {
  readonly receipt: string;
  readonly user: string;
  readonly callback: string | null;
  readonly tags: readonly string[];
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  readonly at: number;
  state: "repeating" | "acknowledged" | "cancelled" | "expired";
  acknowledgedAt: number;
  acknowledgedBy: string;
  calledBackAt: number;
}

const KEY = like(/^[A-Za-z0-9]{30}$/, "is not 30 letters and digits");

const MESSAGE: Fields = {
  token: { check: KEY, isRequired: true },
  user: { check: KEY, isRequired: true },
  message: { check: text(1_024), isRequired: true },
  title: { check: text(250) },
  url: { check: text(512) },
  url_title: { check: text(100) },
  device: { check: like(/^[A-Za-z0-9_-]{1,25}(,[A-Za-z0-9_-]{1,25})*$/, "is no device name") },
  sound: { check: like(/^[a-z0-9_-]{1,20}$/, "is no sound") },
  priority: { check: whole(-2, 2) },
  retry: { check: whole(30, 10_800) },
  expire: { check: whole(1, 10_800) },
  callback: { check: address },
  tags: { check: text(512) },
  timestamp: { check: whole(0, 9_999_999_999) },
  ttl: { check: whole(1, 31_536_000) },
  html: { check: oneOf("0", "1") },
  monospace: { check: oneOf("0", "1") },
};

const TOKEN: Fields = { token: { check: KEY, isRequired: true } };
const USER: Fields = {
  ...TOKEN,
  user: { check: KEY, isRequired: true },
  device: { check: text(25) },
};

/** Pushover in memory: messages, receipts of emergencies, and their unsigned callbacks. */
export class PushoverServer extends VendorServer {
  token: string;
  readonly messages: PushoverMessage[] = [];
  readonly receipts: PushoverReceipt[] = [];
  users: readonly string[] | null;
  /** Of the month. */
  remaining = 9_999;
  readonly now: () => number;
  readonly courier = new Courier(
    () => ({}),
    () => ({}),
  );
  readonly #expected = new Set<string>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #count = 0;

  constructor(options: PushoverOptions = {}) {
    super();
    this.token = options.token ?? "azGDORePK8gMaC0QOYAMyEEuzJnyUi";
    this.users = options.users ?? null;
    this.now = options.now ?? Date.now;
    this.courier.publicUrl = options.publicUrl ?? null;
    this.courier.reachedAt = options.reachedAt ?? null;
  }

  onChange(listener: () => void): () => void {
    this.#changes.on("change", listener);
    return () => void this.#changes.off("change", listener);
  }

  /** The user opens the app and acknowledges. Answers what the program said to the callback; null: it asked for none, or was not there. */
  async acknowledge(receipt: string, user?: string): Promise<Reply | null> {
    const one = this.receiptOf(receipt);
    if (one.state !== "repeating") throw new Error(`the emergency is ${one.state}`);
    const at = Math.floor(this.now() / 1_000);
    one.state = "acknowledged";
    one.acknowledgedAt = at;
    one.acknowledgedBy = user ?? one.user;
    this.changed();
    if (one.callback === null) return null;
    const fields = new URLSearchParams({
      receipt,
      acknowledged: "1",
      acknowledged_at: String(at),
      acknowledged_by: one.acknowledgedBy,
      acknowledged_by_device: "iphone",
    });
    one.calledBackAt = at;
    await this.courier.tell({
      what: "acknowledged",
      of: receipt,
      url: one.callback,
      headers: { "content-type": FORM },
      body: fields.toString(),
    });
    return this.courier.sent.findLast(({ of }) => of === receipt)?.reply ?? null;
  }

  expires(receipt: string): void {
    this.receiptOf(receipt).state = "expired";
    this.changed();
  }

  receiptOf(receipt: string): PushoverReceipt {
    const found = this.receipts.find((one) => one.receipt === receipt);
    if (found === undefined) throw new Error(`there is no receipt ${receipt}`);
    return found;
  }

  /** The oldest message to a user that no test has expected yet. */
  expect(user: string, words: RegExp): PushoverMessage {
    const fresh = this.#fresh();
    const found = fresh.find(
      (one) => one.user === user && words.test(`${one.title}\n${one.message}`),
    );
    if (found === undefined) throw new Error(`no push says ${words}; there is: ${inWords(fresh)}`);
    this.#expected.add(found.request);
    return found;
  }

  expectNothing(): void {
    const fresh = this.#fresh();
    if (fresh.length > 0) throw new Error(`nobody expected: ${inWords(fresh)}`);
  }

  #fresh(): readonly PushoverMessage[] {
    return this.messages.filter(({ request }) => !this.#expected.has(request));
  }

  protected override changed(): void {
    this.#changes.emit("change");
  }

  protected override operation(heard: Omit<Heard, "operation">): Operation | null {
    const { method, path, body, query } = heard;
    const route = `${method} ${path}`;
    const pairs = [...new URLSearchParams(method === "POST" ? body : query)];
    const fields = new Map(pairs);
    const to = fields.get("user") ?? null;
    const operation = (name: string, wanted: Fields, answer: () => Answer): Operation => ({
      name,
      to,
      answer: () => this.#refusal(heard, wanted, pairs) ?? answer(),
    });
    if (route === "POST /1/messages.json")
      return operation("message", MESSAGE, () => this.#message(fields));
    if (route === "POST /1/users/validate.json")
      return operation("validate", USER, () => this.#validate(fields.get("user") ?? ""));
    if (route === "GET /1/apps/limits.json")
      return operation("limits", TOKEN, () => this.#limits());
    const tag = /^POST \/1\/receipts\/cancel_by_tag\/([^/]+)\.json$/.exec(route)?.[1];
    if (tag !== undefined)
      return operation("cancel-by-tag", TOKEN, () => this.#cancels(decodeURIComponent(tag)));
    const [, verb, receipt = "", cancel] =
      /^(GET|POST) \/1\/receipts\/([^/]+?)(\/cancel)?\.json$/.exec(route) ?? [];
    if (verb === "GET" && !cancel) return operation("receipt", TOKEN, () => this.#receipt(receipt));
    if (verb === "POST" && cancel) return operation("cancel", TOKEN, () => this.#cancel(receipt));
    return null;
  }

  protected override unknown(): Answer {
    return { status: 404, body: { status: 0, errors: ["not found"], request: this.#request() } };
  }

  #refusal(
    { method, headers }: Omit<Heard, "operation">,
    wanted: Fields,
    pairs: readonly [string, string][],
  ): Answer | null {
    const type = headers["content-type"] ?? "";
    if (method === "POST" && type.split(";")[0]?.trim().toLowerCase() !== FORM) {
      this.fault(`a request comes as ${type || "nothing in particular"}`);
      return this.#refuses({}, `cannot read ${type}`);
    }
    const token = pairs.find(([name]) => name === "token")?.[1];
    if (token !== this.token)
      return this.#refuses({ token: "invalid" }, "application token is invalid");
    const problems = problemsOf(wanted, pairs);
    for (const { words } of problems) this.fault(words);
    const worst = problems.find(({ kind }) => kind !== "unknown");
    return worst === undefined ? null : this.#refuses({ [worst.field]: "invalid" }, worst.words);
  }

  #message(fields: ReadonlyMap<string, string>): Answer {
    const user = fields.get("user") ?? "";
    if (!this.#knows(user)) return this.#refuses({ user: "invalid" }, "user identifier is invalid");
    const priority = Number(fields.get("priority") ?? 0);
    const isEmergency = priority === 2;
    for (const name of ["retry", "expire"])
      if (isEmergency && !fields.has(name)) {
        this.fault(`${name} is missing`);
        return this.#refuses({ [name]: "invalid" }, `${name} parameter is required`);
      }
    for (const name of ["retry", "expire", "callback", "tags"])
      if (!isEmergency && fields.has(name)) this.fault(`${name} without priority 2`);
    const request = this.#request();
    const receipt = isEmergency ? this.#emergency(user, fields) : null;
    this.remaining -= 1;
    this.messages.push({
      request,
      user,
      title: fields.get("title") ?? "",
      message: fields.get("message") ?? "",
      priority,
      url: fields.get("url") ?? null,
      urlTitle: fields.get("url_title") ?? null,
      sound: fields.get("sound") ?? null,
      receipt,
    });
    return this.#ok({ ...(receipt !== null && { receipt }) }, request);
  }

  #emergency(user: string, fields: ReadonlyMap<string, string>): string {
    const receipt = `r${String(this.receipts.length + 1).padStart(29, "0")}`;
    this.receipts.push({
      receipt,
      user,
      callback: fields.get("callback") ?? null,
      tags: fields.get("tags")?.split(",") ?? [],
      retrySeconds: Number(fields.get("retry")),
      expireSeconds: Number(fields.get("expire")),
      at: this.now(),
      state: "repeating",
      acknowledgedAt: 0,
      acknowledgedBy: "",
      calledBackAt: 0,
    });
    return receipt;
  }

  #receipt(receipt: string): Answer {
    const one = this.receipts.find((each) => each.receipt === receipt);
    if (one === undefined) return this.#noReceipt();
    const isAcknowledged = one.state === "acknowledged";
    return this.#ok({
      acknowledged: isAcknowledged ? 1 : 0,
      acknowledged_at: one.acknowledgedAt,
      acknowledged_by: one.acknowledgedBy,
      acknowledged_by_device: isAcknowledged ? "iphone" : "",
      last_delivered_at: Math.floor(one.at / 1_000),
      expired: one.state === "expired" || one.state === "cancelled" ? 1 : 0,
      expires_at: Math.floor(one.at / 1_000) + one.expireSeconds,
      called_back: one.calledBackAt > 0 ? 1 : 0,
      called_back_at: one.calledBackAt,
    });
  }

  #cancel(receipt: string): Answer {
    const one = this.receipts.find((each) => each.receipt === receipt);
    if (one === undefined) return this.#noReceipt();
    if (one.state === "repeating") one.state = "cancelled";
    return this.#ok({});
  }

  #cancels(tag: string): Answer {
    const tagged = this.receipts.filter(
      ({ tags, state }) => state === "repeating" && tags.includes(tag),
    );
    for (const one of tagged) one.state = "cancelled";
    return this.#ok({ canceled: tagged.length });
  }

  #noReceipt(): Answer {
    const body = { receipt: "not found", errors: ["receipt not found"], status: 0 };
    return { status: 404, body: { ...body, request: this.#request() } };
  }

  #validate(user: string): Answer {
    if (!this.#knows(user)) return this.#refuses({ user: "invalid" }, "user key is invalid");
    return this.#ok({ group: 0, devices: ["iphone"], licenses: ["iOS"] });
  }

  #limits(): Answer {
    return this.#ok({ limit: 10_000, remaining: this.remaining, reset: 1_393_653_600 });
  }

  #knows(user: string): boolean {
    return this.users === null || this.users.includes(user);
  }

  #ok(body: object, request = this.#request()): Answer {
    return {
      status: 200,
      headers: { "x-limit-app-limit": "10000", "x-limit-app-remaining": String(this.remaining) },
      body: { status: 1, request, ...body },
    };
  }

  #refuses(fields: object, ...errors: readonly string[]): Answer {
    return { status: 400, body: { ...fields, errors, status: 0, request: this.#request() } };
  }

  #request(): string {
    this.#count += 1;
    return `647d2300-702c-4b38-8b2f-d56326ae46${String(this.#count).padStart(4, "0")}`;
  }
}

function inWords(messages: readonly PushoverMessage[]): string {
  return messages.map(({ user, message }) => `${user}: ${message}`).join(" | ") || "nothing";
}
