import type { App } from "@slack/bolt";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { signature, type Parcel } from "../fakes/slack/delivery.ts";
import { listening } from "../support/listening.ts";
import { manualClock, NOON, type ManualClock } from "../support/manual-clock.ts";
import { rawRequest } from "../support/raw-request.ts";
import { startEar, type Ear, type EarOptions, type Transport } from "../support/slack-receiving.ts";
import { until } from "../support/until.ts";

let slack: SlackServer;
let ear: Ear;
let clock: ManualClock;

beforeEach(async () => {
  clock = manualClock();
  slack = await startSlackServer({ now: () => clock.now(), answerWithinMs: 5_000 });
  slack.adds({ id: "U1", name: "ana" }, { id: "U2", name: "bob" });
  const home = slack.channel();
  home.members.add("U1").add("U2");
});
afterEach(async () => {
  const secrets = [slack.botToken, slack.appToken, slack.signingSecret];
  await ear.stop();
  await slack.close();
  const said = JSON.stringify(ear.log.lines);
  if (secrets.some((secret) => said.includes(secret)))
    throw new Error(`a secret was logged: ${said}`);
});

async function listens(transport: Transport, more: Partial<EarOptions> = {}): Promise<void> {
  ear = await startEar({ slack, transport, clock, ...more });
}

function logged(message: RegExp): number {
  return ear.log.lines.filter((line) => message.test(line.message)).length;
}

/** Slack's own. */
const EXAMPLE =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

function submission(): Parcel {
  return {
    kind: "interactive",
    payload: {
      type: "view_submission",
      team: { id: slack.team },
      user: { id: "U1" },
      view: { type: "modal", callback_id: "phone", state: { values: {} } },
    },
  };
}

/** Slack would wait for seconds; that the socket breaks tells it as much. */
async function isLeftUnanswered(message: RegExp, times = 1): Promise<void> {
  await until("the log", 4_000, () => logged(message) === times);
  slack.sockets.drop();
  await until(
    "the next connection",
    4_000,
    () => slack.sockets.opened > 1 && slack.sockets.count === 1,
  );
}

const endless = (): Promise<void> => new Promise(() => undefined);

describe.each<Transport>(["http", "socket"])("what happens in Slack, over %s,", (transport) => {
  test("is stored before Slack is told, without Slack's token, and with its time", async () => {
    await listens(transport);
    const { answer, message } = await slack.user("U1").writes("ack #1");

    expect(answer).toMatchObject({ taken: true, status: 200 });
    expect(ear.stored).toEqual([
      {
        type: "event_callback",
        event: expect.objectContaining({ type: "message", text: "ack #1", ts: message.ts }),
        event_id: expect.stringMatching(/^Ev/),
        event_time: NOON / 1_000,
        team_id: slack.team,
        api_app_id: slack.bot.appId,
        retry: {},
      },
    ]);
    expect(JSON.stringify(ear.stored)).not.toContain("verification");
  });

  test("is stored once, however often it is told, and as whatever it comes", async () => {
    await listens(transport);
    const mention = await slack.user("U1").writes("incidents", { mention: true });
    const reaction = await slack.user("U2").reacts("eyes", mention.message);
    const again = [
      ...(await slack.redeliver(mention)),
      ...(await slack.redeliver(reaction)),
      ...(await slack.redeliver(reaction, 2)),
    ];

    expect(mention.parcels).toHaveLength(2);
    expect(again.every(({ taken }) => taken)).toBe(true);
    expect(ear.stored).toHaveLength(2);
  });

  test("is not taken while the store is away, and Slack tells it again", async () => {
    await listens(transport);
    ear.isStoreAway = true;
    const telling = slack.user("U1").writes("ack #1");
    if (transport === "socket") await isLeftUnanswered(/could not be taken/);
    const { answer } = await telling;
    expect(answer.taken).toBe(false);
    expect(answer.headers["x-slack-no-retry"]).toBeUndefined();
    expect(answer.status).toBe(transport === "http" ? 503 : null);
    ear.isStoreAway = false;

    expect(await slack.retryAll()).toMatchObject([{ taken: true }]);
    expect(ear.stored).toMatchObject([{ event: { text: "ack #1" }, retry: { num: 1 } }]);
  });

  test("is not stored when it is our own doing, or of no concern", async () => {
    await listens(transport);
    const { message } = await slack.user("U1").writes("ack #1");
    const edited = await slack.user("U1").edits(message, "ack #2");
    const ours = { type: "message", channel: slack.home, ts: "9.9", bot_id: slack.bot.botId };
    const own = await slack.happens({ ...ours, channel_type: "channel", user: slack.bot.userId });

    expect([edited.answer.taken, own.answer.taken]).toEqual([true, true]);
    expect(ear.stored).toHaveLength(1);
  });

  test("reaches its handlers when it is handled, unless it is our own", async () => {
    const heard: unknown[] = [];
    await listens(transport, {
      register: (app) => {
        app.event("reaction_added", async ({ event, context, body }) => {
          heard.push([event.reaction, context.botUserId, context.retryNum, body.event_time]);
        });
      },
    });
    const { message } = await slack.user("U1").writes("ack #1");
    await slack.redeliver(await slack.user("U2").reacts("eyes", message), 2);
    const [, reaction] = ear.stored;
    await ear.receiving.handle({ ...reaction, retry: { num: 2 } });
    await ear.receiving.handle({
      ...reaction,
      event: { ...reaction!.event, user: slack.bot.userId },
    });

    expect(heard).toEqual([["eyes", slack.bot.userId, 2, NOON / 1_000]]);
    expect(slack.calls().filter(({ method }) => method !== "apps.connections.open")).toEqual([]);
  });

  test("fails to be handled with what its handler threw, and nothing else", async () => {
    const away = new Error("Connection is closed.");
    await listens(transport, {
      register: (app) => {
        app.event("reaction_added", () => Promise.reject(away));
      },
    });
    const event = { type: "reaction_added", user: "U1", item: { channel: "C1", ts: "1.1" } };

    const handling = ear.receiving.handle({ type: "event_callback", event });
    await expect(handling).rejects.toBe(away);
  });
});

describe.each<Transport>(["http", "socket"])("an act in Slack, over %s,", (transport) => {
  test("is answered with what its handler says", async () => {
    await listens(transport, {
      register: (app: App) => {
        app.command("/oncall", ({ ack, command }) =>
          ack({ response_type: "ephemeral", text: `you said ${command.text}` }),
        );
        app.view("phone", ({ ack }) =>
          ack({ response_action: "errors", errors: { number: "That is no number." } }),
        );
      },
    });
    const { answer } = await slack.user("U1").commands("/oncall", "now");
    const view = await slack.deliver(submission());

    expect(answer.body).toEqual({ response_type: "ephemeral", text: "you said now" });
    expect(view.body).toEqual({
      response_action: "errors",
      errors: { number: "That is no number." },
    });
  });

  test.each([
    ["does not end", endless],
    ["says nothing", () => Promise.resolve()],
  ])("is acknowledged in time when its handler %s, and that is logged", async (_what, handler) => {
    await listens(transport, { register: (app) => app.command("/oncall", handler) });
    const { answer } = await slack.user("U1").commands("/oncall", "secret words");

    expect(answer.taken).toBe(true);
    expect(answer.body ?? {}).toEqual({});
    expect(logged(/not acknowledged in time/)).toBe(1);
    expect(JSON.stringify(ear.log.lines)).not.toContain("secret words");
  });

  test("tells whoever did it that it failed", async () => {
    const fails = (): Promise<void> => Promise.reject(new Error("no such thing"));
    await listens(transport, {
      register: (app) => {
        app.command("/oncall", fails);
        app.view("phone", fails);
      },
    });
    const { answer } = await slack.user("U1").commands("/oncall", "now");
    const submitting = slack.deliver(submission());
    if (transport === "socket") await isLeftUnanswered(/could not be carried out/, 2);
    const view = await submitting;

    expect(answer.body).toEqual({
      response_type: "ephemeral",
      text: "That did not work. Try again in a moment; watchroom's log says why.",
    });
    expect(view.taken).toBe(false);
    expect(logged(/could not be carried out/)).toBe(2);
  });

  test("that nobody knows is acknowledged at once", async () => {
    await listens(transport, { answerWithinMs: 6_000 });
    const { answer } = await slack.user("U1").commands("/else", "");
    const odd = await slack.deliver({ kind: "interactive", payload: { type: "odd" } });

    expect([answer.taken, odd.taken]).toEqual([true, true]);
  });
});

describe("over http", () => {
  test("the example of Slack's own documentation is signed well, until it is five minutes old", async () => {
    const commands: string[] = [];
    clock.set(1_531_420_618_000);
    await listens("http", {
      config: { signingSecret: "8f742231b10e8888abcd99yyyzzz85a5" },
      register: (app) =>
        app.command("/webhook-collect", async ({ command, ack }) => {
          commands.push(command.user_name);
          await ack();
        }),
    });
    const example = {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
      },
      body: EXAMPLE,
    };

    const answer = await fetch(ear.address, example);
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(commands).toEqual(["roadrunner"]);
    clock.set(clock.now() + 300_000);
    expect((await fetch(ear.address, example)).status).toBe(200);
    clock.set(clock.now() + 1_000);
    expect((await fetch(ear.address, example)).status).toBe(401);
    expect((await fetch(ear.address, { ...example, body: `${EXAMPLE}&` })).status).toBe(401);
  });

  test("what is not signed well or too old is refused, stores nothing, and is logged once a minute", async () => {
    await listens("http");
    const { bad } = slack;
    const answers = [
      await bad.unsigned(),
      await bad.wrongSecret(),
      await bad.wrongBody(),
      await bad.old(),
      await bad.wrongSecret(),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(ear.stored).toEqual([]);
    expect(logged(/was refused/)).toBe(3);
    clock.set(clock.now() + 60_000);
    await bad.wrongSecret();
    expect(logged(/was refused/)).toBe(4);
  });

  test("a body of five MiB is refused, and logged once, without the body", async () => {
    await listens("http");
    const answers = [await slack.bad.huge(), await slack.bad.huge()];

    expect(answers.map(({ status }) => status)).toEqual([413, 413]);
    expect(logged(/too large/)).toBe(1);
    expect(JSON.stringify(ear.log.lines).length).toBeLessThan(500);
  });

  test("the address is proven by a signed question alone", async () => {
    await listens("http");
    const check = await fetch(ear.address, { method: "POST", body: "ssl_check=1&token=x" });
    const unsigned = await fetch(ear.address, {
      method: "POST",
      body: JSON.stringify({ type: "url_verification", challenge: "abc" }),
    });

    expect((await slack.bad.challenge("abc")).body).toEqual({ challenge: "abc" });
    expect([check.status, await check.text(), unsigned.status]).toEqual([200, "", 401]);
  });

  test("what is signed and cannot be read is refused", async () => {
    await listens("http");

    expect((await slack.bad.garbage()).status).toBe(400);
  });

  test.each(["", "nonsense", "text/plain;;", "application/json; charset=latin1"])(
    "the content type %j is no matter",
    async (type) => {
      await listens("http");
      const letter = Buffer.from('{"type":"url_verification","challenge":"é"}');
      const headers = signature(slack.signingSecret, NOON / 1_000, letter.toString());
      const typed = { ...headers, ...(type !== "" && { "content-type": type }) };
      const answer = await rawRequest(ear.address, "", { headers: typed, body: letter });

      expect(answer).toMatchObject({ status: 200, body: { challenge: "é" } });
    },
  );

  test("nothing is signed well without a secret", async () => {
    await listens("http", { config: { signingSecret: "" } });

    expect((await slack.user("U1").writes("ack #1")).answer.status).toBe(401);
    expect((await slack.bad.wrongSecret()).status).toBe(401);
    expect(ear.stored).toEqual([]);
  });

  test("that Slack keeps events back is said", async () => {
    await listens("http");
    await slack.deliver({ kind: "events_api", payload: { type: "app_rate_limited" } });

    expect([...ear.notices.said.keys()]).toEqual(["slack-events-limited"]);
  });
});

describe("over a socket", () => {
  const takes = async (): Promise<void> => {
    const before = ear.stored.length;
    const happened = await slack.user("U1").writes(`ack #${before + 1}`);
    expect(happened.answer.taken).toBe(true);
    expect(ear.stored).toHaveLength(before + 1);
  };
  const opensAgain = (): Promise<unknown> =>
    until("a new socket", 3_000, () => slack.sockets.opened > 1 && slack.sockets.count === 1);

  test("there is no route: one transport is enough", async () => {
    await listens("socket");

    expect(ear.receiving.routes).toEqual([]);
  });

  test("frames that nobody can read leave it as it is", async () => {
    await listens("socket");
    for (const frame of ["", "{", "null", "[]", "7", '{"type":"events_api"}', '{"type":"odd"}'])
      slack.sockets.raw(frame);
    slack.sockets.raw('{"type":"events_api","envelope_id":"e","payload":{"event":null}}');
    slack.sockets.raw('{"type":"interactive","envelope_id":"f","payload":[]}');
    slack.sockets.raw('{"type":"slash_commands","envelope_id":"g","payload":"x"}');

    await takes();
    expect(slack.sockets.opened).toBe(1);
  });

  test("a connection that is cut is followed by another", async () => {
    await listens("socket");
    slack.sockets.drop();
    await opensAgain();

    await takes();
  });

  test.each(["refresh_requested", "warning", "link_disabled"] as const)(
    "a connection that Slack ends (%s) is followed by another, and nobody hears of it",
    async (reason) => {
      await listens("socket");
      slack.sockets.recycle(reason);
      await opensAgain();

      await takes();
      expect(ear.receiving.problem()).toBeNull();
      expect(ear.notices.said.size).toBe(0);
    },
  );

  test.each([
    ["Slack fails", { status: 500 }],
    ["Slack does not answer", "refuse"],
    ["Slack fails inside", { error: "internal_error" }],
    ["it is asked too often", { rateLimited: 0 }],
  ] as const)(
    "while %s it goes on, says so when that lasts, and comes back",
    async (_what, how) => {
      await listens("socket");
      slack.fails("apps.connections.open", how, Infinity);
      slack.sockets.drop();
      await until("three tries", 3_000, () => slack.calls("apps.connections.open").length > 3);
      clock.set(clock.now() + 1_000);
      await until("the notice", 3_000, () => ear.notices.said.has("slack-socket"));

      expect(ear.receiving.problem()).toMatchObject({
        what: "The connection to Slack (Socket Mode) is down since 12:00 UTC: reactions, buttons and commands in Slack do not arrive.",
      });
      slack.mends();
      await opensAgain();
      await takes();
      expect(ear.receiving.problem()).toBeNull();
    },
  );

  test("while sockets are refused it goes on, and comes back", async () => {
    await listens("socket");
    slack.sockets.refuse();
    slack.sockets.drop();
    await until("three tries", 3_000, () => slack.calls("apps.connections.open").length > 3);
    slack.sockets.allow();
    await opensAgain();

    await takes();
  });

  test("a token that is refused is said with what to click, and tried again", async () => {
    await listens("socket");
    slack.fails("apps.connections.open", { error: "invalid_auth" }, 2);
    slack.sockets.drop();
    await until("the notice", 3_000, () => ear.notices.said.has("slack-socket"));

    expect(ear.receiving.problem()).toMatchObject({
      what: expect.stringContaining("refuses the app token (invalid_auth)"),
      mend: expect.stringContaining("SLACK_APP_TOKEN"),
    });
    await opensAgain();
    await takes();
  });

  test("what was under way when the connection broke is stored once", async () => {
    await listens("socket");
    const writing = slack.user("U1").writes("ack #1");
    slack.sockets.drop();
    const happened = await writing;
    await opensAgain();
    await slack.retryAll();

    expect(ear.stored).toHaveLength(1);
    expect(happened.parcels).toHaveLength(1);
  });

  test("nothing is left open when it stops, even while it connects", async () => {
    await listens("socket");
    slack.fails("apps.connections.open", "hang", 1);
    slack.sockets.drop();
    await until("a call", 3_000, () => slack.calls("apps.connections.open").length > 1);
    await ear.receiving.stop();

    await slack.sockets.untilClosed();
    expect(slack.sockets.opened).toBe(1);
  });
});

describe("a Slack that opens a socket and then", () => {
  /** What it does with each connection; the last one goes for all that follow. */
  async function slackThat(...does: readonly ((socket: WebSocket) => void)[]): Promise<string> {
    let opened = 0;
    const sockets = new WebSocketServer({ noServer: true });
    const server = createHttpServer((_request, response) => {
      const { port } = server.address() as AddressInfo;
      response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/link` }));
    });
    server.on("upgrade", (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (one) => {
        does[Math.min(opened, does.length - 1)]!(one);
        opened += 1;
      }),
    );
    const { port, stop } = await listening(server);
    onTestFinished(stop);
    return `http://127.0.0.1:${port}/api/`;
  }
  const greets = (socket: WebSocket): void => socket.send('{"type":"hello"}');
  const connections = (): number => logged(/connected to Slack/);

  test("falls silent is left for a new connection", async () => {
    const apiUrl = await slackThat((socket) => {
      greets(socket);
      socket.pause();
    }, greets);
    const config = { apiUrl, appToken: slack.appToken };
    await listens("http", { config, times: { pongMs: 300 } });

    await until("another connection", 4_000, () => connections() === 2);
    expect(ear.receiving.problem()).toBeNull();
  });

  test("says goodbye and no more is left for a new connection", async () => {
    const apiUrl = await slackThat((socket) => {
      greets(socket);
      socket.send('{"type":"disconnect","reason":"warning"}');
      socket.pause();
    }, greets);
    const config = { apiUrl, appToken: slack.appToken };
    await listens("http", { config, times: { pongMs: 60_000 } });

    await until("another connection", 4_000, () => connections() === 2);
  });

  test("never greets is left for a new connection", async () => {
    const apiUrl = await slackThat(() => undefined, greets);
    const config = { apiUrl, appToken: slack.appToken };
    await listens("http", { config, times: { connectMs: 200 } });

    await until("a connection", 4_000, () => connections() === 1);
  });
});
