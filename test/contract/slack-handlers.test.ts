import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { cardMessage } from "../../src/adapters/slack/drawing/card-message.ts";
import { refreshHomes } from "../../src/adapters/slack/acting/homes.ts";
import { pageMessage } from "../../src/adapters/slack/drawing/page-message.ts";
import { summaryMessage } from "../../src/adapters/slack/drawing/summary-message.ts";
import { tellProblem } from "../../src/adapters/slack/acting/tell-problem.ts";
import type { Answer } from "../../src/ports/inward.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import { person } from "../support/in-memory-watch.ts";
import { EMPTY_OVERVIEW } from "../support/recorded-inward.ts";
import { cardExample, summaryExample, pageExample } from "../support/card-examples.ts";
import {
  ANA,
  BOB,
  ELSEWHERE,
  GUEST,
  openSlackDesk,
  SOMEBOT,
  type SlackDesk,
} from "../support/slack-desk.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const all = (text: string, some: Partial<Answer> = {}): Answer => ({
  text,
  toAll: true,
  subject: null,
  ...some,
});
const alone = (text: string, some: Partial<Answer> = {}): Answer => ({
  ...all(text),
  toAll: false,
  ...some,
});

let desk: SlackDesk;

beforeEach(async () => {
  desk = await openSlackDesk();
});
afterEach(async () => {
  try {
    desk.slack.expectNothing();
  } finally {
    await desk.close();
  }
});

/** One of our own messages, about something. */
async function posts(
  about: Parameters<typeof desk.abouts.remember>[2],
  { main } = cardMessage(cardExample(), { picture: null, onCallUser: null }),
  channel = desk.slack.home,
): Promise<FakeMessage> {
  const sent = await desk.parts.posts.post(
    { channel, message: main, mark: about, urgency: "incident", triedSince: null },
    AbortSignal.timeout(5_000),
  );
  if (sent.outcome === "failed") throw new Error(sent.error);
  await desk.abouts.remember(channel, sent.ts, about);
  const message = desk.slack.channel(channel).messages.find(({ ts }) => ts === sent.ts)!;
  return seen(message);
}

/** What the test posted itself is no surprise. */
function seen(message: FakeMessage): FakeMessage {
  while (desk.slack.unexpected().length > 0) desk.slack.expectMessage(message.channel, /[\s\S]*/);
  return message;
}

const whoSpoke = (): readonly string[] =>
  desk.team.told.filter(([verb]) => verb === "spoke").map(([, user]) => user);

const incident17 = { kind: "incident", id: "i17", number: 17 } as const;

describe("an emoji on one of our messages", () => {
  it("by a member is brought to the incident, with when it was, whatever the hand's colour", async () => {
    const message = await posts(incident17);
    desk.clock.set(desk.clock.now() + 5 * MINUTE);

    await desk.slack.user(ANA).reacts("eyes::skin-tone-4", message);
    await desk.slack.user(ANA).takesBack("eyes::skin-tone-4", message);

    const what = {
      by: "ana",
      incident: "i17",
      emoji: "eyes",
      message: `${message.channel}/${message.ts}`,
      room: "slack",
      at: expect.closeTo(desk.clock.now(), -3) as number,
    };
    expect(desk.inward.told).toEqual([
      ["reacted", what],
      ["unreacted", what],
    ]);
    expect(desk.team.told).toHaveLength(1);
  });

  it.each([GUEST, ELSEWHERE, SOMEBOT])("counts for nothing by %s", async (user) => {
    const message = await posts(incident17);

    await desk.slack.user(user).reacts("eyes", message);

    expect(desk.inward.told).toEqual([]);
    expect(desk.team.told).toEqual([]);
  });

  it("is not lost because Slack could not say at once whose it is", async () => {
    const message = await posts(incident17);
    desk.team.unknownFor = 2;

    await desk.slack.user(ANA).reacts("eyes", message);

    expect(desk.inward.told).toHaveLength(1);
  });

  it("is late, and still counts when it was given; after an hour it does not", async () => {
    const message = await posts(incident17);
    const { parcels } = await desk.slack.user(ANA).reacts("eyes", message);
    const [parcel] = parcels;
    const again = async (minutes: number) => {
      desk.clock.set(desk.clock.now() + minutes * MINUTE);
      const payload = { ...parcel!.payload, event_id: `Ev${minutes}` };
      await desk.slack.deliver({ ...parcel!, payload });
    };
    const given = desk.clock.now();

    await again(50);
    await again(11);

    expect(desk.inward.told).toHaveLength(2);
    expect(desk.inward.told[1]?.[1]["at"]).toBeCloseTo(given, -3);
  });

  it("that does nothing is answered once to whoever gave it, and to nobody else", async () => {
    const message = await posts(incident17);
    desk.inward.answer = alone("`:eyes:` acknowledges.");

    await desk.slack.user(ANA).reacts("tada", message);
    await desk.slack.user(ANA).reacts("wave", message);

    expect(desk.slack.expectEphemeral(ANA, /acknowledges/).threadTs).toBeNull();
  });

  it("on a summary acknowledges all of it or takes that back, by the emoji that acknowledges alone", async () => {
    const message = await posts({ kind: "summary", id: "s1" }, summaryMessage(summaryExample()));

    desk.inward.answer = all("Ana has 312 incidents.");
    await desk.slack.user(ANA).reacts("tada", message);
    await desk.slack.user(ANA).reacts("eyes", message);
    await desk.slack.user(ANA).takesBack("tada", message);
    await desk.slack.user(ANA).takesBack("eyes", message);

    expect(desk.inward.told).toMatchObject([
      ["acknowledgedAll", { by: "ana", summary: "s1", room: "slack" }],
      ["unacknowledgedAll", { by: "ana", summary: "s1", room: "slack" }],
    ]);
  });

  it("on a page acknowledges the page", async () => {
    const message = await posts({ kind: "page", id: "p1" }, undefined, desk.slack.dm(ANA).id);

    await desk.slack.user(ANA).reacts("eyes", message);

    expect(desk.inward.told).toEqual([["pressed", { by: "ana", page: "p1", digit: "1" }]]);
    expect(desk.team.told).toEqual([]);
  });

  it("on a question answers it, where all can read it", async () => {
    const message = await posts({ kind: "subject", subject: "handoff:1" });
    desk.inward.answer = all("Bob is on call now.");

    await desk.slack.user(BOB).reacts("white_check_mark", message);

    expect(desk.inward.told).toMatchObject([
      ["answered", { by: "bob", subject: "handoff:1", emoji: "white_check_mark" }],
    ]);
    desk.slack.expectMessage(desk.slack.home, /Bob is on call now/);
  });

  it("means nothing on what others wrote, and is a sign that somebody is there", async () => {
    const { message } = await desk.slack.user(BOB).writes("lunch?");
    await desk.slack.user(ANA).reacts("eyes", message);

    expect(desk.inward.told).toEqual([]);
    expect(whoSpoke()).toEqual([BOB, ANA]);
  });
});

describe("a line", () => {
  it("that is chat is only a sign that somebody is there", async () => {
    await desk.slack.user(ANA).writes("I think the builds are fine");

    expect(desk.team.told).toEqual([["spoke", ANA, expect.closeTo(desk.clock.real(), -3)]]);
    expect(desk.inward.told).toEqual([]);
  });

  it("that mentions us is heard once, without our name and with the names of others", async () => {
    desk.inward.answer = all("Asked.");

    await desk.slack.user(ANA).writes(": handoff @bob until 18:00 &c <b>", { mention: true });

    expect(desk.inward.told).toEqual([
      [
        "heard",
        {
          by: "ana",
          text: "handoff @bob until 18:00 &c <b>",
          addressed: true,
          room: "slack",
          direct: false,
          incident: null,
        },
      ],
    ]);
    desk.slack.expectMessage(desk.slack.home, /Asked/);
  });

  it("that is exactly a command is heard as spoken to nobody, with the incident of its thread", async () => {
    const message = await posts(incident17);
    desk.inward.answer = all("#17 is yours, Ana.");

    await desk.slack.user(ANA).writes("ack", { thread: message });

    expect(desk.inward.told).toMatchObject([
      ["heard", { text: "ack", addressed: false, incident: 17 }],
    ]);
    expect(desk.slack.expectMessage(desk.slack.home, /is yours/).threadTs).toBe(message.ts);
  });

  it("in a direct message is heard and answered there, also in private", async () => {
    desk.inward.answer = alone("Signed in: https://watch.test/x", { secret: true });

    await desk.slack.user(ANA).writes("signin", { channel: "dm" });

    expect(desk.inward.told).toMatchObject([
      ["heard", { text: "signin", addressed: true, direct: true }],
    ]);
    desk.slack.expectDm(ANA, /Signed in/);
    expect(desk.team.told).toEqual([]);
  });

  it("is answered in private when the answer is for whoever asked", async () => {
    desk.inward.answer = alone("“ackk” is no command.");

    await desk.slack.user(ANA).writes("ackk", { mention: true });

    desk.slack.expectEphemeral(ANA, /is no command/);
  });

  it("gets its secret as a direct message, wherever it was asked for", async () => {
    desk.inward.answer = alone("https://watch.test/secret", { secret: true });

    await desk.slack.user(ANA).writes("signin", { mention: true });

    desk.slack.expectDm(ANA, /watch\.test\/secret/);
    desk.slack.expectEphemeral(ANA, /as a direct message/);
  });

  it("that asks somebody calls them by a mention, and what they answer with is remembered", async () => {
    desk.inward.answer = all("@bob: Ana asks you to take over.", {
      subject: "handoff:1",
      asks: "bob",
    });

    await desk.slack.user(ANA).writes("handoff @bob", { channel: "dm" });

    const asked = desk.slack.expectMessage(desk.slack.home, /asks you to take over/);
    expect(asked.text).toContain(`<@${BOB}>`);
    expect(await desk.abouts.find(asked.channel, asked.ts)).toEqual({
      kind: "subject",
      subject: "handoff:1",
    });
    desk.slack.expectDm(ANA, /Asked in/);
  });

  it("of a guest is heard as one who may only read", async () => {
    await desk.slack.user(GUEST).writes("incidents", { mention: true });

    expect(desk.inward.told).toMatchObject([["heard", { mayAct: false, text: "incidents" }]]);
    expect(desk.team.told).toEqual([]);
  });

  it("of somebody who is not in the channel is told where to go, and not carried out", async () => {
    await desk.slack.user(ELSEWHERE).writes("ack", { mention: true, channel: "C0OTHER" });
    await desk.slack.user(ELSEWHERE).writes("ack", { channel: "dm" });

    desk.slack.expectEphemeral(ELSEWHERE, /listens to those who are in/);
    desk.slack.expectDm(ELSEWHERE, /listens to those who are in/);
    expect(desk.inward.told).toEqual([]);
  });

  it("in another channel is answered to whoever asked alone", async () => {
    desk.inward.answer = all("Nothing is open.");

    await desk.slack.user(ANA).writes("incidents", { mention: true, channel: "C0OTHER" });

    desk.slack.expectEphemeral(ANA, /Nothing is open/);
    expect(desk.team.told).toEqual([]);
  });

  it("that comes late is not carried out, and whoever spoke to us is told", async () => {
    const { parcels } = await desk.slack.user(ANA).writes("incidents", { mention: true });
    const later = async (by: number, id: string) => {
      desk.clock.set(desk.clock.now() + by);
      const parcel = parcels.find(({ payload }) => payload["event"].type === "app_mention")!;
      const event = { ...parcel.payload["event"], channel: "C0OTHER" };
      await desk.slack.deliver({ ...parcel, payload: { ...parcel.payload, event, event_id: id } });
    };

    await later(11 * MINUTE, "Ev1");
    desk.slack.expectEphemeral(ANA, /This came 11 minutes late and was not done/);
    await later(HOUR, "Ev2");

    expect(desk.inward.told).toHaveLength(1);
  });

  it("that is long is answered by a message, and the rest in its thread", async () => {
    desk.inward.answer = all(
      Array.from({ length: 40 }, (_, n) => `## Part ${n}\n\n${"steps ".repeat(100)}`).join("\n\n"),
    );

    await desk.slack.user(ANA).writes("playbook builds");

    const first = desk.slack.expectMessage(desk.slack.home, /Part 0/);
    const rest = desk.slack.channel().messages.filter(({ threadTs }) => threadTs === first.ts);
    expect(rest.length).toBeGreaterThan(0);
    seen(first);
  });

  it("of a bot, an edit, or of our own is never answered", async () => {
    desk.inward.answer = all("No.");
    const { message } = await desk.slack.user(ANA).writes("hello");
    await desk.slack.user(ANA).edits(message, "ack");
    await desk.slack.user(SOMEBOT).writes("ack", { mention: true });
    const event = { type: "message", channel: desk.slack.home, channel_type: "channel" };
    const ts = `${desk.clock.real() / 1_000}`;
    await desk.slack.happens({ ...event, user: ANA, bot_id: "B9", text: "ack", ts, event_ts: ts });

    expect(desk.inward.told).toEqual([]);
  });
});

describe("a slash command", () => {
  it.each([
    ["/watchroom", "incidents", "incidents"],
    ["/playbook", "builds", "playbook builds"],
    ["/oncall", "", "oncall"],
    ["/handoff", "@bob until 18:00", "handoff @bob until 18:00"],
    ["/ops", "ack #17", "ack #17"],
  ])("is a line that speaks to us: %s %s", async (command, text, line) => {
    await desk.slack.user(ANA).commands(command, text);

    expect(desk.inward.told).toMatchObject([["heard", { by: "ana", text: line, addressed: true }]]);
  });

  it("is answered at once, to all in the team's channel and to one elsewhere", async () => {
    desk.inward.answer = all("Nothing is open.");
    const types = async (channel: string) =>
      (await desk.slack.user(ANA).commands("/watchroom", "incidents", { channel })).answer.body
        .response_type as string;

    expect(await types(desk.slack.home)).toBe("in_channel");
    expect(await types("C0OTHER")).toBe("ephemeral");
    expect(await types("dm")).toBe("in_channel");
    desk.slack.expectMessage(desk.slack.home, /Nothing is open/);
    desk.slack.expectEphemeral(ANA, /Nothing is open/);
    desk.slack.expectDm(ANA, /Nothing is open/);

    desk.inward.answer = alone("`ack [#n]`: You have it.");
    expect(await types(desk.slack.home)).toBe("ephemeral");
    desk.slack.expectEphemeral(ANA, /You have it/);
  });

  it("that asks somebody, or is long, is a message of ours", async () => {
    desk.inward.answer = all("@bob: take over?", { subject: "handoff:1", asks: "bob" });
    const { answer } = await desk.slack.user(ANA).commands("/handoff", "@bob");

    expect(answer.body).toEqual({});
    desk.slack.expectMessage(desk.slack.home, /take over/);
  });

  it("is answered also in a channel in which we may post nothing", async () => {
    desk.slack.addsChannel({ id: "C0AWAY", members: [ANA], bot: false });
    desk.inward.answer = alone("https://watch.example/signin/1", { secret: true });
    await desk.slack.user(ANA).commands("/watchroom", "signin", { channel: "C0AWAY" });
    desk.slack.expectDm(ANA, /signin/);
    desk.slack.expectEphemeral(ANA, /You have it as a direct message/);

    desk.inward.answer = all("@bob: take over?", { subject: "handoff:1", asks: "bob" });
    await desk.slack.user(ANA).commands("/handoff", "@bob", { channel: "C0AWAY" });
    desk.slack.expectMessage(desk.slack.home, /take over/);
    desk.slack.expectEphemeral(ANA, /Asked in/);
    expect(desk.slack.calls("chat.postEphemeral")).toEqual([]);
  });

  it.each(["C0OTHER", "dm"])(
    "that concerns all is heard by the team's channel too: %s",
    async (channel) => {
      desk.inward.answer = all("Ana is on call now.", { concernsAll: true });
      const ana = desk.slack.user(ANA);

      await ana.commands("/watchroom", "take", { channel });
      await ana.writes("take", { channel, mention: true });

      for (const _way of ["command", "line"])
        desk.slack.expectMessage(desk.slack.home, /Ana is on call now/);
      const where = channel === "dm" ? desk.slack.dm(ANA).id : channel;
      expect(
        desk.slack
          .channel(where)
          .messages.filter(({ text, user }) => user !== ANA && /on call/.test(text)),
      ).toHaveLength(2);
      desk.slack.expectAnything();
    },
  );

  it("that concerns all is said once in the team's channel itself", async () => {
    desk.inward.answer = all("Ana is on call now.", { concernsAll: true });

    await desk.slack.user(ANA).commands("/watchroom", "take");
    desk.slack.expectMessage(desk.slack.home, /Ana is on call now/);
    await desk.slack.user(ANA).writes("take", { mention: true });
    desk.slack.expectMessage(desk.slack.home, /Ana is on call now/);
  });

  it("of somebody who is not in the channel is refused", async () => {
    await desk.slack.user(ELSEWHERE).commands("/watchroom", "ack", { channel: "C0OTHER" });

    desk.slack.expectEphemeral(ELSEWHERE, /listens to those who are in/);
    expect(desk.inward.told).toEqual([]);
  });

  it("phone opens a form, and what is filled in is said where nobody else reads it", async () => {
    desk.inward.answer = alone("Your phone number is +64…00 now.");
    await desk.slack.user(ANA).commands("/watchroom", "phone");
    const form = desk.slack.modalOf(ANA);

    const { errors } = await desk.slack.user(ANA).submits(form, { number: "021 555" });
    expect(Object.values(errors ?? {})).toEqual([expect.stringContaining("begins with +")]);

    await desk.slack.user(ANA).submits(form, { number: "+64 21 555 0100" });
    expect(desk.inward.told).toMatchObject([
      ["heard", { text: "phone +64215550100", direct: true }],
    ]);
    desk.slack.expectDm(ANA, /Your phone number is/);
  });

  it("phone asks for the code in the same window, shows there what is wrong, and has it said by a call", async () => {
    const asks = {
      ...alone("A code is on its way to +64…00. Write `phone 123456`."),
      form: "code",
    } as const;
    desk.inward.answer = asks;
    await desk.slack.user(ANA).commands("/watchroom", "phone");
    const form = desk.slack.modalOf(ANA);

    expect(
      (await desk.slack.user(ANA).submits(form, { number: "+64 21 555 0100" })).errors,
    ).toBeNull();
    const second = desk.slack.modalOf(ANA);
    expect(second.view["callback_id"]).toBe("phone_code");
    expect(JSON.stringify(second.view)).toContain("on its way to +64…00");

    desk.inward.answer = { ...alone("That is not the code. 4 tries left."), form: "wrong" };
    const { errors } = await desk.slack.user(ANA).submits(second, { code: "111 111" });
    expect(Object.values(errors ?? {})).toEqual(["That is not the code. 4 tries left."]);
    expect(
      Object.values((await desk.slack.user(ANA).submits(second, { code: "none" })).errors!),
    ).toEqual(["A code has 6 digits."]);

    desk.inward.answer = { ...asks, text: "+64…00 rings now." };
    await desk.slack.user(ANA).pressesIn(second, ACTIONS.callCode);
    expect(JSON.stringify(desk.slack.modalOf(ANA).view)).toContain("+64…00 rings now.");

    desk.inward.answer = alone("+64…00 is verified.");
    expect(
      (await desk.slack.user(ANA).submits(desk.slack.modalOf(ANA), { code: "123456" })).errors,
    ).toBeNull();
    expect(() => desk.slack.modalOf(ANA)).toThrow(/sees no modal/);
    expect(desk.inward.told.map(([, { text, direct }]) => [text, direct])).toEqual([
      ["phone +64215550100", true],
      ["phone code 111111", true],
      ["phone call", undefined],
      ["phone code 123456", true],
    ]);
    desk.slack.expectDm(ANA, /is verified/);
  });

  it("phone asks for the code in time when sending it takes long, and writes what went wrong", async () => {
    await desk.close();
    desk = await openSlackDesk({ answerMs: 20 });
    await desk.slack.user(ANA).commands("/watchroom", "phone");
    const form = desk.slack.modalOf(ANA);
    let open = (): void => undefined;
    desk.inward.gate = new Promise((resolve) => {
      open = resolve;
    });
    desk.inward.answer = { ...alone("No SMS went to +64…00."), form: "wrong" };

    await desk.slack.user(ANA).submits(form, { number: "+64 21 555 0100" });
    expect(desk.slack.modalOf(ANA).view["callback_id"]).toBe("phone_code");
    open();
    await desk.slack.until(() => desk.slack.expectDm(ANA, /No SMS went/));
  });
});

describe("a slash command that takes its time", () => {
  it("is acknowledged in time, and answered when the answer is there", async () => {
    await desk.close();
    desk = await openSlackDesk({ answerMs: 20 });
    desk.inward.answer = all("Nothing is open.");
    let open: () => void = () => undefined;
    desk.inward.gate = new Promise((resolve) => {
      open = resolve;
    });

    const { answer } = await desk.slack.user(ANA).commands("/watchroom", "incidents");
    expect(answer).toMatchObject({ taken: true, body: {} });
    open();

    await desk.slack.until(() => desk.slack.expectMessage(desk.slack.home, /Nothing is open/));
  });

  it("is answered in private another way when Slack does not take the late answer", async () => {
    await desk.close();
    desk = await openSlackDesk({ answerMs: 20 });
    desk.inward.answer = all("Nothing is open.");
    let open: () => void = () => undefined;
    desk.inward.gate = new Promise((resolve) => {
      open = resolve;
    });
    desk.slack.fails("response_url", { status: 500 });

    await desk.slack.user(ANA).commands("/watchroom", "incidents");
    open();

    await desk.slack.until(() => desk.slack.expectEphemeral(ANA, /Nothing is open/));
  });
});

describe("a button on an incident's message", () => {
  it.each([
    [ACTIONS.acknowledge, "ack #17"],
    [ACTIONS.resolve, "resolve #17"],
    [ACTIONS.escalate, "escalate #17"],
  ])(
    "says what somebody would write, and all read it in the message itself: %s",
    async (action, text) => {
      const message = await posts(incident17);
      desk.inward.answer = all("Done.");

      await desk.slack.user(ANA).presses(action, message);

      expect(desk.inward.told).toMatchObject([
        ["heard", { by: "ana", text, addressed: true, incident: 17 }],
      ]);
      expect(whoSpoke()).toEqual([ANA]);
    },
  );

  it("says to whoever pressed what only they need to know", async () => {
    const message = await posts(incident17);
    desk.inward.answer = alone("#17 is yours already, Ana.");

    await desk.slack.user(ANA).presses(ACTIONS.acknowledge, message);

    desk.slack.expectEphemeral(ANA, /is yours already/);
  });

  it.each([GUEST, ELSEWHERE])("is refused to %s, who is told why", async (user) => {
    const message = await posts(incident17);

    await desk.slack.user(user).presses(ACTIONS.acknowledge, message);

    expect(desk.inward.told).toEqual([]);
    if (user === GUEST) desk.slack.expectEphemeral(GUEST, /Guests can read/);
    else desk.slack.expectDm(ELSEWHERE, /listens to those who are in/);
  });

  it("puts the playbook into the thread once, and says where it is after that", async () => {
    const message = await posts(incident17);
    desk.inward.answer = all("### Builds are queueing up\n\n1. Look.");

    await desk.slack.user(ANA).presses(ACTIONS.playbook, message);
    await desk.slack.user(BOB).presses(ACTIONS.playbook, message);

    expect(desk.inward.told).toMatchObject([["heard", { text: "playbook", incident: 17 }]]);
    expect(desk.slack.expectMessage(desk.slack.home, /Look/).threadTs).toBe(message.ts);
    desk.slack.expectEphemeral(BOB, /in the thread/);
  });

  it("asks for how long it is to be silent, and shows in the form what is wrong", async () => {
    const message = await posts(incident17);
    await desk.slack.user(ANA).presses(ACTIONS.silence, message);
    const form = desk.slack.modalOf(ANA);

    desk.inward.answer = alone("`silence <alert>` is for responders & nobody else.");
    const { errors } = await desk.slack.user(ANA).submits(form, { span: "2h" });
    expect(Object.values(errors ?? {})).toEqual([
      "silence <alert> is for responders & nobody else.",
    ]);
    const others = await desk.slack.user(ELSEWHERE).submits(form, { span: "2h" });
    expect(Object.values(others.errors ?? {})).toEqual([
      "watchroom listens to those who are in the team's channel. Join it, and try again.",
    ]);

    desk.inward.answer = all("builds-queue-backlog is silent until 18:00.");
    await desk.slack.user(ANA).submits(form, { span: "2h" });
    expect(desk.inward.told[1]).toMatchObject(["heard", { text: "silence for 2h", incident: 17 }]);
    desk.slack.expectMessage(desk.slack.home, /is silent until/);
  });

  it("tells whoever pressed when it could not be done, and not only the log", async () => {
    await desk.close();
    desk = await openSlackDesk({ slackWaitsMs: 300 });
    const message = await posts(incident17);
    const away = Promise.reject<void>(new Error("the store is away"));
    away.catch(() => undefined);
    desk.inward.gate = away;

    const { answer } = await desk.slack.user(ANA).presses(ACTIONS.acknowledge, message);

    expect(answer.taken).toBe(false);
    expect(desk.log.lines).toContainEqual(expect.objectContaining({ level: "error" }));
  });
});

describe("a button elsewhere", () => {
  it("on a summary acknowledges all of it", async () => {
    const message = await posts(
      { kind: "summary", id: "s1" },
      summaryMessage(summaryExample({ id: "s1" })),
    );

    await desk.slack.user(ANA).presses(ACTIONS.acknowledgeAll, message);

    expect(desk.inward.told).toMatchObject([["acknowledgedAll", { by: "ana", summary: "s1" }]]);
  });

  it("on a page presses its key, and escalates no more than once", async () => {
    const page = pageExample();
    const about = { kind: "page", id: "p1" } as const;
    const message = await posts(about, pageMessage(page, []), desk.slack.dm(ANA).id);
    desk.inward.pressAnswer = { text: "Escalated.", ends: true };

    await desk.slack.user(ANA).presses(ACTIONS.acknowledgePage, message);
    await desk.slack.user(ANA).presses(ACTIONS.escalatePage, message);
    await desk.slack.user(ANA).presses(ACTIONS.escalatePage, message);

    expect(desk.inward.told).toEqual([
      ["pressed", { by: "ana", page: "p1", digit: "1" }],
      ["pressed", { by: "ana", page: "p1", digit: "2" }],
    ]);
    desk.slack.expectDm(ANA, /Escalated/);
    desk.slack.expectDm(ANA, /escalated already/);
  });
});

describe("the app's own page", () => {
  const onCall = (name: string) => ({
    ...EMPTY_OVERVIEW,
    onCall: { handle: name.toLowerCase(), name, until: null },
    shift: { from: 0, until: null },
  });

  it("shows how things stand to whoever opens it, and anew when that changes", async () => {
    desk.inward.seen = onCall("Ana");
    await desk.slack.user(ANA).opensHome();
    expect(JSON.stringify(desk.slack.homeOf(ANA).view)).toContain("Ana");

    await refreshHomes(desk.parts);
    expect(desk.slack.calls("views.publish")).toHaveLength(1);

    desk.inward.seen = onCall("Bob");
    await refreshHomes(desk.parts);
    expect(JSON.stringify(desk.slack.homeOf(ANA).view)).toContain("Bob");

    desk.clock.set(desk.clock.now() + 25 * HOUR);
    desk.inward.seen = onCall("Cid");
    await refreshHomes(desk.parts);
    expect(desk.slack.calls("views.publish")).toHaveLength(2);
  });

  it("shows the way into the channel to somebody who is not in it", async () => {
    await desk.slack.user(ELSEWHERE).opensHome();

    expect(JSON.stringify(desk.slack.homeOf(ELSEWHERE).view)).toContain(desk.slack.home);
  });

  it("hands over, sends a test and asks for a phone", async () => {
    desk.inward.seen = onCall("Ana");
    desk.inward.around = {
      ...desk.inward.around,
      people: [person("ana"), person("bob"), person("eve", { responder: false })],
    };
    desk.inward.answer = alone("- dm: A test was sent.");
    await desk.slack.user(ANA).opensHome();
    const home = desk.slack.homeOf(ANA);

    await desk.slack.user(ANA).pressesIn(home, ACTIONS.test);
    expect(desk.inward.told).toMatchObject([["heard", { text: "contact test" }]]);
    desk.slack.expectDm(ANA, /A test was sent/);

    await desk.slack.user(ANA).pressesIn(home, ACTIONS.phone);
    expect(desk.slack.modalOf(ANA).view["callback_id"]).toBe("phone");

    desk.inward.seen = { ...desk.inward.seen, phone: "+64…89, verified", rings: true };
    desk.inward.answer = alone("Your phone rings now.");
    await desk.slack.user(ANA).opensHome();
    await desk.slack.user(ANA).pressesIn(desk.slack.homeOf(ANA), ACTIONS.ringTest);
    expect(desk.inward.told.at(-1)).toMatchObject(["heard", { text: "phone test" }]);
    desk.slack.expectDm(ANA, /rings now/);

    await desk.slack.user(ANA).pressesIn(home, ACTIONS.handOff);
    const form = desk.slack.modalOf(ANA);
    expect(JSON.stringify(form.view)).not.toMatch(/"ana"|"eve"/);
    desk.inward.answer = all("@bob: take over?", { subject: "handoff:1" });
    await desk.slack.user(ANA).submits(form, { who: "bob", until: "18:00" });
    expect(desk.inward.told.at(-1)).toMatchObject(["heard", { text: "handoff @bob until 18:00" }]);
    desk.slack.expectMessage(desk.slack.home, /take over/);
  });
});

describe("the channel", () => {
  it("is read anew when somebody comes or goes", async () => {
    await desk.slack.user(BOB).leaves();
    await desk.slack.user(BOB).joins();
    await desk.slack.user(BOB).joins("C0OTHER");
    await desk.slack.user(BOB).changes({ name: "bobby" });

    expect(desk.team.told).toEqual([
      ["left", BOB],
      ["changed", BOB],
      ["changed", BOB],
    ]);
    expect(desk.inward.told).toEqual([
      ["presenceChanged", {}],
      ["presenceChanged", {}],
    ]);
  });

  it("that is archived is told to whoever is on call, once a day", async () => {
    desk.inward.around = { ...desk.inward.around, onCall: "ana" };

    await desk.slack.channelArchived();
    await tellProblem(desk.parts);

    expect(desk.connection.problem()?.what).toContain("archived");
    desk.slack.expectDm(ANA, /is archived/);

    await desk.slack.happens({ type: "channel_unarchive", channel: desk.slack.home });
    expect(desk.connection.problem()).toBeNull();
  });

  it.each([
    ["archived", () => desk.slack.channelArchived()],
    ["deleted", () => desk.slack.channelDeleted()],
    ["left", () => desk.slack.happens({ type: "channel_left", channel: desk.slack.home })],
  ])("that is %s is told once, however it is noticed", async (what, happens) => {
    desk.inward.around = { ...desk.inward.around, onCall: "ana" };
    await happens();
    desk.slack.expectDm(ANA, /called as if nobody were in the room/);

    if (what === "left") {
      desk.slack.removesBot();
      desk.slack.fails("conversations.join", { error: "method_not_supported_for_channel_type" });
    }
    const sent = await desk.parts.posts.post(
      {
        channel: desk.connection.channel(),
        message: { text: "x", blocks: [] },
        mark: incident17,
        urgency: "incident",
        triedSince: null,
      },
      AbortSignal.timeout(5_000),
    );
    expect(sent.outcome).toBe("failed");
    await tellProblem(desk.parts);
    desk.slack.expectNothing();
  });

  it("comes before what else is wrong, and of that it is not said that calls change", async () => {
    desk.inward.around = { ...desk.inward.around, onCall: "ana" };
    desk.connection.noticed("clock", { what: "The clock is wrong.", mend: "Set it." });
    await tellProblem(desk.parts);
    const told = desk.slack.expectDm(ANA, /The clock is wrong. Set it/);
    expect(told.text).not.toContain("called");

    await desk.slack.channelArchived();
    desk.slack.expectDm(ANA, /is archived/);
  });

  it("keeps its name for us when Slack gives it another id", async () => {
    await desk.slack.channelIdChanged("C0NEW");

    expect(desk.connection.channel()).toBe("C0NEW");
  });

  it("is lost with the token, which is said", async () => {
    await desk.slack.tokensRevoked();

    expect(desk.connection.problem()?.what).toMatch(/revoked/);
  });

  it("stays when only the tokens of people are revoked", async () => {
    const tokens = { oauth: [ANA], bot: [] };
    await desk.slack.happens({ type: "tokens_revoked", tokens, event_ts: "1.000001" });

    expect(desk.connection.problem()).toBeNull();
  });
});
