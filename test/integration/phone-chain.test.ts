import { afterEach, describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/adapters/slack/drawing/actions.ts";
import { MINUTE } from "../../src/lib/durations.ts";
import type { NtfyMessage } from "../fakes/ntfy-server.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import { shown } from "../fakes/slack/shown.ts";
import { BUILDS, ESCALATION } from "../support/book.ts";
import { NOON, tickingClock } from "../support/manual-clock.ts";
import { startWithPhones, type PhoneStory } from "../support/phone-story.ts";
import type { LiveSms, RingingCall } from "../support/phones.ts";
import { ANA, BOB, startWithSlack, type SlackHarness } from "../support/slack.ts";

const BOOK = {
  "escalation.md": ESCALATION.replace("remind: 30m, reopen: 60m", "remind: 12h, reopen: 24h"),
  "builds.md": BUILDS,
};
const IDS = { ana: ANA, bob: BOB } as const;
const NAMES = { ana: "Ana", bob: "Bob" } as const;
type Handle = keyof typeof IDS;
type Means = "dm" | "push" | "sms" | "voice";

interface Stage {
  /** Since the stage before. */
  readonly minutes: number;
  readonly gets: Readonly<Partial<Record<Handle, readonly Means[]>>>;
}

const CALL: Stage = { minutes: 3, gets: { ana: ["voice"] } };

/** With Ana on call, and nobody in the room. */
const CHAIN: readonly Stage[] = [
  { minutes: 0, gets: { ana: ["dm", "push"] } },
  { minutes: 2, gets: { ana: ["sms"] } },
  CALL,
  CALL,
  CALL,
  CALL,
  CALL,
  { minutes: 3, gets: { bob: ["dm", "push", "sms", "voice"] } },
  { minutes: 15, gets: { ana: ["push", "sms", "voice"], bob: ["push", "sms", "voice"] } },
  { minutes: 30, gets: { ana: ["dm", "push"] } },
];
const [ROUND_AGAIN, EVERYBODY, SECOND, FIFTH_CALL] = [9, 8, 7, 6];

/** What one stage brought to one person. */
interface Got {
  readonly handle: Handle;
  readonly dm: FakeMessage | null;
  readonly push: NtfyMessage | null;
  readonly sms: LiveSms | null;
  readonly call: RingingCall | null;
}

let story: PhoneStory<SlackHarness>;
let got: Got[];
afterEach(() => story.close());

/** Ana and Bob have left the room, and something is wrong. */
async function begins(
  start = NOON,
  env: Readonly<Record<string, string>> = {},
): Promise<FakeMessage> {
  got = [];
  story = await startWithPhones((options) => startWithSlack("http", options), {
    vendors: ["twilio", "ntfy"],
    book: BOOK,
    env,
    clock: tickingClock(start),
  });
  await story.equips("ana", "bob");
  for (const one of [ANA, BOB]) story.slack.presence(one, "away");
  await story.fire("builds-queue-backlog", { value: 8200 });
  return story.card(/Builds are queueing up.*Nobody is here\. Calling Ana \(dm, push\)/s);
}

/** Waits for its instant, and takes what it brings; nothing else has come, and nothing comes with it. */
async function reaches(stage: Stage): Promise<readonly Got[]> {
  if (stage.minutes > 0) await story.quietFor({ minutes: stage.minutes });
  const now: Got[] = [];
  for (const [handle, means] of Object.entries(stage.gets) as [Handle, readonly Means[]][])
    now.push(await receives(handle, means));
  story.expectNothing();
  got.push(...now);
  return now;
}

async function receives(handle: Handle, means: readonly Means[]): Promise<Got> {
  const phone = story.phone(handle);
  const has = (one: Means): boolean => means.includes(one);
  return {
    handle,
    dm: has("dm") ? await story.dm(IDS[handle], /^Incident 1\. Builds are queueing up/) : null,
    push: has("push") ? phone.expectPush(/^Incident 1\. Builds are queueing up, 8,200\.$/m) : null,
    sms: has("sms") ? await phone.expectSms(/^Incident 1\. .* Reply ack 1 or esc 1\. http/) : null,
    call: has("voice") ? await phone.expectRinging() : null,
  };
}

/** Nobody does anything about it. */
async function passes(stage: Stage): Promise<void> {
  for (const { sms, call } of await reaches(stage)) {
    await sms?.delivered();
    await call?.noAnswer();
  }
  await story.idle();
}

/** All that was sent says who has it, nothing rings any more, and nothing more goes out. */
async function expectStopped(by: Handle): Promise<void> {
  await story.card(new RegExp(`${NAMES[by]} has it`));
  const messages = got.flatMap(({ dm }) => (dm === null ? [] : [dm]));
  await story.slack.until(() =>
    expect(messages.filter((dm) => !/(Ana|Bob) has it|You have it/.test(shown(dm)))).toEqual([]),
  );
  expect(got.filter(({ call }) => call?.call.status === "ringing")).toEqual([]);
  expect(
    got.flatMap(pushNow).filter((words) => !words.startsWith(`Acknowledged by ${NAMES[by]}.`)),
  ).toEqual([]);
  expect(await story.incident(1)).toMatchObject({
    status: "acknowledged",
    acknowledgedBy: { handle: by, name: NAMES[by] },
  });
  await story.quietFor({ minutes: 120 });
}

/** What became of the push, as the phone shows it. */
function pushNow({ handle, push }: Got): readonly string[] {
  if (push === null) return [];
  const shownNow = story.ntfy.shown(story.topicOf(handle));
  return [shownNow.find(({ id, replaces }) => (replaces ?? id) === push.id)?.message ?? "gone"];
}

interface Stop {
  readonly at: number;
  readonly how: string;
  readonly by: Handle;
  act(now: readonly Got[]): Promise<unknown>;
}

const of = (now: readonly Got[], handle: Handle): Got => {
  const found = now.find((one) => one.handle === handle);
  if (found === undefined) throw new Error(`${handle} got nothing`);
  return found;
};
const replies = async (now: readonly Got[], by: Handle, text: string): Promise<void> => {
  await of(now, by).sms?.reply(text);
  await story.phone(by).expectSms(/You have incident 1\./);
};
const presses = async (now: readonly Got[], by: Handle): Promise<void> => {
  const call = await of(now, by).call?.answers(/Incident 1\. Builds are queueing up/);
  await call?.press("1");
  expect(call?.says).toMatch(/Acknowledged/);
  expect(call?.isOver).toBe(true);
};

const STOPS: readonly Stop[] = [
  {
    at: 0,
    how: "the button in the direct message",
    by: "ana",
    act: async (now) =>
      story.slack.user(ANA).presses(ACTIONS.acknowledgePage, of(now, "ana").dm as FakeMessage),
  },
  {
    at: 0,
    how: "the push's button",
    by: "ana",
    act: (now) => story.presses(of(now, "ana").push?.actions[0]?.url ?? ""),
  },
  { at: 1, how: "an answer to the SMS", by: "ana", act: (now) => replies(now, "ana", "ack") },
  { at: 2, how: "the key in the first call", by: "ana", act: (now) => presses(now, "ana") },
  {
    at: FIFTH_CALL,
    how: "a reaction in the room while the fifth call rings",
    by: "bob",
    act: async () => story.slack.user(BOB).reacts("eyes", await story.card(/Builds/)),
  },
  {
    at: SECOND,
    how: "the second's answer to the SMS while their phone rings",
    by: "bob",
    act: (now) => replies(now, "bob", "ack 1"),
  },
  {
    at: EVERYBODY,
    how: "the key in one of all calls while the others ring",
    by: "ana",
    act: (now) => presses(now, "ana"),
  },
  {
    at: ROUND_AGAIN,
    how: "the page behind the push of the next round",
    by: "ana",
    act: (now) => story.presses(of(now, "ana").push?.click ?? ""),
  },
];

describe("the whole chain", () => {
  it.each([
    ["at noon", "2026-06-01T12:00:00Z"],
    ["while the clocks go forward", "2026-03-29T00:50:00Z"],
    ["while the clocks go back", "2026-10-25T00:50:00Z"],
  ])("goes on by itself, at exactly its times, to the next round %s", async (_when, start) => {
    const card = await begins(Date.parse(start), { WATCHROOM_ZONE: "Europe/Berlin" });

    for (const stage of CHAIN) await passes(stage);

    const { timeline } = await story.incident(1);
    const steps = (timeline as readonly { at: string; text: string }[]).map(
      ({ at, text }) => `${(Date.parse(at) - Date.parse(start)) / MINUTE} ${text}`,
    );
    expect(steps).toEqual([
      "0 ",
      "0 round 1, step 1: Nobody is here. Calling Ana (dm, push).",
      "2 round 1, step 2: Nobody reacted. Calling Ana (sms).",
      "5 round 1, step 3: Nobody reacted. Calling Ana (voice).",
      "8 Ana again",
      "11 Ana again",
      "14 Ana again",
      "17 Ana again",
      "20 round 1, step 4: Nobody reacted. Calling Bob (dm, push, sms, voice).",
      "35 round 1, step 5: Nobody reacted. Calling Ana and Bob (push, sms, voice).",
      "65 round 2, step 1: Nobody reacted. Calling Ana (dm, push).",
    ]);
    expect(story.slack.expectReplies(card).map(shown)).toEqual([]);
  });

  it.each(STOPS)("is stopped by $how", async ({ at, by, act }) => {
    const card = await begins();
    for (const stage of CHAIN.slice(0, at)) await passes(stage);
    const now = await reaches(CHAIN[at] as Stage);

    await act(now);
    await story.idle();

    await expectStopped(by);
    expect(story.slack.expectReplies(card).map(shown)).toEqual([]);
  });
});
