import { EventEmitter } from "node:events";
import type { Courier, Parcel, Reply } from "../vendor/courier.ts";
import { VendorServer } from "../vendor/vendor-server.ts";
import { readMarkup, type Verb } from "./markup.ts";
import {
  FORM,
  form,
  isOver,
  type CallAsked,
  type CallState,
  type FakeCall,
  type FakeSms,
  type Pairs,
} from "./shapes.ts";

const DOCUMENTS = 60;
const DOCUMENT_BYTES = 64 * 1_024;
const WORDS_A_SECOND = 2.5;
const STOP = /^\s*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)\s*$/i;
const START = /^\s*(start|unstop|yes)\s*$/i;
const XML = /^(text|application)\/xml\b/i;

/** A vendor that places calls and carries messages. Calls get no further by themselves than to ringing. */
export abstract class CarrierServer extends VendorServer {
  abstract readonly name: "twilio" | "telnyx";
  abstract readonly courier: Courier;
  readonly calls: FakeCall[] = [];
  /** To phones; what phones sent is in `incoming`. */
  readonly messages: FakeSms[] = [];
  readonly incoming: { readonly from: string; readonly to: string; readonly text: string }[] = [];
  /** Where messages from phones are told; null: nowhere. */
  smsUrl: string | null = null;
  /** The number that the account has. */
  abstract from: string;
  now: () => number = () => Date.now();
  readonly #blocked = new Set<string>();
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** Called whenever anything has come about. Answers what ends it. */
  onChange(listener: () => void): () => void {
    this.#changes.on("change", listener);
    return () => void this.#changes.off("change", listener);
  }

  /** Whether messages from phones may be answered in the answer. */
  protected abstract readonly repliesInMarkup: boolean;
  protected abstract readonly undeliveredCode: number;
  protected abstract callFields(call: FakeCall): Pairs;
  protected abstract progressFields(call: FakeCall, event: string): Pairs;
  protected abstract keyFields(digits: string, finishedOn: string): Pairs;
  protected abstract smsProgress(sms: FakeSms): Parcel | null;
  protected abstract smsArrival(sid: string, from: string, to: string, body: string): Parcel | null;
  protected abstract newSid(kind: "call" | "sms"): string;

  // What phones and the network do.

  /** Answers, and follows the document up to the first wait or to its end. */
  async answers(call: FakeCall, by: "human" | "machine" = "human"): Promise<void> {
    await this.courier.after(call.sid);
    if (isOver(call) || call.status === "in-progress")
      throw new Error(`the call to ${call.to} is ${call.status}`);
    call.status = "in-progress";
    if (call.asked.detectsMachines) call.answeredBy = by === "human" ? "human" : "machine_start";
    const told = this.#tells(call, "answered");
    const { url, method, inline } = call.asked;
    if (url !== null) await this.#fetch(call, url, method, []);
    else await this.#follow(call, inline ?? "", null);
    await told;
    this.changed();
  }

  /** Presses keys while the call listens for them. What is not listened for is lost, as it really is. */
  async presses(call: FakeCall, keys: string): Promise<void> {
    const { listening } = call;
    if (listening === null) throw new Error(`nothing listens for keys: ${this.#where(call)}`);
    call.pressed.push(keys);
    const end = listening.finishOnKey === "" ? -1 : keys.indexOf(listening.finishOnKey);
    const upTo = Math.min(
      keys.length,
      listening.digits ?? keys.length,
      end === -1 ? keys.length : end,
    );
    const finishedOn = end === upTo ? listening.finishOnKey : "";
    call.listening = null;
    call.heardUpTo = call.spoken.length;
    const action = listening.action ?? call.base;
    if (action === null) {
      this.fault("a <Gather> of an inline document has no action");
      return this.ends(call, "completed", "network");
    }
    const fields = this.keyFields(keys.slice(0, upTo), finishedOn);
    await this.#fetch(call, action, listening.method, fields);
    this.changed();
  }

  /** Presses nothing until it stops listening, and follows the document on from there. */
  async waitsOut(call: FakeCall): Promise<void> {
    const { listening } = call;
    if (listening === null) throw new Error(`nothing listens for keys: ${this.#where(call)}`);
    call.listening = null;
    call.heardUpTo = call.spoken.length;
    if (!this.#lasts(call, listening.seconds)) return this.ends(call, "completed", "network");
    await this.#run(call, listening.rest);
    this.changed();
  }

  async hangsUp(call: FakeCall): Promise<void> {
    if (call.status !== "in-progress") throw new Error(`not in a call: ${this.#where(call)}`);
    await this.ends(call, "completed", "phone");
  }

  async busy(call: FakeCall): Promise<void> {
    await this.#never(call, "busy");
  }

  /** Rings as long as was asked for. */
  async noAnswer(call: FakeCall): Promise<void> {
    await this.#never(call, "no-answer");
  }

  async fails(call: FakeCall): Promise<void> {
    await this.#never(call, "failed");
  }

  async delivers(sms: FakeSms): Promise<void> {
    await this.#becomes(sms, "delivered", null);
  }

  async undelivers(sms: FakeSms, errorCode = this.undeliveredCode): Promise<void> {
    await this.#becomes(sms, "undelivered", errorCode);
  }

  async losesSms(sms: FakeSms, errorCode = this.undeliveredCode): Promise<void> {
    await this.#becomes(sms, "failed", errorCode);
  }

  /** A phone sends a message to the account's number. Answers what the program said; null: it was not asked, or not there. */
  async texts(from: string, body: string, to = this.from): Promise<Reply | null> {
    this.incoming.push({ from, to, text: body });
    if (STOP.test(body)) this.#blocked.add(`${to} ${from}`);
    if (START.test(body)) this.#blocked.delete(`${to} ${from}`);
    const parcel = this.smsArrival(this.newSid("sms"), from, to, body);
    if (parcel === null) return null;
    const reply = await this.courier.ask(parcel);
    if (reply !== null) this.#checksSmsReply(reply, from, to);
    this.changed();
    return reply;
  }

  isBlocked(from: string, to: string): boolean {
    return this.#blocked.has(`${from} ${to}`);
  }

  /** Resolves when all callbacks under way have been answered. */
  async settled(): Promise<void> {
    await this.courier.settled();
  }

  // What the program asks for.

  protected places(asked: CallAsked): FakeCall {
    const call: FakeCall = {
      sid: this.newSid("call"),
      asked,
      to: asked.to,
      from: asked.from,
      placedAt: this.now(),
      status: "queued",
      answeredBy: null,
      spoken: [],
      heardUpTo: 0,
      pressed: [],
      listening: null,
      base: null,
      seconds: 0,
      documents: 0,
      sequence: 0,
      turn: 0,
      endedBy: null,
    };
    this.calls.push(call);
    return call;
  }

  protected async rings(call: FakeCall): Promise<void> {
    if (call.status !== "queued") return;
    call.status = "initiated";
    const initiated = this.#tells(call, "initiated");
    call.status = "ringing";
    const ringing = this.#tells(call, "ringing");
    this.changed();
    await Promise.all([initiated, ringing]);
  }

  protected carries(
    given: Pick<FakeSms, "to" | "from" | "text" | "statusUrl">,
    isReply = false,
  ): FakeSms {
    const sms: FakeSms = {
      ...given,
      sid: this.newSid("sms"),
      isReply,
      at: this.now(),
      status: "queued",
      errorCode: null,
    };
    this.messages.push(sms);
    return sms;
  }

  protected async sends(sms: FakeSms): Promise<void> {
    if (sms.status !== "queued") return;
    sms.status = "sent";
    const parcel = this.smsProgress(sms);
    this.changed();
    if (parcel !== null) await this.courier.tell(parcel);
  }

  protected async ends(
    call: FakeCall,
    status: CallState,
    by: NonNullable<FakeCall["endedBy"]>,
  ): Promise<void> {
    if (isOver(call)) return;
    call.status = status;
    call.endedBy = by;
    call.listening = null;
    call.turn += 1;
    const told = this.#tells(call, "completed");
    this.changed();
    await told;
  }

  /** The program leads a live call elsewhere. */
  protected async leads(call: FakeCall, to: { url: string } | { inline: string }): Promise<void> {
    call.listening = null;
    call.turn += 1;
    call.heardUpTo = call.spoken.length;
    if ("url" in to) await this.#fetch(call, to.url, "POST", []);
    else await this.#follow(call, to.inline, null);
    this.changed();
  }

  protected override changed(): void {
    this.#changes.emit("change");
  }

  async #never(call: FakeCall, status: CallState): Promise<void> {
    if (isOver(call) || call.status === "in-progress")
      throw new Error(`the call to ${call.to} is ${call.status}`);
    await this.ends(call, status, "network");
  }

  async #becomes(sms: FakeSms, status: FakeSms["status"], errorCode: number | null): Promise<void> {
    sms.status = status;
    sms.errorCode = errorCode;
    const parcel = this.smsProgress(sms);
    this.changed();
    if (parcel !== null) await this.courier.tell(parcel);
  }

  #where(call: FakeCall): string {
    return `call to ${call.to}, ${call.status}, last spoken: ${call.spoken.at(-1) ?? "nothing"}`;
  }

  #tells(call: FakeCall, event: string): Promise<unknown> {
    const sequence = call.sequence;
    call.sequence += 1;
    const { statusUrl, statusMethod, events } = call.asked;
    if (statusUrl === null || !events.includes(event)) return Promise.resolve();
    const fields = [
      ...this.callFields(call),
      ...this.progressFields(call, event),
      ["SequenceNumber", String(sequence)] as const,
    ];
    return this.courier.tell(asked(call, call.status, statusUrl, statusMethod, fields));
  }

  async #fetch(call: FakeCall, url: string, method: "GET" | "POST", fields: Pairs): Promise<void> {
    call.turn += 1;
    const { turn } = call;
    call.documents += 1;
    if (call.documents > DOCUMENTS) {
      this.fault(`a call asks for more than ${DOCUMENTS} documents`);
      return this.ends(call, "completed", "network");
    }
    const what = fields.length > 0 ? "digits" : "document";
    const reply = await this.courier.ask(
      asked(call, what, url, method, [...this.callFields(call), ...fields]),
    );
    if (call.turn !== turn) return;
    if (reply === null || reply.status < 200 || reply.status > 299) {
      call.spoken.push("An application error has occurred. Goodbye.");
      return this.ends(call, "completed", "network");
    }
    if (!XML.test(reply.contentType ?? ""))
      this.fault(`a document comes as ${reply.contentType ?? "nothing in particular"}`);
    await this.#follow(call, reply.body, url);
  }

  async #follow(call: FakeCall, document: string, base: string | null): Promise<void> {
    if (Buffer.byteLength(document) > DOCUMENT_BYTES)
      this.fault(`a document of more than ${DOCUMENT_BYTES} bytes`);
    const { verbs, problems } = readMarkup(document, "voice");
    for (const problem of problems) this.fault(problem);
    call.base = base;
    await this.#run(call, verbs);
  }

  async #run(call: FakeCall, verbs: readonly Verb[]): Promise<void> {
    for (const [index, verb] of verbs.entries()) {
      if (verb.verb === "hangup") break;
      if (verb.verb === "redirect") {
        const to = this.#absolute(call, verb.to);
        return to === null
          ? this.ends(call, "completed", "network")
          : this.#fetch(call, to, verb.method, []);
      }
      if (!this.#speaks(call, verb)) return this.ends(call, "completed", "network");
      if (verb.verb === "gather") {
        call.listening = {
          ...verb,
          action: verb.action === null ? null : this.#absolute(call, verb.action),
          rest: verbs.slice(index + 1),
        };
        return this.changed();
      }
    }
    await this.ends(call, "completed", "script");
  }

  /** False when the call has lasted as long as it may. */
  #speaks(call: FakeCall, verb: Verb): boolean {
    if (verb.verb === "say") {
      call.spoken.push(verb.text);
      return this.#lasts(call, verb.text.split(/\s+/).length / WORDS_A_SECOND);
    }
    if (verb.verb === "pause") return this.#lasts(call, verb.seconds);
    return verb.verb !== "gather" || verb.says.every((one) => this.#speaks(call, one));
  }

  #lasts(call: FakeCall, seconds: number): boolean {
    call.seconds += seconds;
    return call.seconds <= call.asked.maxSeconds;
  }

  #absolute(call: FakeCall, to: string): string | null {
    const base = call.base ?? undefined;
    if (URL.canParse(to, base)) return new URL(to, base).href;
    this.fault(`a document leads to ${to}`);
    return null;
  }

  #checksSmsReply(reply: Reply, from: string, to: string): void {
    if (reply.status < 200 || reply.status > 299 || !this.repliesInMarkup) return;
    if (reply.status === 204 || reply.body === "") return;
    if (!XML.test(reply.contentType ?? ""))
      this.fault(`an answer to a message comes as ${reply.contentType ?? "nothing in particular"}`);
    const { verbs, problems } = readMarkup(reply.body, "sms");
    for (const problem of problems) this.fault(problem);
    for (const verb of verbs) {
      if (verb.verb !== "message" || this.isBlocked(to, from)) continue;
      const sms = this.carries({ to: from, from: to, text: verb.text, statusUrl: null }, true);
      sms.status = "sent";
    }
  }
}

function asked(
  call: FakeCall,
  what: string,
  url: string,
  method: "GET" | "POST",
  fields: Pairs,
): Parcel {
  const about = { what, of: call.sid, method };
  if (method === "POST")
    return { ...about, url, headers: { "content-type": FORM }, body: form(fields) };
  const [before = "", fragment] = url.split("#");
  const query = `${before.includes("?") ? "&" : "?"}${form(fields)}`;
  const after = fragment === undefined ? "" : `#${fragment}`;
  return { ...about, url: `${before}${query}${after}`, headers: {}, body: "" };
}
