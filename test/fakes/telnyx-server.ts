import { generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { CarrierServer } from "./carrier/carrier-server.ts";
import { FORM, isOver, type FakeCall, type FakeSms, type Pairs } from "./carrier/shapes.ts";
import { Courier, type Parcel, type Reach } from "./vendor/courier.ts";
import {
  address,
  like,
  oneOf,
  phoneNumber,
  problemsOf,
  text,
  whole,
  type Fields,
} from "./vendor/fields.ts";
import type { Answer, Trouble } from "./vendor/troubles.ts";
import type { Heard, Operation } from "./vendor/vendor-server.ts";

export interface TelnyxOptions extends Reach {
  readonly apiKey?: string;
  readonly accountId?: string;
  readonly applicationId?: string;
  readonly from?: string;
  /** The documented answer to a call does not say its CallSid. */
  readonly saysSid?: boolean;
  readonly now?: () => number;
}

/** All of it can be set by a test. */
export interface TelnyxPortal {
  credit: string;
  application: {
    active: boolean;
    voice_method: "get" | "post";
    outbound: { outbound_voice_profile_id: string | null };
  };
  /** Null: the account has no such number. */
  number: { status: string; messaging_profile_id: string | null } | null;
  profile: { enabled: boolean; webhook_url: string | null; webhook_api_version: string };
}

const METHOD = oneOf("GET", "POST");
const EVENTS = /^(initiated|ringing|answered|completed)( (initiated|ringing|answered|completed))*$/;
const NUMBERS = ["Timeout", "TimeLimit", "MachineDetectionTimeout"];
const FLAGS = ["AsyncAmd", "use_profile_webhooks", "auto_detect"];

const CALL: Fields = {
  ApplicationSid: { check: text(64) },
  To: { check: phoneNumber, isRequired: true, malformed: 10_016 },
  From: { check: phoneNumber, isRequired: true, malformed: 10_016 },
  Url: { check: address, malformed: 10_003 },
  UrlMethod: { check: METHOD },
  FallbackUrl: { check: address, malformed: 10_003 },
  Texml: { check: text(64_000) },
  StatusCallback: { check: address, malformed: 10_003 },
  StatusCallbackMethod: { check: METHOD },
  StatusCallbackEvent: { check: like(EVENTS, "is not a list of events, joined by spaces") },
  Timeout: { check: whole(5, 120) },
  TimeLimit: { check: whole(30, 14_400) },
  MachineDetection: { check: oneOf("Enable", "Disable", "DetectMessageEnd") },
  MachineDetectionTimeout: { check: whole(500, 60_000) },
  AsyncAmd: { check: oneOf("true", "false") },
  AsyncAmdStatusCallback: { check: address, malformed: 10_003 },
};

/** Where the application stands in the address, nobody documents how long it rings. */
const SCOPED_CALL: Fields = Object.fromEntries(
  Object.entries(CALL).filter(
    ([name]) => !["ApplicationSid", "Timeout", "TimeLimit"].includes(name),
  ),
);

const HANGUP: Fields = {
  client_state: { check: text(1_000) },
  command_id: { check: text(100) },
};

const UPDATE: Fields = {
  Status: { check: oneOf("completed") },
  Url: { check: address, malformed: 10_003 },
  Method: { check: METHOD },
  Texml: { check: text(64_000) },
  StatusCallback: { check: address, malformed: 10_003 },
  StatusCallbackMethod: { check: METHOD },
};

const SMS: Fields = {
  from: { check: phoneNumber, malformed: 10_016 },
  to: { check: phoneNumber, isRequired: true, malformed: 10_016 },
  text: { check: text(1_600), isRequired: true },
  messaging_profile_id: { check: text(64) },
  webhook_url: { check: address, malformed: 10_003 },
  webhook_failover_url: { check: address, malformed: 10_003 },
  use_profile_webhooks: { check: oneOf("true", "false") },
  auto_detect: { check: oneOf("true", "false") },
  type: { check: oneOf("SMS") },
};

/** Telnyx in memory: TeXML calls, messages, and the callbacks of both. */
export class TelnyxServer extends CarrierServer {
  readonly name = "telnyx";
  apiKey: string;
  readonly accountId: string;
  readonly applicationId: string;
  from: string;
  saysSid: boolean;
  /** What stands in the portal. */
  readonly portal: TelnyxPortal = {
    credit: "300.00",
    application: {
      active: true,
      voice_method: "post",
      outbound: { outbound_voice_profile_id: "1293384261075731499" },
    },
    number: { status: "active", messaging_profile_id: "4001767e-ce0f-4cae-9d5f-0d5e636e7809" },
    profile: { enabled: true, webhook_url: null, webhook_api_version: "2" },
  };
  /** As the portal shows it. */
  readonly publicKey: string;
  readonly courier: Courier;
  protected readonly repliesInMarkup = false;
  protected readonly undeliveredCode = 40_008;
  #count = 0;

  constructor(options: TelnyxOptions = {}) {
    super();
    this.apiKey = options.apiKey ?? "KEY0190_telnyx";
    this.accountId = options.accountId ?? "61bf923e-5e4d-4595-a110-56190ea18a1b";
    this.applicationId = options.applicationId ?? "1494404757140276705";
    this.from = options.from ?? "+15550002000";
    this.saysSid = options.saysSid ?? false;
    if (options.now) this.now = options.now;
    const keys = generateKeyPairSync("ed25519");
    const others = generateKeyPairSync("ed25519");
    this.publicKey = rawKey(keys.publicKey);
    const signing =
      (key: KeyObject) =>
      ({ body }: Parcel): Readonly<Record<string, string>> => {
        const timestamp = String(Math.floor(this.now() / 1_000));
        return {
          "telnyx-timestamp": timestamp,
          "telnyx-signature-ed25519": telnyxSignature(key, timestamp, body),
        };
      };
    this.courier = new Courier(signing(keys.privateKey), signing(others.privateKey));
    this.courier.publicUrl = options.publicUrl ?? null;
    this.courier.reachedAt = options.reachedAt ?? null;
  }

  protected override operation(heard: Omit<Heard, "operation">): Operation | null {
    const { method, path } = heard;
    const account = `/v2/texml/Accounts/${this.accountId}`;
    const route = `${method} ${path.startsWith(account) ? path.slice(account.length) : path}`;
    const operation = (name: string, type: string | null, answer: () => Answer): Operation => ({
      name,
      to: recipientIn(heard.body),
      answer: () => this.#refusal(heard, type) ?? answer(),
    });
    if (route === "POST /Calls")
      return operation("call", JSON_TYPE, () => this.#call(heard.body, null));
    if (route === "POST /v2/messages")
      return operation("sms", JSON_TYPE, () => this.#sms(heard.body));
    if (route === "GET /Calls") return operation("list-calls", null, () => this.#list(heard.query));
    if (route === `GET /v2/texml_applications/${this.applicationId}`)
      return operation("application", null, () => this.#application());
    if (route === "GET /v2/balance") return operation("balance", null, () => this.#balance());
    if (route === "GET /v2/phone_numbers")
      return operation("numbers", null, () => this.#numbers(heard.query));
    if (route === `GET /v2/messaging_profiles/${this.portal.number?.messaging_profile_id}`)
      return operation("profile", null, () => ok({ data: this.portal.profile }));
    const live = this.#liveOperation(route, heard.body, operation);
    if (live !== null) return live;
    const scoped = /^POST \/v2\/texml\/calls\/(\d+)$/.exec(route)?.[1];
    if (scoped !== undefined)
      return operation("call", JSON_TYPE, () => this.#call(heard.body, scoped));
    const fetched = /^GET \/v2\/messages\/([^/]+)$/.exec(route)?.[1];
    if (fetched !== undefined) return operation("fetch-sms", null, () => this.#fetchSms(fetched));
    const one = /^(GET|POST) \/Calls\/([^/]+)$/.exec(route);
    if (one === null) return null;
    const call = this.#callBySid(one[2]);
    if (one[1] === "GET")
      return operation("fetch-call", null, () => (call ? ok(this.#callJson(call)) : NO_CALL));
    const pairs = [...new URLSearchParams(heard.body)];
    return {
      ...operation("update-call", FORM, () =>
        call ? this.#update(call, pairs, this.#callJson(call)) : NO_CALL,
      ),
      to: call?.to ?? null,
    };
  }

  /** What can be asked of a call by its name alone, without the account's. */
  #liveOperation(
    route: string,
    body: string,
    operation: (name: string, type: string | null, answer: () => Answer) => Operation,
  ): Operation | null {
    const [, method, of, sid, action] =
      /^(GET|POST) \/v2\/(texml\/calls|calls)\/([^/]+)(?:\/(update|actions\/hangup))?$/.exec(
        route,
      ) ?? [];
    const call = this.#callBySid(sid);
    const about = (name: string, type: string | null, answer: (call: FakeCall) => Answer) => ({
      ...operation(name, type, () => (call ? answer(call) : NO_CALL)),
      to: call?.to ?? null,
    });
    switch (`${method} ${of} ${action}`) {
      case "POST texml/calls update":
        return about("update-call", JSON_TYPE, (it) => {
          const pairs = Object.entries(objectIn(body) ?? {}).map(
            ([name, value]) => [name, String(value)] as const,
          );
          return this.#update(it, pairs, { data: { sid: it.sid, status: "accepted" } });
        });
      case "POST calls actions/hangup":
        return about("hangup", JSON_TYPE, (it) => {
          const fields = this.#read(HANGUP, body);
          if (!isFields(fields)) return fields;
          return this.#update(it, [["Status", "completed"]], { data: { result: "ok" } });
        });
      case "GET calls undefined":
        return about("call-alive", null, (it) => ok({ data: this.#aliveJson(it) }));
      default:
        return null;
    }
  }

  #callBySid(encoded: string | undefined): FakeCall | undefined {
    const sid = decodeURIComponent(encoded ?? "");
    return this.calls.find((call) => call.sid === sid);
  }

  #aliveJson(call: FakeCall): object {
    return {
      record_type: "call",
      call_control_id: call.sid,
      call_leg_id: "a-leg",
      call_session_id: "a-session",
      is_alive: call.status === "in-progress",
      ...(isOver(call) && { end_time: new Date(this.now()).toISOString() }),
    };
  }

  protected override unknown(heard: Heard): Answer {
    return refused(404, 10_005, "Resource not found", heard.path);
  }

  #refusal({ headers }: Omit<Heard, "operation">, type: string | null): Answer | null {
    if (headers["authorization"] !== `Bearer ${this.apiKey}`)
      return refused(401, 10_009, "Authentication failed", "Could not find any usable credentials");
    const given = headers["content-type"] ?? "";
    if (type === null || given.split(";")[0]?.trim().toLowerCase() === type) return null;
    this.fault(`a request comes as ${given || "nothing in particular"}`);
    return refused(415, 10_014, "Unsupported Media Type", given);
  }

  /** The fields; or the answer to them, and a fault. */
  #read(fields: Fields, body: string): ReadonlyMap<string, string> | Answer {
    const given = objectIn(body);
    if (given === null) return this.#faulty("the body is not a JSON object");
    for (const [name, value] of Object.entries(given)) {
      const wanted = NUMBERS.includes(name)
        ? "number"
        : FLAGS.includes(name)
          ? "boolean"
          : "string";
      if (typeof value !== wanted) this.fault(`${name} is not a ${wanted}`);
    }
    const pairs = Object.entries(given).map(([name, value]) => [name, String(value)] as const);
    return this.#wrong(fields, pairs) ?? new Map(pairs);
  }

  #wrong(fields: Fields, pairs: Pairs): Answer | null {
    const problems = problemsOf(fields, pairs);
    for (const { words } of problems) this.fault(words);
    const worst = problems.find(({ kind }) => kind !== "unknown");
    if (worst === undefined) return null;
    const isMissing = worst.kind === "missing";
    const code = isMissing ? 10_004 : (fields[worst.field]?.malformed ?? 10_015);
    const title = isMissing ? "Missing required parameter" : "Invalid parameter";
    return refused(422, code, title, worst.words, `/${worst.field}`);
  }

  #call(body: string, connection: string | null): Answer {
    const fields = this.#read(connection === null ? CALL : SCOPED_CALL, body);
    if (!isFields(fields)) return fields;
    if ((connection ?? fields.get("ApplicationSid")) !== this.applicationId)
      return this.#faulty("ApplicationSid is no TeXML application of this account");
    if (fields.get("From") !== this.from)
      return this.#faulty(`${fields.get("From")} is not a number of this account`);
    const url = fields.get("Url") ?? null;
    const inline = fields.get("Texml") ?? null;
    if (url === null && inline === null) return this.#faulty("neither Url nor Texml is given");
    if (url !== null && inline !== null) this.fault("both Url and Texml are given");
    const call = this.places({
      to: fields.get("To") ?? "",
      from: this.from,
      url,
      method: fields.get("UrlMethod") === "GET" ? "GET" : "POST",
      inline: url === null ? inline : null,
      statusUrl: fields.get("StatusCallback") ?? null,
      statusMethod: fields.get("StatusCallbackMethod") === "GET" ? "GET" : "POST",
      events: (fields.get("StatusCallbackEvent") ?? "completed").split(" "),
      ringSeconds: Number(fields.get("Timeout") ?? 30),
      maxSeconds: Number(fields.get("TimeLimit") ?? 14_400),
      detectsMachines: !["Disable", undefined].includes(fields.get("MachineDetection")),
    });
    const sid = connection !== null ? { call_sid: call.sid } : this.saysSid && { sid: call.sid };
    return {
      ...ok({ from: call.from, to: call.to, status: "queued", ...sid }),
      after: () => this.rings(call),
    };
  }

  #update(call: FakeCall, pairs: Pairs, said: object): Answer {
    const wrong = this.#wrong(UPDATE, pairs);
    if (wrong) return wrong;
    if (isOver(call)) return refused(422, 90_018, "Call has already ended", "This call is over.");
    const fields = new Map(pairs);
    if (fields.has("Status")) {
      const isAnswered = call.status === "in-progress";
      const told = this.ends(call, isAnswered ? "completed" : "canceled", "program");
      return { ...ok(said), after: () => told };
    }
    const [url, inline] = [fields.get("Url"), fields.get("Texml")];
    if (url === undefined && inline === undefined)
      return this.#faulty("none of Status, Url and Texml is given");
    const to = url === undefined ? { inline: inline ?? "" } : { url };
    return { ...ok(said), after: () => this.leads(call, to) };
  }

  #sms(body: string): Answer {
    const fields = this.#read(SMS, body);
    if (!isFields(fields)) return fields;
    if (fields.get("from") !== this.from)
      return this.#faulty(`${fields.get("from")} is not a number of this account`);
    const to = fields.get("to") ?? "";
    if (this.isBlocked(this.from, to))
      return refused(400, 40_300, "Blocked due to STOP message", "the recipient sent STOP");
    const statusUrl = fields.get("webhook_url") ?? this.smsUrl;
    const sms = this.carries({ to, from: this.from, text: fields.get("text") ?? "", statusUrl });
    return { ...ok({ data: this.#smsJson(sms) }), after: () => this.sends(sms) };
  }

  #faulty(words: string): Answer {
    this.fault(words);
    return refused(422, 10_015, "Bad Request", words);
  }

  #application(): Answer {
    return ok({
      data: {
        id: this.applicationId,
        record_type: "texml_application",
        ...this.portal.application,
      },
    });
  }

  #balance(): Answer {
    const { credit } = this.portal;
    return ok({
      data: { record_type: "balance", balance: credit, available_credit: credit, currency: "USD" },
    });
  }

  #numbers(query: URLSearchParams): Answer {
    const { number } = this.portal;
    const isOurs = query.get("filter[phone_number]") === this.from && number !== null;
    return ok({ data: isOurs ? [{ phone_number: this.from, ...number }] : [] });
  }

  #list(query: URLSearchParams): Answer {
    const calls = this.calls.filter(({ to }) => [null, to].includes(query.get("To")));
    return ok({ calls: calls.map((call) => this.#callJson(call)), next_page_uri: null });
  }

  #fetchSms(id: string): Answer {
    const sms = this.messages.find(({ sid }) => sid === id);
    return sms
      ? ok({ data: this.#smsJson(sms) })
      : refused(404, 10_005, "Resource not found", "no such message");
  }

  #callJson(call: FakeCall): object {
    return {
      account_sid: this.accountId,
      sid: call.sid,
      status: call.status,
      to: call.to,
      from: call.from,
      direction: "outbound",
      duration: String(Math.ceil(call.seconds)),
      answered_by: call.answeredBy,
    };
  }

  #smsJson(sms: FakeSms): object {
    const isBad = sms.status === "undelivered" || sms.status === "failed";
    return {
      record_type: "message",
      direction: "outbound",
      id: sms.sid,
      type: "SMS",
      from: { phone_number: sms.from, carrier: "TELNYX LLC", line_type: "VoIP" },
      to: [{ phone_number: sms.to, status: STATUS[sms.status], carrier: "", line_type: "" }],
      text: sms.text,
      webhook_url: sms.statusUrl,
      encoding: "GSM-7",
      parts: Math.ceil(sms.text.length / 160),
      tags: [],
      errors: isBad
        ? [{ code: String(sms.errorCode), title: "Undeliverable", detail: "not delivered" }]
        : [],
    };
  }

  protected override newSid(kind: "call" | "sms"): string {
    this.#count += 1;
    const number = String(this.#count).padStart(4, "0");
    return kind === "call"
      ? `v3:KBnLO0ZK3DhKM5s7bE9VluaSmKsOchKht_fUYvxcp8-${number}`
      : `40385f64-5717-4562-b3fc-2c963f66${number}`;
  }

  protected override callFields(call: FakeCall): Pairs {
    return [
      ["AccountSid", this.accountId],
      ["CallSid", call.sid],
      ["CallSidLegacy", call.sid],
      ["CallStatus", call.status],
      ["ConnectionId", this.applicationId],
      ["From", call.from],
      ["To", call.to],
      ["CallerId", ""],
      ...(call.answeredBy === null ? [] : [["AnsweredBy", call.answeredBy] as const]),
    ];
  }

  protected override progressFields(call: FakeCall): Pairs {
    const at = new Date(this.now()).toISOString();
    return [
      ["CallbackSource", "call-progress-events"],
      ["CallInitiatedAt", new Date(call.placedAt).toISOString()],
      ["Timestamp", at],
      ...(isOver(call)
        ? [
            ["CallDuration", String(Math.ceil(call.seconds))] as const,
            ["HangupSource", call.endedBy === "phone" ? "callee" : "caller"] as const,
          ]
        : []),
    ];
  }

  protected override keyFields(digits: string): Pairs {
    return [["Digits", digits]];
  }

  protected override smsProgress(sms: FakeSms): Parcel | null {
    if (sms.statusUrl === null) return null;
    const event = sms.status === "sent" ? "message.sent" : "message.finalized";
    return this.#event(event, sms.sid, sms.statusUrl, this.#smsJson(sms));
  }

  protected override smsArrival(
    sid: string,
    from: string,
    to: string,
    body: string,
  ): Parcel | null {
    if (this.smsUrl === null) return null;
    return this.#event("message.received", sid, this.smsUrl, {
      record_type: "message",
      direction: "inbound",
      id: sid,
      type: "SMS",
      from: { phone_number: from, carrier: "a carrier", line_type: "Wireless" },
      to: [{ phone_number: to, status: "webhook_delivered", carrier: "TELNYX LLC" }],
      text: body,
      media: [],
      errors: [],
      received_at: new Date(this.now()).toISOString(),
    });
  }

  #event(what: string, of: string, url: string, payload: object): Parcel {
    const data = {
      event_type: what,
      id: randomUUID(),
      occurred_at: new Date(this.now()).toISOString(),
      record_type: "event",
      payload,
    };
    const body = JSON.stringify({ data, meta: { attempt: 1, delivered_to: url } });
    return { what, of, url, headers: { "content-type": JSON_TYPE }, body };
  }
}

const JSON_TYPE = "application/json";

const STATUS: Readonly<Record<FakeSms["status"], string>> = {
  queued: "queued",
  sent: "sent",
  delivered: "delivered",
  undelivered: "delivery_failed",
  failed: "sending_failed",
};

const ok = (body: object): Answer => ({ status: 200, body });

const NO_CALL = refused(404, 10_005, "Resource not found", "no such call");

function isFields(read: ReadonlyMap<string, string> | Answer): read is ReadonlyMap<string, string> {
  return read instanceof Map;
}

function objectIn(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function recipientIn(body: string): string | null {
  const given = objectIn(body);
  const to = given?.["To"] ?? given?.["to"];
  return typeof to === "string" ? to : null;
}

function refused(
  status: number,
  code: number,
  title: string,
  detail: string,
  pointer?: string,
): Answer {
  return { status, body: refusal(code, title, detail, pointer) };
}

function refusal(code: number, title: string, detail: string, pointer?: string): object {
  const source = pointer === undefined ? {} : { source: { pointer } };
  return { errors: [{ code: String(code), title, detail, ...source }] };
}

/** For `trouble`: as Telnyx words it. */
export function telnyxRefusal(status: number, code: number, title = "refused"): Trouble {
  return { status, body: refusal(code, title, title) };
}

/** Of `timestamp|body`, in base64. */
export function telnyxSignature(key: KeyObject, timestamp: string, body: string): string {
  return sign(null, Buffer.from(`${timestamp}|${body}`), key).toString("base64");
}

function rawKey(key: KeyObject): string {
  const { x = "" } = key.export({ format: "jwk" });
  return Buffer.from(x, "base64url").toString("base64");
}
