import type { DemoPerson } from "./demo-person.ts";

export interface SceneCard {
  readonly number: number;
  readonly status: string;
  readonly standing: string;
  /** When the next call is planned. */
  readonly callsAt: number | null;
}

export interface SceneMessage {
  readonly id: string;
  readonly at: number;
  readonly authorName: string;
  readonly text: string;
  readonly card: SceneCard | null;
}

export interface ScenePage {
  readonly id: string;
  readonly notifier: string;
  readonly state: "ringing" | "shown" | "ended";
  readonly text: string;
  readonly at: number;
  readonly note: string | null;
  /** Whose phone it is. */
  readonly to: string;
}

export interface Presence {
  readonly here: readonly string[];
  readonly onCall: string | null;
  readonly people: readonly { readonly handle: string; readonly name: string }[];
}

/** All that the cast can see at one moment. */
export interface Scene {
  readonly messages: readonly SceneMessage[];
  readonly pages: readonly ScenePage[];
  readonly presence: Presence;
}

/** Read from the server, as any page reads it. */
export async function readScene(cast: readonly DemoPerson[]): Promise<Scene> {
  const [views, pages] = await Promise.all([
    Promise.all(cast.map((person) => messagesOf(person))),
    Promise.all(cast.map((person) => pagesOf(person))),
  ]);
  const messages = new Map(views.flat().map((message) => [message.id, message]));
  const { body } = await cast[0]!.call("GET", "/room/presence");
  return {
    messages: [...messages.values()].toSorted((a, b) => a.at - b.at),
    pages: pages.flat().toSorted((a, b) => a.at - b.at),
    presence: body as Presence,
  };
}

async function messagesOf({ call }: DemoPerson): Promise<readonly SceneMessage[]> {
  const { body } = await call("GET", "/room/messages");
  return (body as { readonly messages: readonly SceneMessage[] }).messages;
}

async function pagesOf({ call, name }: DemoPerson): Promise<readonly ScenePage[]> {
  const { body } = await call("GET", "/room/phone");
  const { pages } = body as { readonly pages: readonly Omit<ScenePage, "to">[] };
  return pages.map((page) => ({ ...page, to: name }));
}
