import type { TimelineEntry } from "../../src/incidents/incident.ts";
import { createCallbacks } from "../../src/commands/callbacks.ts";
import type { Callbacks } from "../../src/ports/callbacks.ts";
import type { Notifier } from "../../src/ports/notifier.ts";
import type { Phone } from "../../src/ports/phone-records.ts";
import type { StoredSaying } from "../../src/ports/saying-records.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { memoryCallbacks } from "./memory-callbacks.ts";
import { person, SUNDAY_AT_15_UTC, world, type World } from "./in-memory-watch.ts";

export const ANAS = "+64215550101";
export const BOBS = "+64215550102";
const ANA = person("ana");
const BOB = person("bob");

/** Reaches anybody. */
const SMS: Notifier = {
  method: "sms",
  name: "twilio",
  timeoutMs: 1_000,
  ringsMs: null,
  destinationOf: async ({ handle }) => handle,
  send: async () => ({ outcome: "sent", providerId: null }),
  stop: async () => ({ outcome: "sent", providerId: null }),
  probe: async () => ({ ok: true, said: "It works." }),
};

/** Ana and Bob, whose phones are verified, and what providers tell of them. */
export interface Dialogue {
  readonly it: World;
  readonly watch: Watch;
  readonly callbacks: Callbacks;
  readonly phones: Map<string, Phone>;
  readonly said: StoredSaying[];
  /** Of all incidents. */
  readonly acts: (TimelineEntry & { readonly number: number })[];
  readonly deliveries: Map<string, readonly string[]>;
  /** What is thrown by whatever looks up a page. */
  broken: Error | null;
  /** Of Ana's page, as one attempt of it has it. */
  readonly token: string;
  text(
    text: string,
    some?: { readonly from?: string; readonly id?: string },
  ): Promise<string | null>;
}

export function dialogue(): Dialogue {
  const it = world(ANA, BOB);
  it.notifiers.set("sms", SMS);
  const acts: Dialogue["acts"] = [];
  const deliveries: Dialogue["deliveries"] = new Map();
  const said: StoredSaying[] = [];
  const phones = new Map([
    ["ana", phone()],
    ["bob", phone()],
  ]);
  const numbers = new Map([
    [ANAS, "ana"],
    [BOBS, "bob"],
  ]);
  const watch = Object.assign(Object.create(it.watch) as Watch, {
    rooms: [],
    callbacks: memoryCallbacks(() => it.now),
    phones: {
      find: async (handle: string) => {
        const known = phones.get(handle);
        return known === undefined ? null : { state: "known", number: "", phone: known };
      },
      ownerOf: async (number: string) => numbers.get(number) ?? null,
      note: async (handle: string, what: Partial<Phone>) => {
        const known = phones.get(handle);
        if (known) phones.set(handle, { ...known, ...what });
      },
    },
    sayings: { add: async (saying: StoredSaying) => void said.push(saying) },
    isStoreAway: (error: unknown) => error instanceof Error && error.message === "away",
    pages: {
      find: async (id: string) => {
        if (all.broken) throw all.broken;
        return it.pages.find((page) => page.id === id) ?? null;
      },
      lastOf: async (handle: string) => it.pages.findLast((page) => page.handle === handle) ?? null,
      progress: async () => "known" as const,
      end: async (id: string) => {
        it.pages = it.pages.map((page) => (page.id === id ? { ...page, state: "ended" } : page));
      },
    },
    incidents: Object.assign(Object.create(it.watch.incidents) as Watch["incidents"], {
      commit: async ({ incident, timeline }: Parameters<Watch["incidents"]["commit"]>[0]) => {
        acts.push(...timeline.map((entry) => ({ ...entry, number: incident.number })));
        it.incidents = it.incidents.map((one) => (one.id === incident.id ? incident : one));
        return { outcome: "committed", incident } as const;
      },
      timeline: async (id: string) => acts.filter(({ number }) => `i${number}` === id),
      deliveries: async (id: string) => (deliveries.get(id) ?? []).map((to) => ({ to })),
    }),
  } satisfies Record<string, unknown>);
  let texts = 0;
  const callbacks = createCallbacks(watch);
  const all: Dialogue = {
    it,
    watch,
    callbacks,
    phones,
    said,
    acts,
    deliveries,
    broken: null,
    token: watch.tokens.of({ kind: "page", page: "p1", attempt: 1, notifier: "twilio" }, it.now),
    text: (text, { from = ANAS, id = `SM${(texts += 1)}` } = {}) =>
      callbacks.texted({ provider: "twilio", id, from, text }),
  };
  return all;
}

function phone(): Phone {
  return {
    v: 1,
    verifiedBy: "sms",
    verifiedAt: SUNDAY_AT_15_UTC - 1_000,
    testedAt: null,
    remindedAt: null,
    failing: null,
    stoppedAt: null,
  };
}
