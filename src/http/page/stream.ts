import { connectionBack, connectionLost } from "./bars.ts";
import type { Hello, Message, PhonePage, Presence } from "./contract.ts";

interface Events {
  readonly hello: Hello;
  readonly message: Message;
  readonly presence: Presence;
  readonly phone: PhonePage;
  readonly trouble: { readonly text: string };
  readonly recovered: object;
}

export type Listeners = { readonly [Name in keyof Events]: (data: Events[Name]) => void };

const AGAIN_MS = 1_000;

/** Stays connected until told to stop. `refused` is called whenever the server answers but gives no stream. */
export function openStream(listeners: Listeners, refused: () => void): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;

  const connect = (): void => {
    source = new EventSource("/room/stream");
    for (const [name, listener] of Object.entries(listeners)) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) =>
        (listener as (data: unknown) => void)(JSON.parse(data)),
      );
    }
    source.addEventListener("hello", connectionBack);
    source.addEventListener("error", () => {
      connectionLost();
      // After a refusal, a 503 for instance, the browser gives up for good; we do not.
      if (source.readyState !== EventSource.CLOSED) return;
      again = setTimeout(connect, AGAIN_MS);
      refused();
    });
  };
  connect();
  return () => {
    clearTimeout(again);
    source.close();
    connectionBack();
  };
}
