import { inTime } from "./in-time.ts";
import { isTeams } from "./give-answer.ts";
import { type HandlerParts, patienceOf } from "./handler-parts.ts";
import { ACTIONS } from "../drawing/actions.ts";
import { press } from "./press.ts";
import { type Press, readPress } from "./read-press.ts";
import { refuse } from "./refuse.ts";
import { directChannel, type Place } from "./say-there.ts";
import { whoActs } from "./who-acts.ts";

/** Acknowledged when it is done: Slack shows an error to whoever pressed when it fails before. */
export async function handlePress(
  parts: HandlerParts,
  body: unknown,
  ack: () => Promise<void>,
): Promise<void> {
  const pressed = readPress(body);
  const isLink = pressed?.action === ACTIONS.open;
  if (pressed === null || isLink) return ack();
  const work = carryOut(parts, pressed);
  const ready = await inTime(work, patienceOf(parts).answerMs);
  await ack();
  if (ready === null) await work;
}

async function carryOut(parts: HandlerParts, pressed: Press): Promise<void> {
  const who = await whoActs(parts, pressed.user);
  if (who.kind === "nobody") return;
  const place = await placeOf(parts, pressed);
  if (place === null) return;
  if (who.kind !== "member") return refuse(parts, place, who);
  if (isTeams(parts, place)) await parts.team.spoke(pressed.user, parts.clock.real());
  await press(parts, { ...pressed, person: who.person, place });
}

/** Where they pressed it. On the app's own page they are answered in a direct message. */
async function placeOf(
  parts: HandlerParts,
  { user, message }: Pick<Press, "user" | "message">,
): Promise<Place | null> {
  if (message !== null) {
    const { channel, thread } = message;
    return { channel, user, thread, isDirect: channel.startsWith("D") };
  }
  const channel = await directChannel(parts, user);
  return channel === null ? null : { channel, user, thread: null, isDirect: true };
}
