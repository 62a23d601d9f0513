import type { CarrierServer } from "../fakes/carrier/carrier-server.ts";
import { isOver, type CallState, type FakeCall, type FakeSms } from "../fakes/carrier/shapes.ts";
import type { TelnyxServer } from "../fakes/telnyx-server.ts";
import type { TwilioServer } from "../fakes/twilio-server.ts";

const PATIENCE_MS = 5_000;

/** A call that was answered. */
export interface LiveCall {
  readonly call: FakeCall;
  readonly by: CarrierServer["name"];
  /** What was spoken since the last key, or since it was answered. */
  readonly says: string;
  readonly isOver: boolean;
  /** Throws unless it has just been spoken. */
  hears(pattern: RegExp): LiveCall;
  /** Presses keys and follows what comes of it. */
  press(keys: string): Promise<LiveCall>;
  /** Asks to hear it again, and checks that the same is spoken. */
  hearsAgain(key?: string): Promise<LiveCall>;
  hangsUp(): Promise<LiveCall>;
  /** Stays on the line and presses nothing, until the script ends. */
  silent(): Promise<LiveCall>;
  /** Once only, to the end of the present wait. */
  waits(): Promise<LiveCall>;
  /** Resolves when the program has ended the call; throws when somebody else did. */
  isHungUp(): Promise<LiveCall>;
}

/** A call that rings. It goes on until something is done about it. */
export interface RingingCall {
  readonly call: FakeCall;
  readonly by: CarrierServer["name"];
  answers(pattern?: RegExp): Promise<LiveCall>;
  noAnswer(): Promise<void>;
  busy(): Promise<void>;
  fails(): Promise<void>;
  /** A machine answers, and presses nothing, until the script ends. */
  voicemail(): Promise<LiveCall>;
  /** Resolves when the program has stopped the ringing; throws when it ended otherwise. */
  isHungUp(): Promise<CallState>;
}

export interface LiveSms {
  readonly sms: FakeSms;
  readonly by: CarrierServer["name"];
  readonly text: string;
  delivered(): Promise<LiveSms>;
  undelivered(errorCode?: number): Promise<LiveSms>;
  failed(errorCode?: number): Promise<LiveSms>;
  /** From this phone to the number that it came from. */
  reply(text: string): Promise<LiveSms>;
}

/** Can be awaited, or gone on with at once. */
export type Answered = Promise<LiveCall> &
  Pick<LiveCall, "press" | "hearsAgain" | "hangsUp" | "silent" | "isHungUp">;
export type Received = Promise<LiveSms> &
  Pick<LiveSms, "delivered" | "undelivered" | "failed" | "reply">;

export interface Phone {
  readonly number: string;
  /** Waits for a call, answers it, and throws unless what is spoken fits. */
  expectCall(pattern: RegExp): Answered;
  /** Waits for a call and leaves it ringing. */
  expectRinging(): Promise<RingingCall>;
  /** Waits for a call and lets it ring until it stops. */
  noAnswer(): Promise<void>;
  busy(): Promise<void>;
  /** Waits for a call that cannot be connected. */
  fails(): Promise<void>;
  /** Waits for a call that a machine answers, which presses nothing. */
  voicemail(): Promise<LiveCall>;
  /** Waits for a message that fits; others stay unexpected. */
  expectSms(pattern: RegExp): Received;
  /** Sends a message that answers nothing. */
  texts(text: string, by?: CarrierServer["name"]): Promise<void>;
  /** Throws when there is a call or a message that no test has expected, at this moment. */
  expectNothing(): void;
}

export interface Phones {
  (number: string): Phone;
  /** Throws when any phone at all got what no test has expected, or a vendor found fault. */
  expectNothingElse(): void;
  /** Counts all that there is as expected. */
  forget(): void;
  /** Resolves when all callbacks have been answered. */
  settled(): Promise<void>;
}

export interface Carriers {
  readonly twilio?: TwilioServer;
  readonly telnyx?: TelnyxServer;
  /** Real milliseconds to wait for a call or a message. */
  readonly withinMs?: number;
}

/** The phones of all people, at all vendors. */
export function createPhones({ twilio, telnyx, withinMs = PATIENCE_MS }: Carriers): Phones {
  const carriers = [twilio, telnyx].filter((one) => one !== undefined);
  const expected = new Set<FakeCall | FakeSms>();
  const arrived = <T extends FakeCall | FakeSms>(
    of: (carrier: CarrierServer) => readonly T[],
  ): readonly { readonly it: T; readonly carrier: CarrierServer }[] =>
    carriers.flatMap((carrier) =>
      of(carrier)
        .filter((it) => !expected.has(it))
        .map((it) => ({ it, carrier })),
    );
  const calls = (): readonly Arrived<FakeCall>[] => arrived((carrier) => carrier.calls);
  const messages = (): readonly Arrived<FakeSms>[] => arrived((carrier) => carrier.messages);
  const unexpected = (number: string | null): readonly string[] => [
    ...calls()
      .filter(({ it }) => number === null || it.to === number)
      .map(({ it, carrier }) => `a call to ${it.to} over ${carrier.name} (${it.status})`),
    ...messages()
      .filter(({ it }) => number === null || it.to === number)
      .map(({ it, carrier }) => `a message to ${it.to} over ${carrier.name}: ${it.text}`),
  ];
  const listed = (): string => unexpected(null).join("; ") || "nothing";
  const arrival = <T>(what: string, look: () => T | undefined): Promise<T> =>
    soon(
      carriers,
      withinMs,
      look,
      () => `${what}: none within ${withinMs} ms; there is: ${listed()}`,
    );

  const phone = (number: string): Phone => {
    const ringing = async (): Promise<RingingCall> => {
      const { it, carrier } = await arrival(`a call to ${number}`, () =>
        calls().find((one) => one.it.to === number && one.it.status === "ringing"),
      );
      expected.add(it);
      return ringingCall(it, carrier, withinMs);
    };
    return {
      number,
      expectCall: (pattern) => callToGoOnWith(ringing().then((call) => call.answers(pattern))),
      expectRinging: ringing,
      noAnswer: async () => (await ringing()).noAnswer(),
      busy: async () => (await ringing()).busy(),
      fails: async () => (await ringing()).fails(),
      voicemail: async () => (await ringing()).voicemail(),
      expectSms: (pattern) =>
        smsToGoOnWith(
          arrival(`a message to ${number} that says ${pattern}`, () =>
            messages().find((one) => one.it.to === number && pattern.test(one.it.text)),
          ).then(({ it, carrier }) => {
            expected.add(it);
            return liveSms(it, carrier);
          }),
        ),
      texts: async (text, by) => {
        const carrier = carriers.find(({ name }) => by === undefined || name === by);
        if (carrier === undefined) throw new Error("there is no vendor to send it over");
        await carrier.texts(number, text);
      },
      expectNothing: () => {
        const found = unexpected(number);
        if (found.length > 0) throw new Error(`nobody expected ${found.join("; ")}`);
      },
    };
  };
  return Object.assign(phone, {
    expectNothingElse: () => {
      const found = unexpected(null);
      if (found.length > 0) throw new Error(`nobody expected ${found.join("; ")}`);
      for (const carrier of carriers) carrier.expectNoFaults();
    },
    forget: () => {
      for (const { it } of [...calls(), ...messages()]) expected.add(it);
    },
    settled: async () => {
      await Promise.all(carriers.map((carrier) => carrier.settled()));
    },
  });
}

interface Arrived<T> {
  readonly it: T;
  readonly carrier: CarrierServer;
}

/** What `look` finds, now or after any change. */
function soon<T>(
  carriers: readonly CarrierServer[],
  withinMs: number,
  look: () => T | undefined,
  words: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const stop = (): void => {
      for (const one of stops) one();
    };
    const check = (): void => {
      const found = look();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(words()));
    }, withinMs);
    stops.push(() => clearTimeout(timer), ...carriers.map((carrier) => carrier.onChange(check)));
    check();
  });
}

function ringingCall(call: FakeCall, carrier: CarrierServer, withinMs: number): RingingCall {
  const answered = async (by: "human" | "machine", pattern?: RegExp): Promise<LiveCall> => {
    await carrier.answers(call, by);
    const live = liveCall(call, carrier, withinMs);
    return pattern === undefined ? live : live.hears(pattern);
  };
  return {
    call,
    by: carrier.name,
    answers: (pattern) => answered("human", pattern),
    noAnswer: () => carrier.noAnswer(call),
    busy: () => carrier.busy(call),
    fails: () => carrier.fails(call),
    voicemail: async () => (await answered("machine")).silent(),
    isHungUp: async () => {
      await ended(call, carrier, withinMs);
      return call.status;
    },
  };
}

function liveCall(call: FakeCall, carrier: CarrierServer, withinMs: number): LiveCall {
  const says = (): string => call.spoken.slice(call.heardUpTo).join(" ");
  const live: LiveCall = {
    call,
    by: carrier.name,
    get says() {
      return says();
    },
    get isOver() {
      return isOver(call);
    },
    hears: (pattern) => {
      if (!pattern.test(says()))
        throw new Error(`${call.to} does not hear ${pattern}, but: ${says() || "nothing"}`);
      return live;
    },
    press: async (keys) => {
      await carrier.presses(call, keys);
      return live;
    },
    hearsAgain: async (key = "3") => {
      const before = says();
      await carrier.presses(call, key);
      if (says() !== before)
        throw new Error(`${call.to} hears something else: ${says()}; before: ${before}`);
      return live;
    },
    hangsUp: async () => {
      await carrier.hangsUp(call);
      return live;
    },
    silent: async () => {
      while (call.listening !== null) await carrier.waitsOut(call);
      if (!isOver(call)) throw new Error(`the call to ${call.to} has stopped, but is not over`);
      return live;
    },
    waits: async () => {
      await carrier.waitsOut(call);
      return live;
    },
    isHungUp: async () => {
      await ended(call, carrier, withinMs);
      return live;
    },
  };
  return live;
}

async function ended(call: FakeCall, carrier: CarrierServer, withinMs: number): Promise<void> {
  await soon(
    [carrier],
    withinMs,
    () => (isOver(call) ? call : undefined),
    () => `the call to ${call.to} is still ${call.status} after ${withinMs} ms`,
  );
  if (call.endedBy !== "program")
    throw new Error(`the call to ${call.to} was ended by the ${call.endedBy}, as ${call.status}`);
}

function liveSms(sms: FakeSms, carrier: CarrierServer): LiveSms {
  const becoming = (act: () => Promise<unknown>) => async (): Promise<LiveSms> => {
    await act();
    return live;
  };
  const live: LiveSms = {
    sms,
    by: carrier.name,
    text: sms.text,
    delivered: becoming(() => carrier.delivers(sms)),
    undelivered: (errorCode) => becoming(() => carrier.undelivers(sms, errorCode))(),
    failed: (errorCode) => becoming(() => carrier.losesSms(sms, errorCode))(),
    reply: (text) => becoming(() => carrier.texts(sms.to, text, sms.from))(),
  };
  return live;
}

function callToGoOnWith(call: Promise<LiveCall>): Answered {
  return Object.assign(call, {
    press: async (keys: string) => (await call).press(keys),
    hearsAgain: async (key?: string) => (await call).hearsAgain(key),
    hangsUp: async () => (await call).hangsUp(),
    silent: async () => (await call).silent(),
    isHungUp: async () => (await call).isHungUp(),
  });
}

function smsToGoOnWith(sms: Promise<LiveSms>): Received {
  return Object.assign(sms, {
    delivered: async () => (await sms).delivered(),
    undelivered: async (errorCode?: number) => (await sms).undelivered(errorCode),
    failed: async (errorCode?: number) => (await sms).failed(errorCode),
    reply: async (text: string) => (await sms).reply(text),
  });
}
