import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Json } from "./shapes.ts";
import type { State } from "./state.ts";

/** What the app said to something that it was told. */
export interface Answer {
  /** In time, and with a 2xx or an ack. */
  readonly taken: boolean;
  /** Of HTTP; 200 for an ack, null when nothing came. */
  readonly status: number | null;
  /** Parsed when it was JSON; what the ack carried. */
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
  readonly via: "http" | "socket" | "nothing";
}

export const NOTHING: Answer = {
  taken: false,
  status: null,
  body: null,
  headers: {},
  via: "nothing",
};

export interface Sockets {
  /** How many are open. */
  readonly count: number;
  /** How often one was opened. */
  readonly opened: number;
  /** Resolves when so many are open. */
  untilOpen(count?: number): Promise<void>;
  /** Resolves when none is left. */
  untilClosed(): Promise<void>;
  /** Says that it is about to close them, as Slack does every few hours. */
  recycle(reason?: "refresh_requested" | "warning" | "link_disabled"): void;
  /** Cuts them without a word. */
  drop(): void;
  /** No new ones until `allow`; asking for an address fails as well, when so told. */
  refuse(): void;
  allow(): void;
  /** Sent to one of them. Waits for the ack. */
  send(envelope: Json, withinMs: number): Promise<Answer>;
  /** Any frame, to all. */
  raw(text: string): void;
  url(origin: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): void;
}

export function createSockets(state: State): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const open: WebSocket[] = [];
  const tickets = new Set<string>();
  const waiting = new Map<string, (answer: Answer) => void>();
  let opened = 0;
  let turn = 0;
  let isRefusing = false;

  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        state.news.off("change", look);
        resolve();
      };
      state.news.on("change", look);
      look();
    });
  const heard = (text: string): void => {
    const { envelope_id: id, payload = null } = JSON.parse(text) as Json;
    waiting.get(String(id))?.({
      ...NOTHING,
      taken: true,
      status: 200,
      body: payload,
      via: "socket",
    });
  };
  const welcome = (one: WebSocket): void => {
    open.push(one);
    opened += 1;
    one.on("message", (data: Buffer) => heard(data.toString()));
    one.on("error", () => one.terminate());
    one.on("close", () => {
      open.splice(open.indexOf(one), 1);
      state.news.emit("change");
    });
    one.send(
      JSON.stringify({
        type: "hello",
        num_connections: open.length,
        debug_info: { host: "applink-1", build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: state.bot.appId },
      }),
    );
    state.news.emit("change");
  };

  return {
    get count() {
      return open.length;
    },
    get opened() {
      return opened;
    },
    untilOpen: (count = 1) => until(() => open.length >= count),
    untilClosed: () => until(() => open.length === 0),
    recycle: (reason = "refresh_requested") => {
      for (const one of open)
        one.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-1" } }));
    },
    drop: () => {
      for (const one of open) one.terminate();
    },
    refuse: () => {
      isRefusing = true;
    },
    allow: () => {
      isRefusing = false;
    },
    raw: (text) => {
      for (const one of open) one.send(text);
    },
    send: (envelope, withinMs) =>
      new Promise((resolve) => {
        const one = open[turn % open.length];
        turn += 1;
        if (one === undefined) return resolve(NOTHING);
        const id = String(envelope["envelope_id"]);
        const done = (answer: Answer): void => {
          clearTimeout(timer);
          one.off("close", lost);
          waiting.delete(id);
          resolve(answer);
        };
        const lost = (): void => done({ ...NOTHING, via: "socket" });
        const timer = setTimeout(lost, withinMs);
        one.on("close", lost);
        waiting.set(id, done);
        one.send(JSON.stringify(envelope));
      }),
    url: (origin) => {
      const ticket = state.id("ticket");
      tickets.add(ticket);
      return `${origin.replace("http:", "ws:")}/link/?ticket=${ticket}&app_id=${state.bot.appId}`;
    },
    upgrade: (request, socket, head) => {
      const ticket = new URL(request.url ?? "/", "http://slack").searchParams.get("ticket") ?? "";
      if (isRefusing || !tickets.delete(ticket))
        return void socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      server.handleUpgrade(request, socket, head, welcome);
    },
    stop: () => {
      for (const one of open) one.terminate();
      server.close();
    },
  };
}
