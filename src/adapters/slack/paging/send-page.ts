import { z } from "zod";
import { DAY } from "../../../lib/durations.ts";
import type { Delivery, PageMessage } from "../../../ports/notifier.ts";
import type { SlackMessage } from "../drawing/message.ts";
import { notSent, openDirect, sentTo } from "./direct.ts";
import type { DirectMessageParts } from "./notifier.ts";
import { pageMessage } from "../drawing/page-message.ts";

const KEPT_MS = DAY;

/** That it is about to be posted, since when (real milliseconds), and where it stands once that is known. */
const noteSchema = z.object({ channel: z.string(), since: z.number(), ts: z.string().nullable() });

/** One direct message. After an attempt of which nothing is known it is looked for before it is posted again. */
export async function sendPage(
  parts: DirectMessageParts,
  page: PageMessage,
  to: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const { notes, abouts, posts, clock } = parts;
  const note = await noteOf(parts, page);
  if (note?.ts != null) return sentTo(note.channel, note.ts);
  const channel = note?.channel ?? (await openDirect(parts.connection, to, signal));
  if (typeof channel !== "string") return notSent(channel);
  const { main, thread } = pageMessage(page, await page.cards());
  const since = note?.since ?? clock.real();
  await keep(parts, page, { channel, since, ts: null });
  const posted = await posts.post(
    {
      channel,
      message: main,
      mark: { kind: "page", id: page.id },
      urgency: "incident",
      triedSince: note === null ? null : since,
    },
    signal,
  );
  if (posted.outcome === "failed") {
    if (!posted.mayHaveArrived && note === null) await notes.remove(keyOf(page));
    return notSent(posted);
  }
  await keep(parts, page, { channel, since, ts: posted.ts });
  await abouts.remember(channel, posted.ts, { kind: "page", id: page.id });
  await postThread(parts, { channel, ts: posted.ts, page, thread }, signal);
  return sentTo(channel, posted.ts);
}

const keyOf = ({ id }: PageMessage): string => `page:${id}`;
/** It may be asked for again and again, and is always another one. */
const isTest = ({ incidents }: PageMessage): boolean => incidents.length === 0;

async function noteOf(
  { notes }: DirectMessageParts,
  page: PageMessage,
): Promise<z.infer<typeof noteSchema> | null> {
  if (isTest(page)) return null;
  return noteSchema.safeParse(await notes.read(keyOf(page))).data ?? null;
}

async function keep(
  { notes }: DirectMessageParts,
  page: PageMessage,
  note: z.infer<typeof noteSchema>,
): Promise<void> {
  await notes.write(keyOf(page), note, KEPT_MS);
}

/** What the page would not hold. Whoever is called has what they need without it. */
async function postThread(
  { posts }: DirectMessageParts,
  {
    channel,
    ts,
    page,
    thread,
  }: {
    readonly channel: string;
    readonly ts: string;
    readonly page: PageMessage;
    readonly thread: readonly SlackMessage[];
  },
  signal: AbortSignal,
): Promise<void> {
  for (const message of thread) {
    const mark = { kind: "page", id: page.id } as const;
    const posting = {
      channel,
      thread: ts,
      message,
      mark,
      urgency: "other",
      triedSince: null,
    } as const;
    if ((await posts.post(posting, signal)).outcome === "failed") return;
  }
}
