import type { World } from "../../src/app-world.ts";
import type { PhonePage, RoomMessage } from "../../src/ports/local-room-records.ts";

/** Sees everything that reaches a human, and remembers what the test expected of it. */
export interface Witness {
  readonly room: {
    /** The card of some incident says so, in its newest state. */
    expectCard(text: RegExp): Promise<RoomMessage>;
    /** A message of the bot that no test has expected yet. */
    expectMessage(text: RegExp): Promise<RoomMessage>;
    expectNoCard(text: RegExp): Promise<void>;
    /** No message and no card that was not expected. */
    expectNothing(): Promise<void>;
  };
  phone(name: string): {
    expectPush(text: RegExp): Promise<Expected>;
    expectSms(text: RegExp): Promise<Expected>;
    expectCall(text: RegExp): Promise<Expected>;
    /** Nothing that was not expected lies there. */
    expectNothing(): Promise<void>;
    pages(): Promise<readonly PhonePage[]>;
  };
  cardId(incident: number): Promise<string>;
  /** Messages, pages and calls that nobody expected. */
  unexpected(): Promise<readonly string[]>;
}

export interface Expected {
  readonly page: PhonePage;
}

export function createWitness({ room, watch }: World): Witness {
  const seenPages = new Set<string>();
  const seenMessages = new Set<string>();

  const botMessages = async (): Promise<readonly RoomMessage[]> =>
    (await room.messages()).filter((m) => m.bot);
  const cards = async (): Promise<readonly RoomMessage[]> =>
    (await botMessages()).filter((m) => m.card !== null);
  const freshPages = async (handle: string): Promise<readonly PhonePage[]> =>
    (await room.phonePages(handle)).filter((p) => !seenPages.has(p.id));

  const freshMessages = async (): Promise<readonly RoomMessage[]> =>
    (await botMessages()).filter((m) => !seenMessages.has(m.id));

  const expectPage = async (handle: string, notifier: string, text: RegExp): Promise<Expected> => {
    const fresh = await freshPages(handle);
    const page = fresh.filter((p) => p.notifier === notifier && text.test(p.text)).at(-1);
    if (!page)
      throw new Error(
        `no ${notifier} to ${handle} says ${text}; there is: ${fresh.map(describePage).join("; ") || "nothing"}`,
      );
    seenPages.add(page.id);
    return { page };
  };

  return {
    room: {
      expectCard: async (text) => {
        const all = await cards();
        const card = all.find((m) => text.test(m.text));
        if (!card)
          throw new Error(
            `no card says ${text}; there is: ${all.map((m) => m.text).join(" | ") || "nothing"}`,
          );
        seenMessages.add(card.id);
        return card;
      },
      expectNoCard: async (text) => {
        const card = (await cards()).find((m) => text.test(m.text));
        if (card) throw new Error(`a card says ${text}: ${card.text}`);
      },
      expectNothing: async () => {
        const fresh = await freshMessages();
        if (fresh.length > 0)
          throw new Error(`the room was told: ${fresh.map((m) => m.text).join(" | ")}`);
      },
      expectMessage: async (text) => {
        const fresh = (await freshMessages()).filter((m) => m.card === null);
        const message = fresh.find((m) => text.test(m.text));
        if (!message)
          throw new Error(
            `no message says ${text}; there is: ${fresh.map((m) => m.text).join(" | ") || "nothing"}`,
          );
        seenMessages.add(message.id);
        return message;
      },
    },
    phone: (name) => {
      const handle = name.toLowerCase();
      return {
        expectPush: (text) => expectPage(handle, "push", text),
        expectSms: (text) => expectPage(handle, "sms", text),
        expectCall: (text) => expectPage(handle, "voice", text),
        expectNothing: async () => {
          const fresh = await freshPages(handle);
          if (fresh.length > 0)
            throw new Error(`${handle} was paged: ${fresh.map(describePage).join("; ")}`);
        },
        pages: () => room.phonePages(handle),
      };
    },
    cardId: async (incident) => {
      const card = (await cards()).find((m) => m.incident === incident);
      if (!card) throw new Error(`there is no card of #${incident}`);
      return card.id;
    },
    unexpected: async () => {
      const messages = (await freshMessages()).map((m) => `in the room: ${m.text}`);
      const pages = await Promise.all(
        (await watch.people.all()).map(({ handle }) => freshPages(handle)),
      );
      return [...messages, ...pages.flat().map((p) => `to ${p.handle}: ${describePage(p)}`)];
    },
  };
}

function describePage({ notifier, text, state }: PhonePage): string {
  return `${notifier} (${state}): ${text}`;
}
