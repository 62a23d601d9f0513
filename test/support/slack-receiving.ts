import type { App } from "@slack/bolt";
import {
  createReceiving,
  type Receiving,
  type ReceivingParts,
} from "../../src/adapters/slack/receiving/receiving.ts";
import type { StoredBody } from "../../src/adapters/slack/receiving/take-event.ts";
import { createServer, type Server } from "../../src/http/server.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { isStoreAway } from "../../src/store/is-away.ts";
import type { SlackServer } from "../fakes/slack-server.ts";
import { recordedLog, type RecordedLog } from "./quiet-log.ts";
import { recordedNotices, type RecordedNotices } from "./reader.ts";

export type Transport = "http" | "socket";

/** Our ear, in front of a store that does as it is told. */
export interface Ear {
  readonly receiving: Receiving;
  readonly stored: StoredBody[];
  readonly log: RecordedLog;
  readonly notices: RecordedNotices;
  readonly server: Server;
  readonly address: string;
  isStoreAway: boolean;
  stop(): Promise<void>;
}

/** Soon, so that no test waits. */
const TIMES = {
  connectMs: 5_000,
  pongMs: 5_000,
  steadyMs: 0,
  firstPauseMs: 10,
  longestPauseMs: 20,
  refusedPauseMs: 40,
  speakAfterMs: 30,
};

export interface EarOptions {
  readonly slack: SlackServer;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly register?: (app: App) => void;
  readonly config?: Partial<ReceivingParts["config"]>;
  readonly times?: ReceivingParts["times"];
  readonly answerWithinMs?: number;
}

export async function startEar({
  slack,
  transport,
  clock,
  register = () => undefined,
  config = {},
  times = {},
  answerWithinMs = 100,
}: EarOptions): Promise<Ear> {
  const [log, notices, seen] = [recordedLog(), recordedNotices(), new Set<string>()];
  const self = {
    userId: slack.bot.userId,
    botId: slack.bot.botId,
    teamId: slack.team,
    scopes: new Set<string>(),
  };
  const receiving = createReceiving({
    config: {
      botToken: slack.botToken,
      appToken: transport === "socket" ? slack.appToken : null,
      signingSecret: slack.signingSecret,
      apiUrl: slack.url,
      ...config,
    },
    connection: {
      self: () => self,
      untilKnown: () => Promise.resolve(self),
      channel: () => slack.home,
    },
    events: {
      add: async ({ ids, body }) => {
        if (ear.isStoreAway) throw new Error("Stream isn't writeable");
        if (ids.some((id) => seen.has(id))) return false;
        for (const id of ids) seen.add(id);
        ear.stored.push(body as StoredBody);
        return true;
      },
    },
    clock,
    log,
    notices,
    register,
    answerWithinMs,
    times: { ...TIMES, ...times },
  });
  const server = createServer({
    log,
    access: { isPublic: false, tokens: [], publicUrl: "http://watch.test" },
    api: [],
    pages: [],
    entrance: [],
    open: receiving.routes,
    always: [],
    isOpen: () => true,
    counted: () => undefined,
    personOf: () => Promise.resolve(null),
    isStoreAway,
  });
  const port = await server.listen("127.0.0.1", 0);
  const ear: Ear = {
    receiving,
    stored: [],
    log,
    notices,
    server,
    address: `http://127.0.0.1:${port}/slack/events`,
    isStoreAway: false,
    stop: async () => {
      await receiving.stop();
      await server.stop();
    },
  };
  if (transport === "http") slack.postsTo(ear.address);
  receiving.start();
  if (transport === "socket") await slack.sockets.untilOpen();
  return ear;
}
