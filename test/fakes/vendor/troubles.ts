import type { ServerResponse } from "node:http";

/** What a request is answered with, instead of being taken or instead of its own answer. */
export type Trouble =
  /** Not taken. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** An object goes out as JSON. */
      readonly body?: string | object;
    }
  /** Not taken: says nothing, ever. */
  | "hang"
  /** Not taken: cuts the connection before an answer. */
  | "reset"
  /** Taken, and nothing is ever said of it. */
  | "accept-then-hang"
  /** Taken, and the connection cut instead of an answer. */
  | "accept-then-reset"
  /** Taken; half of the answer arrives, then the connection is cut. */
  | "reset-in-body"
  /** Taken; the answer's body starts and never ends. */
  | "slow-body"
  /** Taken; the answer is followed by 8 MiB of spaces. */
  | "huge-body"
  /** Taken; the answer waits for `releaseAnswers()`. */
  | "hold"
  /** Taken; the first callbacks are delivered before the answer. */
  | "callbacks-first";

export interface When {
  /** One of the server's operations; any, unless told. */
  readonly on?: string;
  /** To this phone number or other recipient only. */
  readonly to?: string;
  /** Once, unless told; Infinity: until it is mended. */
  readonly times?: number;
}

interface Ordered extends When {
  readonly how: Trouble;
  left: number;
}

export interface Troubles {
  /** Answers what mends it. */
  add(how: Trouble, when: When): () => void;
  take(on: string, to: string | null): Trouble | null;
  clear(): void;
}

export function createTroubles(): Troubles {
  const ordered: Ordered[] = [];
  const remove = (one: Ordered): void => {
    const index = ordered.indexOf(one);
    if (index !== -1) ordered.splice(index, 1);
  };
  return {
    add: (how, when) => {
      const one = { ...when, how, left: when.times ?? 1 };
      ordered.push(one);
      return () => remove(one);
    },
    take: (on, to) => {
      const one = ordered.find(
        (each) =>
          (each.on === undefined || each.on === on) && (each.to === undefined || each.to === to),
      );
      if (one === undefined) return null;
      one.left -= 1;
      if (one.left <= 0) remove(one);
      return one.how;
    },
    clear: () => void ordered.splice(0),
  };
}

/** What a server has to say for itself. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
  /** Happens once the answer is out, however that ended. */
  readonly after?: () => Promise<unknown> | void;
}

export const isBefore = (how: Trouble): boolean =>
  typeof how === "object" || how === "hang" || how === "reset";

const HUGE_BYTES = 8 * 1_024 * 1_024;

export function write(response: ServerResponse, answer: Answer, how: Trouble | null = null): void {
  const { body = "" } = answer;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? {} : { "content-type": "application/json" };
  const headers = { ...type, ...answer.headers };
  if (how === "reset-in-body" || how === "slow-body") {
    response.writeHead(answer.status, {
      ...headers,
      "content-length": String(Buffer.byteLength(text) + 10),
    });
    response.write(text.slice(0, Math.ceil(text.length / 2)), () => {
      if (how === "reset-in-body") response.socket?.destroy();
    });
    return;
  }
  response.writeHead(answer.status, headers);
  response.end(how === "huge-body" ? text + " ".repeat(HUGE_BYTES) : text);
}
