import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BUILDS } from "../support/book.ts";
import { twilioRefusal } from "../fakes/twilio-server.ts";
import type { Trouble, When } from "../fakes/vendor/troubles.ts";
import { manualClock } from "../support/manual-clock.ts";
import type { RingingCall } from "../support/phones.ts";
import {
  numberOf,
  startWithPhones,
  type PhoneStory,
  type VendorName,
} from "../support/phone-story.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const FENCE = "```";
const NIGHT = Date.UTC(2026, 5, 1, 2, 0, 0);

/** Calls at once, a message five minutes later, then Bob. */
const BOOK = {
  "escalation.md": `# Escalation

${FENCE}yaml policy
name: default
wait: 10m
empty-room: escalate
steps:
  - page: on-call
    by: [voice]
  - after: 5m
    page: on-call
    by: [sms]
  - after: 5m
    page: secondary
    by: [voice]
again: { after: 30m }
acknowledged: { remind: 12h, reopen: 24h }
${FENCE}
`,
  "builds.md": BUILDS,
};

let story: PhoneStory<Harness>;
let number = 0;
let mend: () => void = () => undefined;

/** Ana is on call, and Bob after her. Nobody is in the room. */
async function begins(...vendors: readonly VendorName[]): Promise<void> {
  number = 0;
  story = await startWithPhones(startWatchroom, {
    vendors,
    book: BOOK,
    clock: manualClock(NIGHT),
  });
  for (const name of ["Ana", "Bob"]) await (await story.joins(name)).leaves();
  await story.equips("ana", "bob");
}

/** A new incident, for which Ana is called at once. */
async function fires(): Promise<void> {
  number += 1;
  await story.fire("builds-queue-backlog", { value: 8200, labels: { n: String(number) } });
  await story.room.expectCard(new RegExp(`#${number} Builds are queueing up`));
}

/** It recovers, and long after that nobody has been told anything more; in the log is nothing that is a secret. */
async function ends(): Promise<void> {
  mend();
  await story.recovers("builds-queue-backlog", { labels: { n: String(number) } });
  await story.quietFor({ minutes: 90 });
  await story.room.expectNothing();
  const log = JSON.stringify(story.log.lines);
  const { twilio, telnyx } = story;
  for (const secret of [numberOf("ana"), twilio.authToken, telnyx.apiKey, "/hooks/", "Incident"])
    expect(log).not.toContain(secret);
}

const befalls = (vendor: "twilio" | "telnyx", how: Trouble, when: When): void => {
  const mends = story[vendor].trouble(how, when);
  const before = mend;
  mend = () => {
    before();
    mends();
  };
};

interface Incident {
  readonly status: string;
  readonly timeline: readonly {
    readonly at: string;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly deliveries: readonly {
    readonly to: string;
    readonly notifier: string;
    readonly outcome: string;
  }[];
}

const incident = async (): Promise<Incident> =>
  (await story.incident(number)) as unknown as Incident;

const deliveries = async (): Promise<readonly string[]> =>
  (await incident()).deliveries.map(({ notifier, outcome }) => `${notifier}: ${outcome}`);

const steps = async (): Promise<readonly string[]> => {
  const { timeline } = await incident();
  return timeline.map(({ text }) => text);
};

/** Rings now, and is answered by a human who takes it. */
async function takes(ringing: RingingCall): Promise<void> {
  const call = await ringing.answers(/Incident \d+\. Builds are queueing up/);
  await call.press("1");
  await story.idle();
  expect((await incident()).status).toBe("acknowledged");
}

interface Row {
  readonly what: string;
  readonly how: Trouble;
  readonly times?: number;
  /** Until the phone rings, and by whom. */
  readonly seconds: number;
  readonly by: "twilio" | "telnyx";
  readonly says: readonly string[];
}

const AT_ONCE = { seconds: 0, by: "telnyx" } as const;
const AGAIN = { seconds: 2, by: "twilio" } as const;
const page = "<html><body>Bad gateway</body></html>";

const CREATES: readonly Row[] = [
  {
    what: "400 for a wrong number",
    how: twilioRefusal(400, 21_211),
    ...AT_ONCE,
    says: ["bad-destination, trying telnyx"],
  },
  {
    what: "400 for something else",
    how: twilioRefusal(400, 20_001),
    ...AT_ONCE,
    says: ["rejected, trying telnyx"],
  },
  {
    what: "401",
    how: twilioRefusal(401, 20_003),
    ...AT_ONCE,
    says: ["unauthorized, trying telnyx"],
  },
  {
    what: "403",
    how: { status: 403, body: "" },
    ...AT_ONCE,
    says: ["unauthorized, trying telnyx"],
  },
  {
    what: "404",
    how: twilioRefusal(404, 20_404),
    ...AT_ONCE,
    says: ["unauthorized, trying telnyx"],
  },
  {
    what: "that it is not paid",
    how: twilioRefusal(403, 20_005),
    ...AT_ONCE,
    says: ["unpaid, trying telnyx"],
  },
  {
    what: "429",
    how: { status: 429, body: "" },
    ...AGAIN,
    says: ["rate-limited, trying again"],
  },
  {
    what: "429 with a short Retry-After",
    how: { status: 429, headers: { "retry-after": "4" }, body: "" },
    seconds: 4,
    by: "twilio",
    says: ["rate-limited, trying again"],
  },
  {
    what: "429 with a long Retry-After",
    how: { status: 429, headers: { "retry-after": "60" }, body: "" },
    ...AT_ONCE,
    says: ["rate-limited, trying telnyx"],
  },
  { what: "500", how: { status: 500 }, ...AGAIN, says: ["server-error, trying again"] },
  {
    what: "500 again and again",
    how: { status: 500 },
    times: Infinity,
    seconds: 2,
    by: "telnyx",
    says: ["server-error, trying again", "server-error, trying telnyx"],
  },
  {
    what: "a page of HTML",
    how: { status: 200, headers: { "content-type": "text/html" }, body: page },
    ...AGAIN,
    says: ["server-error, trying again"],
  },
  {
    what: "an empty body",
    how: { status: 200, body: "" },
    ...AGAIN,
    says: ["server-error, trying again"],
  },
  { what: "a reset", how: "reset", ...AGAIN, says: ["server-error, trying again"] },
];

describe("with two providers, of which the first is in trouble", () => {
  beforeAll(() => begins("twilio", "telnyx"));
  afterEach(ends);
  afterAll(() => story.close());

  it.each(CREATES)(
    "a call that is answered $what goes out after $seconds s by $by",
    async (row) => {
      befalls("twilio", row.how, { on: "call", times: row.times ?? 1 });

      await fires();
      if (row.seconds > 0) await story.quietFor({ seconds: row.seconds });
      const ringing = await story.phone("ana").expectRinging();

      expect(ringing.by).toBe(row.by);
      await takes(ringing);
      expect(await deliveries()).toEqual([
        ...row.says.map((words) => `twilio: failed: ${words}`),
        `${row.by}: sent`,
        `${row.by}: answered`,
      ]);
    },
  );
});
