import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { Courier, type Reach, type Reply } from "./vendor/courier.ts";
import {
  among,
  jsonIn,
  list,
  members,
  membersWrong,
  string,
  strings,
  type Json,
  type Members,
} from "./vendor/json.ts";
import type { Answer } from "./vendor/troubles.ts";
import { VendorServer, type Heard, type Operation } from "./vendor/vendor-server.ts";

export interface OpsgenieOptions extends Reach {
  readonly apiKey?: string;
  /** Before `/v2`, such as that of JSM: `/jsm/ops/integration`. */
  readonly basePath?: string;
  readonly webhookUrl?: string | null;
  /** The custom header that the webhook integration was given. */
  readonly webhookHeader?: { readonly name: string; readonly value: string };
  readonly now?: () => number;
}

export interface OpsgenieAlert {
  readonly alias: string;
  readonly id: string;
  readonly tinyId: string;
  status: "open" | "acknowledged" | "closed";
  readonly message: string;
  readonly priority: string;
  readonly given: Json;
  /** How often it was created while it was open. */
  count: number;
  readonly actions: ("create" | "acknowledge" | "close")[];
  /** Who acknowledged or closed it, as was said. */
  user: string | null;
}

type Action = "Create" | "Acknowledge" | "UnAcknowledge" | "Close";

const USER = { user: string(100), source: string(100), note: string(25_000) };

const CREATE: Members = {
  required: { message: string(130) },
  optional: {
    ...USER,
    alias: string(512),
    description: string(15_000),
    responders: list(
      members({
        required: { type: among("user", "team", "escalation", "schedule") },
        optional: { id: string(100), name: string(100), username: string(100) },
      }),
      50,
    ),
    visibleTo: list(
      members({
        required: { type: among("user", "team") },
        optional: { id: string(100), name: string(100), username: string(100) },
      }),
      50,
    ),
    actions: list(string(50), 10),
    tags: list(string(50), 20),
    details: strings,
    entity: string(512),
    priority: among("P1", "P2", "P3", "P4", "P5"),
  },
};

const CHANGE: Members = { optional: USER };

/** Opsgenie, or its successor in Jira Service Management, in memory: alerts, which it takes up later, and webhooks. */
export class OpsgenieServer extends VendorServer {
  apiKey: string;
  readonly basePath: string;
  webhookUrl: string | null;
  readonly webhookHeader: { readonly name: string; readonly value: string };
  /** Whether what the program did itself is told to it too. */
  echoes = true;
  /** By alias; the closed ones too, until their alias is used again. */
  readonly alerts = new Map<string, OpsgenieAlert>();
  readonly now: () => number;
  readonly courier: Courier;
  readonly #requests = new Map<string, object>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #refusals: string[] = [];
  #isSlow = false;
  #waiting: (() => void)[] = [];

  constructor(options: OpsgenieOptions = {}) {
    super();
    this.apiKey = options.apiKey ?? "0c5a1f3e-opsgenie-key";
    this.basePath = options.basePath ?? "";
    this.webhookUrl = options.webhookUrl ?? null;
    this.webhookHeader = options.webhookHeader ?? { name: "x-watchroom-secret", value: "opsgenie" };
    this.now = options.now ?? Date.now;
    this.courier = new Courier(
      () => ({ [this.webhookHeader.name]: this.webhookHeader.value }),
      () => ({ [this.webhookHeader.name]: "some other secret" }),
    );
    this.courier.publicUrl = options.publicUrl ?? null;
    this.courier.reachedAt = options.reachedAt ?? null;
  }

  /** What the program is to be given: without `/v2`. */
  get apiUrl(): string {
    return `${this.url}${this.basePath}`;
  }

  onChange(listener: () => void): () => void {
    this.#changes.on("change", listener);
    return () => void this.#changes.off("change", listener);
  }

  alert(alias: string): OpsgenieAlert {
    const found = this.alerts.get(alias);
    if (found === undefined)
      throw new Error(
        `no alert ${alias}; there is: ${[...this.alerts.keys()].join(", ") || "none"}`,
      );
    return found;
  }

  /** The next request is taken with 202, and comes to nothing: its outcome says so, in these words. */
  refusesLater(...statuses: readonly string[]): void {
    this.#refusals.push(...statuses);
  }

  /** Requests are taken with 202 and lie there until `processes()`. */
  isSlow(): void {
    this.#isSlow = true;
  }

  processes(): void {
    this.#isSlow = false;
    for (const process of this.#waiting.splice(0)) process();
  }

  /** A user acknowledges there. Answers what the program said to the webhook; null: nobody answered. */
  async acknowledges(alias: string, who: string): Promise<Reply | null> {
    Object.assign(this.alert(alias), { status: "acknowledged", user: who });
    return this.webhookUrl === null ? null : this.webhook("Acknowledge", alias, who);
  }

  async unacknowledges(alias: string, who: string): Promise<Reply | null> {
    this.alert(alias).status = "open";
    return this.webhook("UnAcknowledge", alias, who);
  }

  async closes(alias: string, who: string): Promise<Reply | null> {
    this.alert(alias).status = "closed";
    return this.webhook("Close", alias, who);
  }

  /** Any event about an alert, whatever its state. Without `who` it came in through the API. */
  async webhook(action: Action, alias: string, who: string | null): Promise<Reply | null> {
    if (this.webhookUrl === null) throw new Error("there is no webhookUrl to tell it to");
    const alert = this.alert(alias);
    const username = who ?? "Alert API";
    const body = JSON.stringify({
      source: { name: "", type: who === null ? "API" : "web" },
      alert: {
        updatedAt: this.now() * 1_000_000,
        tags: alert.given["tags"] ?? [],
        teams: [],
        responders: [],
        message: alert.message,
        username,
        alertId: alert.id,
        source: alert.given["source"] ?? "",
        alias,
        tinyId: alert.tinyId,
        createdAt: this.now(),
        userId: randomUUID(),
        entity: alert.given["entity"] ?? "",
        priority: alert.priority,
      },
      action,
      integrationId: "37c8f316-17c6-49d7-899b-9c7e540c048d",
      integrationName: "watch",
    });
    this.changed();
    const headers = { "content-type": "application/json" };
    await this.courier.tell({ what: action, of: alias, url: this.webhookUrl, headers, body });
    return this.courier.sent.findLast(({ of }) => of === alias)?.reply ?? null;
  }

  async settled(): Promise<void> {
    await this.courier.settled();
  }

  protected override changed(): void {
    this.#changes.emit("change");
  }

  protected override operation(heard: Omit<Heard, "operation">): Operation | null {
    const base = `${this.basePath}/v2/alerts`;
    if (!heard.path.startsWith(base)) return null;
    const route = `${heard.method} ${heard.path.slice(base.length)}`;
    const operation = (name: string, answer: () => Answer): Operation => ({
      name,
      answer: () => this.#refusal(heard) ?? answer(),
    });
    if (route === "POST ") return operation("create", () => this.#create(heard.body));
    if (route === "GET ") return operation("list", () => this.#list(heard.query));
    const id = /^GET \/requests\/([^/]+)$/.exec(route)?.[1];
    if (id !== undefined) return operation("request", () => this.#request(id));
    const [, verb, written = "", change] =
      /^(GET|POST) \/([^/]+)(?:\/(acknowledge|close))?$/.exec(route) ?? [];
    const alias = (): string => this.#alias(decodeURIComponent(written), heard.query);
    if (verb === "GET" && change === undefined)
      return operation("alert", () => this.#fetch(alias()));
    if (verb === "POST" && (change === "acknowledge" || change === "close"))
      return operation(change, () => this.#change(change, alias(), heard.body));
    return null;
  }

  protected override unknown(): Answer {
    return failed(404, "No such endpoint");
  }

  #refusal({ method, headers }: Omit<Heard, "operation">): Answer | null {
    const key = headers["authorization"];
    if (key === undefined) return failed(401, "API Key is missing");
    if (key !== `GenieKey ${this.apiKey}`) return failed(401, "Could not authenticate");
    const type = headers["content-type"] ?? "";
    if (method !== "POST" || type.split(";")[0]?.trim() === "application/json") return null;
    this.fault(`a request comes as ${type || "nothing in particular"}`);
    return failed(422, "Content-Type is not application/json");
  }

  /** Opsgenie would take it for its own id. */
  #alias(written: string, query: URLSearchParams): string {
    if (query.get("identifierType") === "alias") return written;
    const found = [...this.alerts.values()].find(({ id }) => id === written);
    if (found === undefined) this.fault(`${written} comes without identifierType=alias`);
    return found?.alias ?? `no alias for id ${written}`;
  }

  /** Null when all is well; else the answer, and a fault. */
  #wrong(wanted: Members, body: string): Answer | null {
    const given = jsonIn(body === "" ? "{}" : body);
    if (given === null) {
      this.fault("the body is not a JSON object");
      return failed(422, "Request body is not processable. Please check the errors.");
    }
    const { wrong, unknown } = membersWrong(wanted, given);
    for (const words of [...wrong, ...unknown]) this.fault(words);
    return wrong.length === 0
      ? null
      : failed(422, "Request body is not processable. Please check the errors.", wrong);
  }

  #create(body: string): Answer {
    const wrong = this.#wrong(CREATE, body);
    if (wrong) return wrong;
    const given = jsonIn(body) ?? {};
    const alias = typeof given["alias"] === "string" ? given["alias"] : randomUUID();
    return this.#takes("Create", alias, () => {
      const open = this.alerts.get(alias);
      if (open !== undefined && open.status !== "closed") {
        open.count += 1;
        open.actions.push("create");
        return "Created alert";
      }
      this.alerts.set(alias, {
        alias,
        id: randomUUID(),
        tinyId: String(this.alerts.size + 1),
        status: "open",
        message: String(given["message"]),
        priority: typeof given["priority"] === "string" ? given["priority"] : "P3",
        given,
        count: 1,
        actions: ["create"],
        user: null,
      });
      return "Created alert";
    });
  }

  #change(change: "acknowledge" | "close", alias: string, body: string): Answer {
    const wrong = this.#wrong(CHANGE, body);
    if (wrong) return wrong;
    const user = (jsonIn(body) ?? {})["user"];
    const isAcknowledging = change === "acknowledge";
    return this.#takes(isAcknowledging ? "Acknowledge" : "Close", alias, () => {
      const open = this.alerts.get(alias);
      if (open === undefined || open.status === "closed") return null;
      open.actions.push(change);
      open.status = isAcknowledging ? "acknowledged" : "closed";
      open.user = typeof user === "string" ? user : null;
      return isAcknowledging ? "Acknowledged alert" : "Closed alert";
    });
  }

  /** `act` answers what came of it, null when there is no such alert. */
  #takes(action: Action, alias: string, act: () => string | null): Answer {
    const requestId = randomUUID();
    const process = async (): Promise<void> => {
      const refusal = this.#refusals.shift();
      const status = refusal === undefined ? act() : null;
      const isSuccess = status !== null;
      this.#requests.set(requestId, {
        success: isSuccess,
        isSuccess,
        action,
        processedAt: new Date(this.now()).toISOString(),
        integrationId: "37c8f316-17c6-49d7-899b-9c7e540c048d",
        status: status ?? refusal ?? "Alert does not exist",
        alertId: this.alerts.get(alias)?.id ?? "",
        alias,
      });
      this.changed();
      if (isSuccess && this.echoes && this.webhookUrl !== null)
        await this.webhook(action, alias, null);
    };
    return {
      status: 202,
      body: { result: "Request will be processed", took: 0.3, requestId },
      after: () => {
        if (!this.#isSlow) return process();
        this.#waiting.push(() => void process());
      },
    };
  }

  #request(id: string): Answer {
    const data = this.#requests.get(id);
    if (data === undefined)
      return failed(404, "Request not found. It might not be processed, yet.");
    return { status: 200, body: { data, took: 0.01, requestId: randomUUID() } };
  }

  #list(query: URLSearchParams): Answer {
    const limit = Number(query.get("limit") ?? 20);
    const data = [...this.alerts.values()].slice(0, limit).map((alert) => shown(alert));
    return { status: 200, body: { data, paging: {}, took: 0.01, requestId: randomUUID() } };
  }

  #fetch(alias: string): Answer {
    const alert = this.alerts.get(alias);
    if (alert === undefined) return failed(404, "Alert with alias does not exist");
    return { status: 200, body: { data: shown(alert), took: 0.01, requestId: randomUUID() } };
  }
}

function shown(alert: OpsgenieAlert): object {
  return {
    id: alert.id,
    tinyId: alert.tinyId,
    alias: alert.alias,
    message: alert.message,
    status: alert.status === "closed" ? "closed" : "open",
    acknowledged: alert.status === "acknowledged",
    isSeen: false,
    count: alert.count,
    priority: alert.priority,
    report: { acknowledgedBy: alert.user ?? "" },
  };
}

function failed(status: number, message: string, errors: readonly string[] = []): Answer {
  const list = errors.length === 0 ? {} : { errors: { message: errors.join(". ") } };
  return { status, body: { message, ...list, took: 0.001, requestId: randomUUID() } };
}
