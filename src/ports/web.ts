import type { Person } from "../oncall/person.ts";

/** One request as an adapter sees it: nothing of the web framework leaks through. */
export interface WebRequest {
  readonly path: string;
  /** Path and query as they arrived, for those that are signed. */
  readonly target: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON or form; undefined without a body. */
  readonly body: unknown;
  readonly rawBody: Buffer;
  /** Who this browser is signed in as, by a personal link. */
  readonly signedIn?: Person | null;
}

/** Server-sent events. `id` lets a browser resume. Ends when the other side is gone or the server stops. */
export interface EventSink {
  send(event: string, data: unknown, id?: string): void;
  readonly closed: AbortSignal;
}

export type WebReply =
  | {
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly stream: (sink: EventSink) => Promise<void>;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** A route that an adapter brings; the server mounts it as it is. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/room/messages/:id/reactions` */
  readonly path: string;
  /** Its body is a form rather than JSON. */
  readonly form?: true;
  /** Its body is left as it came, because it is signed. */
  readonly raw?: true;
  handle(request: WebRequest): Promise<WebReply>;
}
