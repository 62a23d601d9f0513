import { callsTo, type Call } from "./demo-api.ts";
import { openPage } from "./demo-stream.ts";

/** Somebody of the cast, who does over HTTP what a member does in a browser. */
export interface DemoPerson {
  readonly name: string;
  readonly handle: string;
  readonly call: Call;
  enter(): Promise<void>;
  leave(): Promise<void>;
  say(text: string): Promise<void>;
  /** A key on the phone. */
  press(page: string, digits: string): Promise<void>;
  /** Closes the page without leaving, as a browser that ends. */
  close(): void;
}

/** Joins as a responder with a phone; enters only later. */
export async function createPerson(url: string, name: string): Promise<DemoPerson> {
  const joined = await callsTo(url)("POST", "/room/join", { name, phone: true });
  const cookie = joined.headers["set-cookie"]?.split(";")[0] ?? "";
  const call = callsTo(url, cookie);
  let close: (() => void) | null = null;
  return {
    name,
    handle: (joined.body as { readonly handle: string }).handle,
    call,
    enter: async () => {
      close = await openPage(url, cookie);
    },
    leave: async () => {
      close?.();
      await call("POST", "/room/leave");
    },
    say: async (text) => {
      await call("POST", "/room/messages", { text });
    },
    press: async (page, digits) => {
      await call("POST", `/room/phone/${page}/keys`, { digits });
    },
    close: () => close?.(),
  };
}
