import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { WebClient, type Logger } from "@slack/web-api";
import { createEmulator, type Emulator } from "emulate";
import type { Clock } from "../../src/lib/clock.ts";
import { post, signature } from "../fakes/slack/delivery.ts";
import type { Json } from "../fakes/slack/shapes.ts";
import { findElement } from "../fakes/slack/shown.ts";
import { ALL_SCOPES } from "../fakes/slack/state.ts";
import { listening } from "./listening.ts";

/** The package does not say where its Slack is; it is pinned to one version. */
const SLACK = new URL("../../node_modules/emulate/dist/dist-6ZQHD4DN.js", import.meta.url);
const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
const BOT_TOKEN = "xoxb-emulated";
const ANSWER_WITHIN_MS = 3_000;
/** Sent by it, and never by Slack. */
const NEVER_SENT = "presence_change";

interface Plugin {
  register(app: unknown, store: unknown, webhooks: Webhooks, ...rest: unknown[]): void;
}

interface Webhooks {
  register(hook: object): void;
}

/** Somebody else's Slack over HTTP: what it knows of Slack was not thought up here. */
export interface EmulatedSlack {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly channel: string;
  /** With the token of a member, as `ana`; or of the bot. */
  as(name: "ana" | "bob" | "watchroom"): WebClient;
  idOf(name: "ana" | "bob"): string;
  postsTo(url: string): void;
  /** Messages of the channel, or of the bot's direct messages with somebody; newest first. */
  messages(directlyWith?: "ana" | "bob"): Promise<readonly Json[]>;
  /** The button with that action id on the newest message that has one. Answers the status. */
  presses(name: "ana" | "bob", actionId: string, directly: boolean): Promise<number | null>;
  close(): Promise<void>;
}

export async function startEmulatedSlack(clock: Pick<Clock, "real">): Promise<EmulatedSlack> {
  let target: string | null = null;
  const signed = (body: string): Record<string, string> =>
    signature(SIGNING_SECRET, Math.floor(clock.real() / 1_000), body);
  const tell = async (body: string, contentType: string): Promise<number | null> => {
    if (target === null) return null;
    const headers = { "content-type": contentType, ...signed(body) };
    return (await post({ url: target, body, headers, withinMs: ANSWER_WITHIN_MS })).status;
  };
  const relay = await startRelay(async (event) => {
    if (event["event"]?.type === NEVER_SENT) return;
    await tell(JSON.stringify(completed(event, clock)), "application/json");
  });
  const emulator = await emulate(relay.url);
  const clients = clientsOf(`${emulator.url}/api/`);
  const { ids, channel } = await settleIn(clients);

  const messages: EmulatedSlack["messages"] = async (directlyWith) => {
    const { watchroom } = clients;
    const where =
      directlyWith === undefined
        ? channel
        : (await watchroom.conversations.open({ users: ids[directlyWith] })).channel?.id;
    const { messages: found } = await watchroom.conversations.history({ channel: where ?? "" });
    return (found ?? []).map((one) => ({ ...one, channel: where }));
  };
  return {
    apiUrl: `${emulator.url}/api`,
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    channel,
    as: (name) => clients[name],
    idOf: (name) => ids[name],
    postsTo: (url) => {
      target = url;
    },
    messages,
    presses: async (name, actionId, directly) => {
      for (const message of await messages(directly ? name : undefined)) {
        const found = findElement((message["blocks"] ?? []) as readonly Json[], actionId);
        if (found === null) continue;
        const payload = pressed({ ...found, message, user: ids[name], name, url: relay.url });
        const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
        return tell(body, "application/x-www-form-urlencoded");
      }
      throw new Error(`nothing to press is ${actionId}`);
    },
    close: async () => {
      await emulator.close();
      await relay.stop();
    },
  };
}

/** Takes its events on the way, to complete them as Slack would have; and what is said to a response_url. */
async function startRelay(
  heard: (event: Json) => Promise<void>,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => (request.url === "/events" ? heard(JSON.parse(body) as Json) : undefined))
      .then(() => response.end("ok"));
  });
  const { port, stop } = await listening(server);
  return { url: `http://127.0.0.1:${port}`, stop };
}

/** It lives by the machine's clock. */
function completed(event: Json, clock: Pick<Clock, "real">): Json {
  const at = clock.real() / 1_000;
  return { ...event, event_time: Math.floor(at) };
}

async function emulate(relayUrl: string): Promise<Emulator> {
  const { slackPlugin } = (await import(SLACK.href)) as { slackPlugin: Plugin };
  const { register } = slackPlugin;
  slackPlugin.register = (app, store, webhooks, ...rest) => {
    register.call(slackPlugin, app, store, webhooks, ...rest);
    webhooks.register({
      url: `${relayUrl}/events`,
      events: ["*"],
      active: true,
      owner: "slack",
    });
  };
  try {
    return await createEmulator({
      service: "slack",
      port: 0,
      seed: {
        slack: {
          signing_secret: SIGNING_SECRET,
          users: [
            { name: "ana", real_name: "Ana", profile: { display_name: "Ana" } },
            { name: "bob", real_name: "Bob", profile: { display_name: "Bob" } },
          ],
          channels: [{ name: "on-call" }],
          oauth_apps: [
            {
              client_id: "1.1",
              client_secret: "secret",
              name: "watchroom",
              redirect_uris: [],
              scopes: ALL_SCOPES,
              bot_name: "watchroom",
              bot_id: "B0WATCHROOM",
              bot_user_id: "U0WATCHROOM",
            },
          ],
          tokens: [
            {
              token: BOT_TOKEN,
              type: "bot",
              user: "U0WATCHROOM",
              bot_id: "B0WATCHROOM",
              scopes: ALL_SCOPES,
            },
            ...["ana", "bob", "admin"].map((user) => ({ token: `xoxp-${user}`, user })),
          ],
        },
      },
    });
  } finally {
    slackPlugin.register = register;
  }
}

type Clients = Readonly<Record<"ana" | "bob" | "watchroom" | "admin", WebClient>>;

function clientsOf(slackApiUrl: string): Clients {
  const nothing = (): void => undefined;
  const logger = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    getLevel: () => "error",
    setName: nothing,
  } as Logger;
  const client = (token: string): WebClient =>
    new WebClient(token, { slackApiUrl, logger, retryConfig: { retries: 0 } });
  return {
    ana: client("xoxp-ana"),
    bob: client("xoxp-bob"),
    admin: client("xoxp-admin"),
    watchroom: client(BOT_TOKEN),
  };
}

/** The bot is in the channel, and its owner, who takes no part, is not. */
async function settleIn({ watchroom, admin }: Clients): Promise<{
  readonly ids: Readonly<Record<"ana" | "bob", string>>;
  readonly channel: string;
}> {
  const { channels } = await watchroom.conversations.list();
  const channel = channels?.find(({ name }) => name === "on-call")?.id ?? "";
  await watchroom.conversations.join({ channel });
  await admin.conversations.leave({ channel });
  const { members } = await watchroom.users.list({});
  const idOf = (name: string): string => members?.find((one) => one.name === name)?.id ?? "";
  return { ids: { ana: idOf("ana"), bob: idOf("bob") }, channel };
}

function pressed({
  element,
  block,
  message,
  user,
  name,
  url,
}: {
  readonly element: Json;
  readonly block: Json;
  readonly message: Json;
  readonly user: string;
  readonly name: string;
  readonly url: string;
}): Json {
  const { action_id, value, type, text } = element;
  const channel = { id: message["channel"], name: "on-call" };
  return {
    type: "block_actions",
    user: { id: user, username: name, name, team_id: "T000000001" },
    team: { id: "T000000001", domain: "emulate" },
    api_app_id: "A0WATCHROOM",
    container: { type: "message", message_ts: message["ts"], channel_id: channel.id },
    trigger_id: "1.1.x",
    channel,
    message,
    response_url: `${url}/respond`,
    actions: [{ type, action_id, value, text, block_id: block["block_id"] ?? "b" }],
  };
}
