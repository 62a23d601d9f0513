import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { badRequests, type BadRequests } from "./slack/bad-requests.ts";
import { createCourier, type Courier, type Parcel, type Retry } from "./slack/delivery.ts";
import { createFaults, type How, type When } from "./slack/faults.ts";
import { happens, type Happening } from "./slack/happening.ts";
import { human, type Human } from "./slack/human.ts";
import type { Surroundings } from "./slack/method.ts";
import { createPacing } from "./slack/pacing.ts";
import { respond } from "./slack/responses.ts";
import type {
  Call,
  FakeChannel,
  FakeFile,
  FakePerson,
  FakeView,
  Json,
  PersonGiven,
  Presence,
} from "./slack/shapes.ts";
import { createSockets, type Answer, type Sockets } from "./slack/sockets.ts";
import { addPerson, channel, createState, dmOf, type Options } from "./slack/state.ts";
import { answerCall } from "./slack/web-api.ts";
import { createSlackWitness, type SlackWitness } from "./slack/witness.ts";

/** A Slack in memory, on loopback: its Web API, its events over HTTP or sockets, and the people in it. */
export interface SlackServer extends SlackWitness {
  /** For `SLACK_API_URL`; ends in a slash. */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly bot: { readonly userId: string; readonly botId: string; readonly appId: string };
  readonly team: string;
  /** Id of the team's channel. */
  readonly home: string;

  /** Where the app listens over HTTP; null, as at first: it is told over its sockets. */
  postsTo(url: string | null): void;
  readonly sockets: Omit<Sockets, "send" | "upgrade" | "stop" | "url">;
  readonly bad: BadRequests;

  /** Once unless `times` says otherwise. `*` is every method; `response_url` and `upload` count as methods too. Answers what mends it. */
  fails(method: string, how: How, when?: When | number): () => void;
  /** Ends all of that. */
  mends(): void;
  /** Said to every call with the bot's token; null: it is good again. */
  refusesToken(error: string | null): void;
  /** What the token may do from now on. */
  grants(...scopes: readonly string[]): void;
  lacks(...scopes: readonly string[]): void;
  calls(method?: string): readonly Call[];
  /** The most calls of it within any minute of the test's time. */
  busiestMinute(method: string): number;

  adds(...people: readonly PersonGiven[]): void;
  addsChannel(given: {
    readonly id: string;
    readonly name?: string;
    readonly isPrivate?: boolean;
    readonly members?: readonly string[];
    /** Whether the bot is in it. */
    readonly bot?: boolean;
  }): FakeChannel;
  presence(user: string, presence: Presence): void;
  /** Real milliseconds; true: from an hour ago to in an hour. */
  dnd(user: string, quiet: boolean | { readonly from: number; readonly until: number }): void;
  person(user: string): FakePerson;

  channel(id?: string): FakeChannel;
  dm(user: string): FakeChannel;
  readonly views: readonly FakeView[];
  /** What they see of the app's home; throws when it was never published. */
  homeOf(user: string): FakeView;
  /** The modal that is open for them; throws when there is none. */
  modalOf(user: string): FakeView;
  readonly files: readonly FakeFile[];

  user(id: string): Human;
  channelArchived(channel?: string): Promise<Happening>;
  channelDeleted(channel?: string): Promise<Happening>;
  channelRenamed(name: string, channel?: string): Promise<Happening>;
  channelIdChanged(to: string, channel?: string): Promise<Happening>;
  /** Nothing is told of it: the bot is no longer there to be told. */
  removesBot(channel?: string): void;
  invitesBot(channel?: string): Promise<Happening>;
  tokensRevoked(): Promise<Happening>;
  appUninstalled(): Promise<Happening>;
  /** Any event, if the app has subscribed to it. */
  happens(event: Json): Promise<Happening>;
  /** Anything at all. */
  deliver(parcel: Parcel, retry?: Retry): Promise<Answer>;
  /** The same again under the same event_id, as Slack does when it was not sure. */
  redeliver(happening: Happening | Parcel, num?: number): Promise<readonly Answer[]>;
  /** Every event again that was not taken, however often that was. */
  retryAll: Courier["retryAll"];
  readonly deliveries: Courier["deliveries"];
  readonly refused: Courier["refused"];
  /** Resolves when all that was told in passing has been answered. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startSlackServer(options: Options = {}): Promise<SlackServer> {
  const state = createState(options);
  const { answerWithinMs = 3_000, pacing = null, echo = true } = options;
  const sockets = createSockets(state);
  const courier = createCourier(state, sockets, answerWithinMs);
  const faults = createFaults();
  const pace = createPacing(pacing);
  let port = 0;
  const origin = (): string => `http://127.0.0.1:${port}`;
  const around: Surroundings = {
    state,
    get origin() {
      return origin();
    },
    tell: (event) => {
      if (echo) void happens(state, courier, [event]);
    },
  };
  const tell = (event: Json): Promise<Happening> => happens(state, courier, [event]);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", origin());
    if (pathname.startsWith("/api/")) {
      const socketUrl = (): string => sockets.url(origin());
      const parts = { faults, around, pace, socketUrl };
      return answerCall(pathname.slice("/api/".length), parts, request, response);
    }
    if (pathname.startsWith("/respond/")) return takeResponse(pathname, request, response);
    if (pathname.startsWith("/upload/v1/")) return takeUpload(pathname, request, response);
    response.writeHead(404).end();
  };
  const noteCall = (method: string, args: Json, how: How | null): Call => {
    const at = state.now();
    const realAt = performance.now();
    const call = { method, args, token: null, at, realAt, error: null, byTest: how !== null };
    state.calls.push(call);
    return call;
  };
  const takeResponse = async (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = JSON.parse(await text(request)) as Json;
    const how = faults.take("response_url", body);
    const call = noteCall("response_url", body, how);
    if (how === "hang") return;
    if (how === "refuse") return void response.socket?.destroy();
    if (how !== null && typeof how === "object" && "status" in how)
      return void response.writeHead(how.status).end();
    call.error = respond(state, path, body);
    if (how === "late") return;
    if (how === "drop") return void response.socket?.destroy();
    response.writeHead(call.error === null ? 200 : 404);
    response.end(call.error === null ? "ok" : JSON.stringify({ ok: false, error: call.error }));
  };
  const takeUpload = async (
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const bytes = await fileIn(request);
    const file = state.files.get(path.slice("/upload/v1/".length));
    const how = faults.take("upload", {});
    noteCall("upload", { length: bytes.length }, how);
    if (how === "hang") return;
    if (typeof how === "string") return void response.socket?.destroy();
    if (how !== null) return void response.writeHead("status" in how ? how.status : 500).end();
    if (file === undefined || file.length !== bytes.length)
      return void response.writeHead(400).end("wrong length");
    file.bytes = bytes;
    response.writeHead(200).end(`OK - ${bytes.length}`);
  };

  const server = createServer((request, response) => {
    // Whoever compares clocks is to find the one that the test holds.
    response.setHeader("date", new Date(state.now()).toUTCString());
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500).end(String(error));
    });
  });
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;

  const channelAt = (id = state.home.id): FakeChannel => {
    const found = state.channels.get(id);
    if (found === undefined) throw new Error(`there is no channel ${id}`);
    return found;
  };
  const personAt = (id: string): FakePerson => {
    const found = state.people.get(id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  const lastView = (user: string, type: string): FakeView => {
    const found = state.views.findLast(
      (one) => one.user === user && one.isOpen && one.view["type"] === type,
    );
    if (found === undefined) throw new Error(`${user} sees no ${type}`);
    return found;
  };

  return {
    ...createSlackWitness(state),
    url: `${origin()}/api/`,
    botToken: state.botToken,
    appToken: state.appToken,
    signingSecret: state.signingSecret,
    bot: state.bot,
    team: state.team.id,
    get home() {
      return state.home.id;
    },
    postsTo: (url) => {
      courier.requestUrl = url;
    },
    sockets,
    bad: badRequests(state, courier, answerWithinMs),

    fails: (method, how, when = {}) =>
      faults.add(method, how, typeof when === "number" ? { times: when } : when),
    mends: () => faults.clear(),
    refusesToken: (error) => {
      state.tokenError = error;
    },
    grants: (...scopes) => {
      for (const one of scopes) state.scopes.add(one);
    },
    lacks: (...scopes) => {
      for (const one of scopes) state.scopes.delete(one);
    },
    calls: (method) => state.calls.filter((one) => method === undefined || one.method === method),
    busiestMinute: (method) => {
      const times = state.calls.filter((one) => one.method === method).map(({ at }) => at);
      return Math.max(0, ...times.map((from) => times.filter((at) => within(at, from)).length));
    },

    adds: (...people) => {
      for (const one of people) addPerson(state, one);
    },
    addsChannel: ({ id, name = id.toLowerCase(), isPrivate = false, members = [], bot = true }) => {
      const made = channel({ id, name, isPrivate });
      for (const member of members) made.members.add(member);
      if (bot) made.members.add(state.bot.userId);
      state.channels.set(id, made);
      return made;
    },
    presence: (user, presence) => {
      personAt(user).presence = presence;
    },
    dnd: (user, quiet) => {
      const around = { from: state.now() - HOUR, until: state.now() + HOUR };
      personAt(user).quiet = quiet === true ? around : quiet === false ? null : quiet;
    },
    person: personAt,

    channel: channelAt,
    dm: (user) => dmOf(state, user),
    views: state.views,
    homeOf: (user) => lastView(user, "home"),
    modalOf: (user) => lastView(user, "modal"),
    get files() {
      return [...state.files.values()];
    },

    user: (id) => human(state, courier, id, origin),
    channelArchived: (id) => {
      const found = channelAt(id);
      found.isArchived = true;
      return tell({ type: "channel_archive", channel: found.id, user: "", event_ts: state.ts() });
    },
    channelDeleted: async (id) => {
      const found = channelAt(id);
      const happened = await tell({
        type: "channel_deleted",
        channel: found.id,
        event_ts: state.ts(),
      });
      state.channels.delete(found.id);
      return happened;
    },
    channelRenamed: (name, id) => {
      const found = channelAt(id);
      found.name = name;
      const renamed = { id: found.id, name, name_normalized: name, created: 0 };
      return tell({ type: "channel_rename", channel: renamed, event_ts: state.ts() });
    },
    channelIdChanged: (to, id) => {
      const found = channelAt(id);
      const before = found.id;
      state.channels.delete(before);
      found.id = to;
      state.channels.set(to, found);
      return tell({
        type: "channel_id_changed",
        old_channel_id: before,
        new_channel_id: to,
        event_ts: state.ts(),
      });
    },
    removesBot: (id) => void channelAt(id).members.delete(state.bot.userId),
    invitesBot: (id) => {
      const found = channelAt(id);
      found.members.add(state.bot.userId);
      return tell({
        type: "member_joined_channel",
        user: state.bot.userId,
        channel: found.id,
        channel_type: found.isPrivate ? "G" : "C",
        team: state.team.id,
        event_ts: state.ts(),
      });
    },
    tokensRevoked: () => {
      state.tokenError = "token_revoked";
      const tokens = { oauth: [], bot: [state.bot.userId] };
      return tell({ type: "tokens_revoked", tokens, event_ts: state.ts() });
    },
    appUninstalled: () => {
      state.tokenError = "account_inactive";
      return tell({ type: "app_uninstalled", event_ts: state.ts() });
    },
    happens: tell,
    deliver: courier.deliver,
    redeliver: (happening, num = 1) => {
      const parcels = "parcels" in happening ? happening.parcels : [happening];
      const retry = { num, reason: "http_timeout" };
      return Promise.all(parcels.map((parcel) => courier.deliver(parcel, retry)));
    },
    retryAll: courier.retryAll,
    deliveries: courier.deliveries,
    get refused() {
      return courier.refused;
    },
    settled: courier.settled,
    close: async () => {
      sockets.stop();
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
      await courier.settled();
    },
  };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function within(at: number, from: number): boolean {
  return at >= from && at < from + MINUTE;
}

/** As it is, or the first file of a form. */
async function fileIn(request: IncomingMessage): Promise<Buffer> {
  const type = request.headers["content-type"] ?? "";
  const bytes = await buffer(request);
  if (!type.startsWith("multipart/form-data")) return bytes;
  const form = await new Response(new Uint8Array(bytes), {
    headers: { "content-type": type },
  }).formData();
  const file = [...form.values()].find((one) => typeof one !== "string");
  return file === undefined ? bytes : Buffer.from(await (file as File).arrayBuffer());
}
