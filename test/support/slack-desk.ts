import { createReceiving } from "../../src/adapters/slack/receiving/receiving.ts";
import { registerHandlers } from "../../src/adapters/slack/acting/handlers.ts";
import { halved, plainText } from "../../src/adapters/slack/drawing/fallback.ts";
import type { HandlerParts } from "../../src/adapters/slack/acting/handler-parts.ts";
import { createPosts } from "../../src/adapters/slack/posting/post.ts";
import type { Identified, Team } from "../../src/adapters/slack/team/team.ts";
import { asWritten } from "../../src/adapters/slack/team/with-handles.ts";
import type { Person } from "../../src/oncall/person.ts";
import { startSlackServer, type SlackServer } from "../fakes/slack-server.ts";
import { person } from "./in-memory-watch.ts";
import { manualClock, type ManualClock } from "./manual-clock.ts";
import { recordedInward, type RecordedInward } from "./recorded-inward.ts";
import { slackAccess, type SlackAccess } from "./slack-access.ts";

export const ANA = "U1";
export const BOB = "U2";
export const GUEST = "U3";
export const ELSEWHERE = "U4";
export const SOMEBOT = "U5";

export interface RecordedTeam extends Team {
  /** What it was told, in order. */
  readonly told: (readonly [verb: string, userId: string, at?: number])[];
  /** So often Slack cannot say who somebody is. */
  unknownFor: number;
}

export interface SlackDesk extends SlackAccess {
  readonly slack: SlackServer;
  readonly clock: ManualClock;
  readonly inward: RecordedInward;
  readonly team: RecordedTeam;
  readonly parts: HandlerParts;
  close(): Promise<void>;
}

const PEOPLE: Readonly<Record<string, Person>> = { [ANA]: person("ana"), [BOB]: person("bob") };
const OTHERS: Readonly<Record<string, Identified>> = {
  [GUEST]: { kind: "guest", name: "Gus" },
  [ELSEWHERE]: { kind: "elsewhere", name: "Els" },
};

function recordedTeam(): RecordedTeam {
  const told: RecordedTeam["told"] = [];
  const it: RecordedTeam = {
    told,
    unknownFor: 0,
    identify: async (userId) => {
      if (it.unknownFor > 0) {
        it.unknownFor -= 1;
        return { kind: "unknown" };
      }
      const found = PEOPLE[userId];
      return found ? { kind: "member", person: found } : (OTHERS[userId] ?? { kind: "nobody" });
    },
    userOf: async (handle) =>
      Object.entries(PEOPLE).find(([, one]) => one.handle === handle)?.[0] ?? null,
    withHandles: async (text) =>
      asWritten(text, new Map(Object.entries(PEOPLE).map(([id, { handle }]) => [id, handle]))),
    spoke: async (userId, at) => void told.push(["spoke", userId, at]),
    changed: async (userId) => void told.push(["changed", userId]),
    left: async (userId) => void told.push(["left", userId]),
  };
  return it;
}

/** The handlers of Slack on a real connection to a fake one; what people do there is handled before they are answered. */
export async function openSlackDesk({
  answerMs = 2_000,
  slackWaitsMs = 3_000,
}: {
  readonly answerMs?: number;
  readonly slackWaitsMs?: number;
} = {}): Promise<SlackDesk> {
  const clock = manualClock();
  const slack = await startSlackServer({ now: () => clock.real(), answerWithinMs: slackWaitsMs });
  slack.adds({ id: ANA, name: "ana" }, { id: BOB, name: "bob" }, { id: GUEST, name: "gus" });
  slack.adds({ id: SOMEBOT, name: "deploys" });
  slack.addsChannel({ id: "C0OTHER", name: "other", members: [ANA, ELSEWHERE] });
  slack.adds({ id: ELSEWHERE, name: "els", channels: ["C0OTHER"] });
  const access = slackAccess(slack, clock);
  const { connection, abouts, notes, log } = access;
  const inward = recordedInward();
  const team = recordedTeam();
  const parts: HandlerParts = {
    connection,
    posts: createPosts(connection, { halved, plainText }),
    team,
    abouts,
    inward,
    notes,
    clock,
    log,
    patience: { answerMs, askAgainMs: [1, 1] },
  };
  connection.start();
  await connection.untilKnown(AbortSignal.timeout(5_000));
  const known = new Set<string>();
  const receiving = createReceiving({
    config: {
      botToken: slack.botToken,
      appToken: slack.appToken,
      signingSecret: null,
      apiUrl: slack.url,
    },
    connection,
    events: {
      add: async ({ ids, body }) => {
        if (ids.some((id) => known.has(id))) return false;
        for (const id of ids) known.add(id);
        await receiving.handle(JSON.parse(JSON.stringify(body)));
        return true;
      },
    },
    clock,
    log,
    notices: { say: () => undefined, mended: () => undefined },
    register: (app) => registerHandlers(app, parts),
  });
  receiving.start();
  await slack.sockets.untilOpen();
  return {
    ...access,
    slack,
    clock,
    inward,
    team,
    parts,
    close: async () => {
      await receiving.stop();
      await connection.stop();
      await slack.close();
    },
  };
}
