import { createHmac, randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { Courier, type Reach, type Reply } from "./vendor/courier.ts";
import {
  among,
  anyObject,
  isObject,
  jsonIn,
  list,
  matching,
  members,
  membersWrong,
  string,
  webAddress,
  type Json,
  type Members,
  type Shape,
} from "./vendor/json.ts";
import type { Answer } from "./vendor/troubles.ts";
import { VendorServer, type Heard, type Operation } from "./vendor/vendor-server.ts";

export interface PagerDutyOptions extends Reach {
  readonly routingKey?: string;
  readonly webhookSecret?: string;
  readonly webhookUrl?: string | null;
  readonly now?: () => number;
}

export interface PagerDutyAlert {
  readonly key: string;
  readonly id: string;
  status: "triggered" | "acknowledged" | "resolved";
  /** Of the last trigger. */
  summary: string;
  severity: string;
  payload: Json;
  links: readonly { readonly href: string; readonly text?: string }[];
  clientUrl: string | null;
  /** What the program asked for, in order; what was dropped is not in it. */
  readonly actions: ("trigger" | "acknowledge" | "resolve")[];
}

type WebhookEvent = "triggered" | "acknowledged" | "unacknowledged" | "resolved" | "reassigned";

const LARGEST = 512 * 1_024;

const TIMESTAMP = matching(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/,
  "is no ISO 8601 instant",
);

const PAYLOAD: Shape = members({
  required: {
    summary: string(1_024),
    source: string(1_024),
    severity: among("critical", "error", "warning", "info"),
  },
  optional: {
    timestamp: TIMESTAMP,
    component: string(1_024),
    group: string(1_024),
    class: string(1_024),
    custom_details: anyObject,
  },
});

const EVENT: Members = {
  required: {
    routing_key: matching(/^[A-Za-z0-9]{32}$/, "is not 32 letters and digits"),
    event_action: among("trigger", "acknowledge", "resolve"),
  },
  optional: {
    dedup_key: string(255),
    payload: PAYLOAD,
    links: list(members({ required: { href: webAddress() }, optional: { text: string(1_024) } })),
    images: list(
      members({
        required: { src: webAddress(["https:"]) },
        optional: { href: webAddress(), alt: string(1_024) },
      }),
    ),
    client: string(1_024),
    client_url: webAddress(),
  },
};

/** PagerDuty in memory: Events v2, and webhooks v3. */
export class PagerDutyServer extends VendorServer {
  routingKey: string;
  webhookSecret: string;
  /** Signed with as well, as while a secret is being replaced. */
  secondSecret: string | null = null;
  /** Where webhooks go; null: nowhere. */
  webhookUrl: string | null;
  /** Whether what the program did itself is told to it too, as it really is. */
  echoes = true;
  readonly alerts = new Map<string, PagerDutyAlert>();
  /** Keys of what was dropped without a word: nothing open had them. */
  readonly dropped: { readonly key: string; readonly action: string }[] = [];
  readonly now: () => number;
  readonly courier: Courier;
  readonly #changes = new EventEmitter().setMaxListeners(0);

  constructor(options: PagerDutyOptions = {}) {
    super();
    this.routingKey = options.routingKey ?? "R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00";
    this.webhookSecret = options.webhookSecret ?? "webhook-secret-of-pagerduty";
    this.webhookUrl = options.webhookUrl ?? null;
    this.now = options.now ?? Date.now;
    this.courier = new Courier(
      ({ body }) => {
        const secrets = [this.webhookSecret, ...(this.secondSecret ? [this.secondSecret] : [])];
        return header(secrets.map((secret) => pagerDutySignature(secret, body)));
      },
      ({ body }) => header([pagerDutySignature("some other secret", body)]),
    );
    this.courier.publicUrl = options.publicUrl ?? null;
    this.courier.reachedAt = options.reachedAt ?? null;
  }

  onChange(listener: () => void): () => void {
    this.#changes.on("change", listener);
    return () => void this.#changes.off("change", listener);
  }

  alert(key: string): PagerDutyAlert {
    const found = this.alerts.get(key);
    if (found === undefined)
      throw new Error(`no alert ${key}; there is: ${[...this.alerts.keys()].join(", ") || "none"}`);
    return found;
  }

  /** A user acknowledges there. Answers what the program said to the webhook; null: nobody answered. */
  async acknowledges(key: string, who: string): Promise<Reply | null> {
    this.alert(key).status = "acknowledged";
    return this.webhook("acknowledged", key, who);
  }

  async unacknowledges(key: string, who: string): Promise<Reply | null> {
    this.alert(key).status = "triggered";
    return this.webhook("unacknowledged", key, who);
  }

  async resolves(key: string, who: string): Promise<Reply | null> {
    this.alert(key).status = "resolved";
    return this.webhook("resolved", key, who);
  }

  /** Any event about an alert, whatever its state. Without `who` a machine did it. */
  async webhook(event: WebhookEvent, key: string, who: string | null): Promise<Reply | null> {
    if (this.webhookUrl === null) throw new Error("there is no webhookUrl to tell it to");
    this.changed();
    const what = `incident.${event}`;
    const body = JSON.stringify({ event: this.#event(what, this.alert(key), who) });
    const headers = { "content-type": "application/json", "user-agent": "PagerDuty-Webhook/V3.0" };
    await this.courier.tell({ what, of: key, url: this.webhookUrl, headers, body });
    return this.courier.sent.findLast(({ of }) => of === key)?.reply ?? null;
  }

  async settled(): Promise<void> {
    await this.courier.settled();
  }

  protected override changed(): void {
    this.#changes.emit("change");
  }

  protected override operation(heard: Omit<Heard, "operation">): Operation | null {
    if (heard.method !== "POST" || heard.path !== "/v2/enqueue") return null;
    return { name: "enqueue", answer: () => this.#enqueue(heard) };
  }

  protected override unknown(): Answer {
    return { status: 404, body: "404 page not found" };
  }

  #enqueue({ headers, body }: Omit<Heard, "operation">): Answer {
    const type = headers["content-type"] ?? "";
    if (type.split(";")[0]?.trim() !== "application/json")
      this.fault(`a request comes as ${type || "nothing in particular"}`);
    if (Buffer.byteLength(body) > LARGEST) {
      this.fault("an event is larger than 512 KB");
      return { status: 413, body: "" };
    }
    const event = jsonIn(body);
    if (event === null) return this.#refuses(["JSON is invalid"]);
    const { wrong, unknown } = membersWrong(EVENT, event);
    for (const words of unknown) this.fault(words);
    const action = event["event_action"];
    const missing =
      action === "trigger"
        ? event["payload"] === undefined && ["payload is missing"]
        : event["dedup_key"] === undefined && ["dedup_key is missing"];
    const all = [...wrong, ...(missing || [])];
    if (all.length > 0) return this.#refuses(all);
    if (event["routing_key"] !== this.routingKey)
      return {
        status: 400,
        body: { status: "invalid event", message: "Invalid routing key", errors: [] },
      };
    return this.#takes(event);
  }

  #refuses(errors: readonly string[]): Answer {
    for (const words of errors) this.fault(words);
    const message = "Event object is invalid";
    return { status: 400, body: { status: "invalid event", message, errors } };
  }

  #takes(event: Json): Answer {
    const action = event["event_action"] as PagerDutyAlert["actions"][number];
    const key = typeof event["dedup_key"] === "string" ? event["dedup_key"] : randomUUID();
    const changed = this.#apply(action, key, event);
    return {
      status: 202,
      body: { status: "success", message: "Event processed", dedup_key: key },
      after: async () => {
        if (changed !== null && this.echoes && this.webhookUrl !== null)
          await this.webhook(changed, key, null);
      },
    };
  }

  /** What came of it; null: nothing new. */
  #apply(action: string, key: string, event: Json): WebhookEvent | null {
    const open = this.alerts.get(key);
    const isOpen = open !== undefined && open.status !== "resolved";
    if (action === "trigger") {
      if (isOpen) {
        open.actions.push("trigger");
        Object.assign(open, contentsOf(event));
        return null;
      }
      this.alerts.set(key, {
        key,
        id: `Q${String(this.alerts.size + 1).padStart(13, "0")}`,
        status: "triggered",
        actions: ["trigger"],
        ...contentsOf(event),
      });
      return "triggered";
    }
    if (!isOpen) {
      this.dropped.push({ key, action });
      return null;
    }
    open.actions.push(action === "acknowledge" ? "acknowledge" : "resolve");
    const status = action === "acknowledge" ? "acknowledged" : "resolved";
    if (open.status === status) return null;
    open.status = status;
    return status;
  }

  #event(event_type: string, alert: PagerDutyAlert, who: string | null): object {
    const agent =
      who === null
        ? { id: "PINTEG1", summary: "Events API V2", type: "inbound_integration_reference" }
        : { id: "PUSER01", summary: who, type: "user_reference" };
    const html_url = `https://acme.pagerduty.com/incidents/${alert.id}`;
    return {
      id: randomUUID(),
      event_type,
      resource_type: "incident",
      occurred_at: new Date(this.now()).toISOString(),
      agent: { html_url: "https://acme.pagerduty.com/users/PUSER01", self: null, ...agent },
      client: null,
      data: {
        id: alert.id,
        type: "incident",
        self: `https://api.pagerduty.com/incidents/${alert.id}`,
        html_url,
        number: 2,
        status: alert.status,
        incident_key: alert.key,
        created_at: new Date(this.now()).toISOString(),
        title: alert.summary,
        service: { id: "PSERV01", summary: "watch", type: "service_reference" },
        assignees: [],
        escalation_policy: { id: "PESC001", summary: "Default" },
        teams: [],
        priority: null,
        urgency: "high",
        conference_bridge: null,
        resolve_reason: null,
      },
    };
  }
}

function contentsOf(
  event: Json,
): Pick<PagerDutyAlert, "summary" | "severity" | "payload" | "links" | "clientUrl"> {
  const payload = isObject(event["payload"]) ? event["payload"] : {};
  return {
    summary: String(payload["summary"]),
    severity: String(payload["severity"]),
    payload,
    links: (event["links"] ?? []) as PagerDutyAlert["links"],
    clientUrl: (event["client_url"] ?? null) as string | null,
  };
}

function header(signatures: readonly string[]): Readonly<Record<string, string>> {
  return { "x-pagerduty-signature": signatures.map((one) => `v1=${one}`).join(",") };
}

/** In hex, without `v1=`. */
export function pagerDutySignature(secret: string, body: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
