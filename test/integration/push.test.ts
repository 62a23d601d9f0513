import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NtfyServer, type NtfyMessage } from "../fakes/ntfy-server.ts";
import { until } from "../support/until.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

const TOKEN = "tk_0123456789abcdefghijklmnopqrs";
const DAY_MINUTES = 24 * 60;

let ntfy: NtfyServer;
let watch: Harness;
let ana: Member;

beforeEach(async () => {
  ntfy = await new NtfyServer().start();
  ntfy.token = TOKEN;
  watch = await startWatchroom({ env: { NTFY_URL: ntfy.url, NTFY_TOKEN: TOKEN } });
  ana = await watch.joins("Ana");
});
afterEach(async () => {
  await watch.close();
  await ntfy.stop();
  ntfy.expectNothing();
});

/** Asks for a topic in the room and answers it; the test push is expected. */
async function subscribes(member: Member): Promise<string> {
  await member.says("@watchroom contact push");
  const { text } = await watch.room.expectMessage(/Your topic is/);
  const topic = /`(watchroom-[-\w]{24})`/.exec(text)?.[1] ?? "";
  ntfy.expect(topic, new RegExp(`Test from watchroom\nA test for ${member.name}`));
  return topic;
}

/** With Ana away, an incident goes for her at once. */
async function called(alert = "builds-queue-backlog"): Promise<NtfyMessage> {
  const topic = await subscribes(ana);
  await ana.leaves();
  await watch.fire(alert, { value: 8200 });
  await watch.room.expectCard(/Nobody is here\. Calling Ana \(push\)/);
  return ntfy.expect(topic, /Builds are queueing up/);
}

/** A link as a phone opens it: without a cookie, wherever the test's server listens. */
const on = (link: string): string => `${watch.url}${new URL(link).pathname}`;
const look = (link: string): Promise<Response> => fetch(on(link));
const pressButton = async (message: NtfyMessage): Promise<{ status: number; text: string }> => {
  const response = await fetch(on(message.actions[0]?.url ?? ""), { method: "POST" });
  const text = await response.text();
  await watch.idle();
  return { status: response.status, text };
};
/** As a browser submits the page's form, and follows. */
const pressForm = async (message: NtfyMessage): Promise<Response> => {
  const response = await fetch(on(message.click), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  await watch.idle();
  return response;
};
const acknowledgedBy = async (number = 1): Promise<unknown> =>
  (await watch.incident(number))["acknowledgedBy"];

describe("a push", () => {
  it("reaches the person on call on their own topic, and its button acknowledges in their name", async () => {
    const message = await called();

    expect(message).toMatchObject({
      title: "Builds are queueing up",
      message: "Incident 1. Builds are queueing up, 8,200.",
      priority: 5,
    });
    expect(await pressButton(message)).toEqual({ status: 200, text: "Acknowledged." });

    await watch.room.expectCard(/Ana has it/);
    expect(await acknowledgedBy()).toEqual({ handle: "ana", name: "Ana", via: "push" });
    expect(await watch.incident(1)).toMatchObject({
      deliveries: [{ to: "ana", notifier: "ntfy", outcome: "sent" }],
    });
    await watch.advance({ minutes: 15 });
    await watch.phone("ana").expectNothing();
  });

  it("is replaced in its place, without a sound, when it is acknowledged in the room", async () => {
    const message = await called();

    await ana.reacts("eyes", 1);
    await watch.room.expectCard(/Ana has it/);

    const shown = await until("the push is replaced", 5_000, () =>
      ntfy.shown(message.topic).find(({ replaces }) => replaces === message.id),
    );
    expect(shown).toMatchObject({
      message: expect.stringMatching(/^Acknowledged by Ana\.\nIncident 1\./) as string,
      priority: 1,
      actions: [],
    });
  });

  it("leaves no topic, token or link in a log line, nor in the incident", async () => {
    const message = await called();

    const kept = JSON.stringify([watch.log.lines, await watch.incident(1)]);

    for (const secret of [TOKEN, message.topic, "/a/"]) expect(kept).not.toContain(secret);
  });

  it("is tried again after the time that the server asks for, and recorded each time", async () => {
    const topic = await subscribes(ana);
    await ana.leaves();
    ntfy.fails({ status: 429, headers: { "retry-after": "7" } }, "reset");

    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Calling Ana/);
    ntfy.expectNothing();
    await watch.advance({ seconds: 6 });
    ntfy.expectNothing();
    await watch.advance({ seconds: 6 });

    const message = ntfy.expect(topic, /Incident 1/);
    expect(await watch.incident(1)).toMatchObject({
      deliveries: [
        { notifier: "ntfy", outcome: "failed: rate-limited, trying again" },
        { notifier: "ntfy", outcome: "failed: server-error, trying again" },
        { notifier: "ntfy", outcome: "sent" },
      ],
    });
    expect(await pressButton(message)).toMatchObject({ text: "Acknowledged." });
    await watch.room.expectCard(/Ana has it/);
  });

  it("within ten seconds of one is held, and its button acknowledges exactly what it named", async () => {
    const first = await called();
    await watch.fireTogether("disk-full", "queue-gone");
    ntfy.expectNothing();
    await watch.advance({ seconds: 10 });
    const second = ntfy.expect(first.topic, /2 incidents\nIncident 2\. .*Incident 3\. /);

    await pressButton(second);

    const statuses = await Promise.all(
      [1, 2, 3].map(async (n) => (await watch.incident(n))["status"]),
    );
    expect(statuses).toEqual(["triggered", "acknowledged", "acknowledged"]);
    for (const n of [1, 2, 3]) await watch.room.expectCard(new RegExp(`^#${n} `));
    await pressButton(first);
  });

  it("that is refused is given up loudly, and the next step starts at once", async () => {
    await subscribes(ana);
    await ana.leaves();
    ntfy.token = "tk_another";

    await watch.fire("builds-queue-backlog");

    await watch.room.expectCard(/The last step reached nobody\. Calling Ana \(sms\)/);
    await watch.phone("ana").expectSms(/Builds/);
    expect(watch.log.lines).toContainEqual(
      expect.objectContaining({
        level: "error",
        fields: expect.objectContaining({ notifier: "ntfy", reason: "unauthorized" }) as object,
      }),
    );
    await ana.reacts("eyes", 1);
  });

  it("is no way to reach somebody without a topic: the step says so and the next one starts at once", async () => {
    await ana.leaves();
    await watch.fire("builds-queue-backlog");

    await watch.room.expectCard(/The last step reached nobody\. Calling Ana \(sms\)/);
    await watch.phone("ana").expectSms(/Builds/);
    expect(JSON.stringify(await watch.incident(1))).toContain("Ana cannot be reached by push.");
    expect(ntfy.heard.filter(({ method }) => method === "POST")).toEqual([]);
    await ana.reacts("eyes", 1);
  });
});

describe("the button of a push", () => {
  it("works once: pressed again it changes nothing, also after it was taken back", async () => {
    const message = await called();
    await pressButton(message);
    await watch.room.expectCard(/Ana has it/);

    expect(await pressButton(message)).toEqual({ status: 200, text: "Ana has it already." });
    await ana.says("@watchroom unack #1");
    await watch.room.expectMessage(/#1/);
    await watch.advance({ seconds: 10 });
    const again = ntfy.expect(message.topic, /Incident 1/);
    expect(await pressButton(message)).toEqual({
      status: 200,
      text: "This page was answered before, and nobody has #1 now. Acknowledge it in the room.",
    });
    expect(await (await look(message.click)).text()).not.toContain("<form");
    expect(await acknowledgedBy()).toBeNull();
    expect(await pressButton(again)).toEqual({ status: 200, text: "Acknowledged." });
  });

  it("says who has it, or that it is over, to whoever comes late", async () => {
    const message = await called();
    const bob = await watch.joins("Bob");
    await bob.reacts("eyes", 1);
    await watch.room.expectCard(/Bob has it/);

    expect(await pressButton(message)).toEqual({ status: 200, text: "Bob has it already." });
    expect(await acknowledgedBy()).toMatchObject({ handle: "bob" });

    await watch.recovers("builds-queue-backlog");
    expect(await pressButton(message)).toEqual({ status: 200, text: "It was over already." });
  });

  it("lets a notifier's page in a browser see that it worked", async () => {
    const message = await called();

    const { headers } = await fetch(on(message.actions[0]?.url ?? ""), { method: "POST" });

    expect(headers.get("access-control-allow-origin")).toBe("*");
    await watch.idle();
    await watch.room.expectCard(/Ana has it/);
  });

  it("does nothing when its address is only looked at, and shows nothing either", async () => {
    const message = await called();

    const response = await look(message.actions[0]?.url ?? "");

    expect(response.status).toBe(404);
    expect(await acknowledgedBy()).toBeNull();
  });
});

describe("the page behind a push", () => {
  it("shows where the incident stands and what to do first, and does not act by being opened", async () => {
    const message = await called();

    const response = await look(message.click);
    const page = await response.text();

    expect(response.status).toBe(200);
    expect(page).toContain("Page for Ana");
    expect(page).toContain("#1 Builds are queueing up");
    expect(page).toContain("Nobody is here. Calling Ana (push).");
    expect(page).toContain("<code>rabbitmqctl list_consumers -p builds</code>");
    expect(page).toContain("<button");
    expect(await acknowledgedBy()).toBeNull();
    expect((await fetch(on(message.click), { method: "HEAD" })).status).toBe(200);
    expect(await acknowledgedBy()).toBeNull();
  });

  it("is kept by nobody, passed on to nobody and framed by nobody", async () => {
    const { headers } = await look((await called()).click);

    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
      "content-security-policy": expect.stringMatching(
        /default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'/,
      ) as string,
    });
  });

  it("acknowledges by its form, and then shows who has it, without the button", async () => {
    const message = await called();

    const response = await pressForm(message);
    const page = await response.text();

    expect([response.status, response.redirected]).toEqual([200, true]);
    expect(page).toContain("Ana has it.");
    expect(page).not.toContain("<form");
    expect(await acknowledgedBy()).toEqual({ handle: "ana", name: "Ana", via: "push" });
    await watch.room.expectCard(/Ana has it/);
    expect(await pressButton(message)).toMatchObject({ text: "Ana has it already." });
  });

  it("expires after a day, and then neither shows nor acts", async () => {
    const message = await called();
    await watch.recovers("builds-queue-backlog");
    await watch.advance({ minutes: DAY_MINUTES + 1 });

    const response = await look(message.click);

    expect(response.status).toBe(410);
    expect(await response.text()).toContain("This link has expired");
    expect((await pressButton(message)).status).toBe(410);
  });

  it("is not there for a link that was changed, nor for somebody else's page", async () => {
    const message = await called();
    const token = new URL(message.click).pathname;
    const [, , page = ""] = /^\/a\/(\w)\.([^.]+)/.exec(token) ?? [];

    for (const path of [`${token}x`, token.replace(page, "pAnother1234"), "/a/v.x", "/a/%3Cb%3E"]) {
      const response = await fetch(`${watch.url}${path}`, { method: "POST" });
      expect(response.status).toBe(404);
      expect(await response.text()).toContain("This link is not valid");
    }
    expect(await acknowledgedBy()).toBeNull();
  });

  it("of a test works, and has nothing to acknowledge", async () => {
    await subscribes(ana);
    const test = ntfy.messages[0]!;

    expect(await (await look(test.click)).text()).toContain("This is a test");
    expect(await pressButton(test)).toEqual({
      status: 200,
      text: "The test arrived and its button works. Nothing is wrong.",
    });
  });
});

describe("contact push", () => {
  it("makes the former topic void at once", async () => {
    const former = await subscribes(ana);
    const newer = await subscribes(ana);
    await ana.leaves();

    await watch.fire("builds-queue-backlog");

    await pressButton(ntfy.expect(newer, /Incident 1/));
    expect(ntfy.messages.filter(({ topic }) => topic === former)).toHaveLength(1);
    await watch.room.expectCard(/Ana has it/);
  });

  it("is answered to nobody else", async () => {
    const bob = await watch.joins("Bob");
    await subscribes(ana);

    const { messages } = await bob.get<{ messages: { text: string }[] }>("/room/messages");

    expect(JSON.stringify(messages)).not.toContain("Your topic");
  });

  it("says so when ntfy refuses the test", async () => {
    ntfy.token = "tk_another";

    await ana.says("@watchroom contact push");

    await watch.room.expectMessage(/The test was not sent: ntfy refused it: its token/);
  });
});
