import { createHmac } from "node:crypto";
import { CarrierServer } from "./carrier/carrier-server.ts";
import {
  FORM,
  form,
  isOver,
  type CallState,
  type FakeCall,
  type FakeSms,
  type Pairs,
} from "./carrier/shapes.ts";
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

export interface TwilioOptions extends Reach {
  readonly accountSid?: string;
  readonly authToken?: string;
  /** Besides the account's own token. */
  readonly apiKey?: { readonly sid: string; readonly secret: string };
  readonly from?: string;
  readonly messagingServiceSid?: string;
  readonly now?: () => number;
}

const METHOD = oneOf("GET", "POST");

const CALL: Fields = {
  To: { check: phoneNumber, isRequired: true, missing: 21_201, malformed: 21_211 },
  From: { check: phoneNumber, isRequired: true, missing: 21_213, malformed: 21_212 },
  Url: { check: address, malformed: 21_205 },
  Method: { check: METHOD },
  FallbackUrl: { check: address, malformed: 21_205 },
  FallbackMethod: { check: METHOD },
  Twiml: { check: text(4_000), malformed: 21_215 },
  StatusCallback: { check: address, malformed: 21_609 },
  StatusCallbackMethod: { check: METHOD },
  StatusCallbackEvent: {
    check: oneOf("initiated", "ringing", "answered", "completed"),
    isMany: true,
    malformed: 21_626,
  },
  Timeout: { check: whole(1, 600) },
  TimeLimit: { check: whole(1, 86_400) },
  MachineDetection: { check: oneOf("Enable", "DetectMessageEnd") },
  MachineDetectionTimeout: { check: whole(3, 59) },
  AsyncAmd: { check: oneOf("true", "false") },
  AsyncAmdStatusCallback: { check: address },
};

const UPDATE: Fields = {
  Status: { check: oneOf("canceled", "completed") },
  Url: { check: address, malformed: 21_205 },
  Method: { check: METHOD },
  Twiml: { check: text(4_000) },
};

const SMS: Fields = {
  To: { check: phoneNumber, isRequired: true, missing: 21_604, malformed: 21_211 },
  From: { check: phoneNumber, malformed: 21_212 },
  MessagingServiceSid: { check: like(/^MG[0-9a-f]{32}$/, "is no messaging service") },
  Body: { check: text(1_600), isRequired: true, missing: 21_602, malformed: 21_617 },
  StatusCallback: { check: address, malformed: 21_609 },
  ValidityPeriod: { check: whole(1, 36_000) },
};

/** Twilio in memory: calls, messages, and the callbacks of both. */
export class TwilioServer extends CarrierServer {
  readonly name = "twilio";
  readonly accountSid: string;
  authToken: string;
  readonly apiKey: { readonly sid: string; readonly secret: string } | null;
  from: string;
  readonly messagingServiceSid: string;
  readonly courier: Courier;
  protected readonly repliesInMarkup = true;
  protected readonly undeliveredCode = 30_005;
  #count = 0;

  constructor(options: TwilioOptions = {}) {
    super();
    this.accountSid = options.accountSid ?? `AC${"0a1b2c3d".repeat(4)}`;
    this.authToken = options.authToken ?? "twilio-token-7f3a";
    this.apiKey = options.apiKey ?? null;
    this.from = options.from ?? "+15550001000";
    this.messagingServiceSid = options.messagingServiceSid ?? `MG${"0a1b2c3d".repeat(4)}`;
    if (options.now) this.now = options.now;
    this.courier = new Courier(
      (parcel) => signed(this.authToken, parcel),
      (parcel) => signed("some other token", parcel),
    );
    this.courier.publicUrl = options.publicUrl ?? null;
    this.courier.reachedAt = options.reachedAt ?? null;
  }

  protected override operation(heard: Omit<Heard, "operation">): Operation | null {
    const { method, path, body } = heard;
    const [base = "", account] = /^\/2010-04-01\/Accounts\/(\w+)/.exec(path) ?? [];
    const route = `${method} ${path.slice(base.length)}`;
    const fields = new URLSearchParams(body);
    const to = fields.get("To");
    const operation = (name: string, answer: () => Answer): Operation => ({
      name,
      to,
      answer: () => this.#refusal(heard, account) ?? answer(),
    });
    const pairs = [...fields];
    if (route === "GET .json") return operation("account", () => this.#account());
    if (route === "POST /Calls.json") return operation("call", () => this.#call(pairs));
    if (route === "POST /Messages.json") return operation("sms", () => this.#sms(pairs));
    if (route === "GET /Calls.json") return operation("list-calls", () => this.#list(heard.query));
    if (route === "GET /Messages.json")
      return operation("list-sms", () => this.#listSms(heard.query));
    const one = /^(GET|POST) \/(Calls|Messages)\/([^/]+)\.json$/.exec(route);
    if (one === null) return null;
    const [, verb, kind, sid = ""] = one;
    if (kind === "Messages")
      return verb === "GET" ? operation("fetch-sms", () => this.#fetchSms(sid)) : null;
    const call = this.calls.find((each) => each.sid === sid);
    const gone = (): Answer => refused(404, 20_404, `The requested resource ${path} was not found`);
    if (verb === "GET")
      return operation("fetch-call", () => (call ? ok(this.#callJson(call)) : gone()));
    return {
      ...operation("update-call", () => (call ? this.#update(call, pairs) : gone())),
      to: call?.to ?? null,
    };
  }

  protected override unknown(heard: Heard): Answer {
    return refused(404, 20_404, `The requested resource ${heard.path} was not found`);
  }

  #refusal(
    { method, headers }: Omit<Heard, "operation">,
    account: string | undefined,
  ): Answer | null {
    const known = [
      [this.accountSid, this.authToken],
      ...(this.apiKey ? [[this.apiKey.sid, this.apiKey.secret]] : []),
    ].map((pair) => `Basic ${Buffer.from(pair.join(":")).toString("base64")}`);
    if (account !== this.accountSid || !known.includes(headers["authorization"] ?? ""))
      return refused(401, 20_003, "Authenticate");
    if (method !== "POST") return null;
    const type = headers["content-type"] ?? "";
    if (type.split(";")[0]?.trim().toLowerCase() === FORM) return null;
    this.fault(`a request comes as ${type || "nothing in particular"}`);
    return refused(415, 20_415, "Unsupported Media Type");
  }

  /** Null when all is well; else the answer, and a fault. */
  #wrong(fields: Fields, given: Pairs): Answer | null {
    const problems = problemsOf(fields, given);
    for (const { words } of problems) this.fault(words);
    const worst = problems.find(({ kind }) => kind !== "unknown");
    if (worst === undefined) return null;
    const field = fields[worst.field];
    const code = (worst.kind === "missing" ? field?.missing : field?.malformed) ?? 20_001;
    return refused(400, code, worst.words);
  }

  #call(given: Pairs): Answer {
    const wrong = this.#wrong(CALL, given);
    if (wrong) return wrong;
    const fields = new Map(given);
    const url = fields.get("Url") ?? null;
    const inline = fields.get("Twiml") ?? null;
    if (url === null && inline === null) return this.#faulty(21_205, "Url or Twiml is required");
    if (url !== null && inline !== null) this.fault("both Url and Twiml are given: Twiml is lost");
    if (fields.get("From") !== this.from)
      return this.#faulty(21_210, `${fields.get("From")} is not a number of this account`);
    const events = given
      .filter(([name]) => name === "StatusCallbackEvent")
      .map(([, value]) => value);
    const call = this.places({
      to: fields.get("To") ?? "",
      from: this.from,
      url,
      method: fields.get("Method") === "GET" ? "GET" : "POST",
      inline: url === null ? inline : null,
      statusUrl: fields.get("StatusCallback") ?? null,
      statusMethod: fields.get("StatusCallbackMethod") === "GET" ? "GET" : "POST",
      events: events.length > 0 ? events : ["completed"],
      ringSeconds: Number(fields.get("Timeout") ?? 60),
      maxSeconds: Number(fields.get("TimeLimit") ?? 14_400),
      detectsMachines: fields.has("MachineDetection"),
    });
    return { status: 201, body: this.#callJson(call), after: () => this.rings(call) };
  }

  #update(call: FakeCall, given: Pairs): Answer {
    const wrong = this.#wrong(UPDATE, given);
    if (wrong) return wrong;
    if (isOver(call)) return refused(400, 21_220, "Call is not in-progress. Cannot redirect.");
    const fields = new Map(given);
    const status = fields.get("Status");
    if (status !== undefined) {
      const isAnswered = call.status === "in-progress";
      // Twilio leaves a call in progress alone when it is asked to cancel it.
      if (isAnswered && status === "canceled") return ok(this.#callJson(call));
      const told = this.ends(call, isAnswered ? "completed" : "canceled", "program");
      return { ...ok(this.#callJson(call)), after: () => told };
    }
    if (call.status !== "in-progress")
      return refused(400, 21_220, "Call is not in-progress. Cannot redirect.");
    const url = fields.get("Url");
    const inline = fields.get("Twiml");
    if (url === undefined && inline === undefined)
      return this.#faulty(20_001, "none of Status, Url and Twiml is given");
    const to = url === undefined ? { inline: inline ?? "" } : { url };
    return { ...ok(this.#callJson(call)), after: () => this.leads(call, to) };
  }

  #sms(given: Pairs): Answer {
    const wrong = this.#wrong(SMS, given);
    if (wrong) return wrong;
    const fields = new Map(given);
    const service = fields.get("MessagingServiceSid");
    const from = fields.get("From");
    if (from === undefined && service === undefined)
      return this.#faulty(21_603, "A 'From' phone number is required.");
    if (
      (from !== undefined && from !== this.from) ||
      (service !== undefined && service !== this.messagingServiceSid)
    )
      return this.#faulty(21_606, "The 'From' number is not one of this account.");
    const to = fields.get("To") ?? "";
    if (this.isBlocked(this.from, to))
      return refused(400, 21_610, "Attempt to send to unsubscribed recipient");
    const body = fields.get("Body") ?? "";
    const statusUrl = fields.get("StatusCallback") ?? null;
    const sms = this.carries({ to, from: this.from, text: body, statusUrl });
    return { status: 201, body: this.#smsJson(sms), after: () => this.sends(sms) };
  }

  #faulty(code: number, message: string): Answer {
    this.fault(message);
    return refused(400, code, message);
  }

  #account(): Answer {
    return ok({
      sid: this.accountSid,
      friendly_name: "a team",
      status: "active",
      type: "Full",
      uri: `/2010-04-01/Accounts/${this.accountSid}.json`,
    });
  }

  #list(query: URLSearchParams): Answer {
    const calls = this.calls.filter(
      (call) =>
        [null, call.to].includes(query.get("To")) &&
        [null, call.status].includes(query.get("Status") as CallState | null),
    );
    return ok({ calls: calls.map((call) => this.#callJson(call)), next_page_uri: null });
  }

  #listSms(query: URLSearchParams): Answer {
    const found = this.messages.filter((sms) => [null, sms.to].includes(query.get("To")));
    return ok({ messages: found.map((sms) => this.#smsJson(sms)), next_page_uri: null });
  }

  #fetchSms(sid: string): Answer {
    const sms = this.messages.find((one) => one.sid === sid);
    return sms ? ok(this.#smsJson(sms)) : refused(404, 20_404, `${sid} was not found`);
  }

  #callJson(call: FakeCall): object {
    const at = new Date(call.placedAt).toUTCString().replace("GMT", "+0000");
    return {
      sid: call.sid,
      account_sid: this.accountSid,
      status: call.status === "initiated" ? "queued" : call.status,
      to: call.to,
      from: call.from,
      direction: "outbound-api",
      duration: isOver(call) ? String(Math.ceil(call.seconds)) : null,
      answered_by: call.answeredBy,
      queue_time: "0",
      date_created: at,
      date_updated: at,
      start_time: null,
      end_time: null,
      price: null,
      price_unit: "USD",
      uri: `/2010-04-01/Accounts/${this.accountSid}/Calls/${call.sid}.json`,
    };
  }

  #smsJson(sms: FakeSms): object {
    return {
      sid: sms.sid,
      account_sid: this.accountSid,
      status: sms.status,
      to: sms.to,
      from: sms.from,
      body: sms.text,
      direction: sms.isReply ? "outbound-reply" : "outbound-api",
      num_segments: String(Math.ceil(sms.text.length / 160)),
      num_media: "0",
      error_code: sms.errorCode,
      error_message: null,
      date_sent: new Date(sms.at).toUTCString().replace("GMT", "+0000"),
      uri: `/2010-04-01/Accounts/${this.accountSid}/Messages/${sms.sid}.json`,
    };
  }

  protected override newSid(kind: "call" | "sms"): string {
    this.#count += 1;
    const number = this.#count.toString(16).padStart(8, "0");
    return `${kind === "call" ? "CA" : "SM"}${"5e".repeat(12)}${number}`;
  }

  protected override callFields(call: FakeCall): Pairs {
    return [
      ["CallSid", call.sid],
      ["AccountSid", this.accountSid],
      ["From", call.from],
      ["To", call.to],
      ["Caller", call.from],
      ["Called", call.to],
      ["CalledCity", ""],
      ["CallStatus", call.status],
      ["Direction", "outbound-api"],
      ["ApiVersion", "2010-04-01"],
      ...(call.answeredBy === null ? [] : [["AnsweredBy", call.answeredBy] as const]),
    ];
  }

  protected override progressFields(call: FakeCall): Pairs {
    const seconds = String(Math.ceil(call.seconds));
    return [
      ["CallbackSource", "call-progress-events"],
      ["Timestamp", new Date(this.now()).toUTCString().replace("GMT", "+0000")],
      ...(isOver(call) ? [["CallDuration", seconds] as const, ["Duration", "1"] as const] : []),
    ];
  }

  protected override keyFields(digits: string, finishedOn: string): Pairs {
    return [
      ["msg", "Gather End"],
      ["Digits", digits],
      ["FinishedOnKey", finishedOn],
    ];
  }

  protected override smsProgress(sms: FakeSms): Parcel | null {
    if (sms.statusUrl === null) return null;
    const { status } = sms;
    return formParcel(status, sms.sid, sms.statusUrl, [
      ["MessageSid", sms.sid],
      ["SmsSid", sms.sid],
      ["MessageStatus", status],
      ["SmsStatus", status],
      ["AccountSid", this.accountSid],
      ["From", sms.from],
      ["To", sms.to],
      ["ApiVersion", "2010-04-01"],
      ...(sms.errorCode === null ? [] : [["ErrorCode", String(sms.errorCode)] as const]),
    ]);
  }

  protected override smsArrival(
    sid: string,
    from: string,
    to: string,
    body: string,
  ): Parcel | null {
    if (this.smsUrl === null) return null;
    return formParcel("message", sid, this.smsUrl, [
      ["MessageSid", sid],
      ["SmsSid", sid],
      ["SmsMessageSid", sid],
      ["AccountSid", this.accountSid],
      ["From", from],
      ["To", to],
      ["Body", body],
      ["NumMedia", "0"],
      ["NumSegments", "1"],
      ["FromCountry", ""],
      ["SmsStatus", "received"],
      ["ApiVersion", "2010-04-01"],
    ]);
  }
}

function formParcel(what: string, of: string, url: string, fields: Pairs): Parcel {
  return { what, of, url, headers: { "content-type": FORM }, body: form(fields) };
}

const ok = (body: object): Answer => ({ status: 200, body });

function refused(status: number, code: number, message: string): Answer {
  return { status, body: refusal(status, code, message) };
}

function refusal(status: number, code: number, message: string): object {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { code, message, more_info, status };
}

/** For `trouble`: as Twilio words it. */
export function twilioRefusal(status: number, code: number, message = "refused"): Trouble {
  return { status, body: refusal(status, code, message) };
}

/** The URL without its fragment, and for each field, sorted by name, name and value; of equal ones only one. */
export function twilioSignature(token: string, url: string, fields: Pairs): string {
  const names = [...new Set(fields.map(([name]) => name))].toSorted();
  const data = names
    .flatMap((name) => {
      const values = fields.filter(([each]) => each === name).map(([, value]) => value);
      return [...new Set(values)].toSorted().map((value) => name + value);
    })
    .join("");
  const whole = url.split("#")[0] + data;
  return createHmac("sha1", token).update(whole, "utf8").digest("base64");
}

function signed(token: string, { url, method, body }: Parcel): Readonly<Record<string, string>> {
  const fields = method === "GET" ? [] : [...new URLSearchParams(body)];
  return {
    "x-twilio-signature": twilioSignature(token, url, fields),
    "i-twilio-idempotency-token": "b0a1f0b6-4d1a-4b3c-9a2e-1f0a9b8c7d6e",
    "user-agent": "TwilioProxy/1.1",
  };
}
