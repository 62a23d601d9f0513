import { call } from "./api.ts";
import { watchAttention } from "./attention.ts";
import { connectionBack, connectionLost } from "./bars.ts";
import type { Me } from "./contract.ts";
import { byId } from "./dom.ts";
import { askWhoThisIs } from "./join.ts";
import { enterRoom } from "./room.ts";
import { room } from "./state.ts";
import { tickTimes } from "./time.ts";

const AGAIN_MS = 2_000;
/** Often enough for a clock that runs faster than this machine's; what has not changed is not touched. */
const TICK_MS = 250;

/** Who the cookie says this is; null when the room does not know them. Waits for a server that is away. */
async function whoAmI(): Promise<Me | null> {
  const reply = await call<Me>("GET", "/room/me");
  const isAnswer = reply.ok || reply.status === 401;
  (isAnswer ? connectionBack : connectionLost)();
  if (isAnswer) return reply.ok ? reply.body : null;
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  return whoAmI();
}

/** One of `welcome`, `room`, `left`. */
function turnTo(id: string): void {
  for (const part of ["welcome", "room", "left"]) byId(part).hidden = part !== id;
}

const me = await whoAmI();
if (!me) turnTo("welcome");
room.me = me ?? (await askWhoThisIs());
turnTo("room");
watchAttention();
enterRoom(() => {
  turnTo("left");
  byId("back").focus();
});
setInterval(tickTimes, TICK_MS);
