import { call } from "./api.ts";
import { setBar } from "./bars.ts";
import { startComposer } from "./composer.ts";
import type { Message, PhonePage } from "./contract.ts";
import { byId, on } from "./dom.ts";
import { drawIncidentStrip } from "./incident-strip.ts";
import { showMessage, syncMessages } from "./message-list.ts";
import { showPage, syncPages } from "./phone.ts";
import { drawPresence } from "./presence.ts";
import { notice } from "./reactions.ts";
import { room } from "./state.ts";
import { openStream } from "./stream.ts";
import { setClock } from "./time.ts";

const AGAIN_MS = 2_000;

/** What arrives while the list is being fetched waits: it is newer than the list, or is followed by what is. */
let held: (() => void)[] | null = null;
let syncs = 0;

function inTurn(show: () => void): void {
  if (held) held.push(show);
  else show();
}

async function sync(): Promise<void> {
  const turn = (syncs += 1);
  held ??= [];
  const [list, phone] = await Promise.all([
    call<{ messages: Message[] }>("GET", "/room/messages"),
    call<{ pages: PhonePage[] }>("GET", "/room/phone"),
  ]);
  // A newer one is on its way, and knows better.
  if (turn !== syncs) return;
  if (!list.ok || !phone.ok) return void setTimeout(sync, AGAIN_MS);
  syncMessages(list.body.messages);
  syncPages(phone.body.pages);
  const later = held ?? [];
  held = null;
  for (const show of later) show();
  drawIncidentStrip();
}

async function checkMe(): Promise<void> {
  const reply = await call("GET", "/room/me");
  if (!reply.ok && reply.status === 401) location.reload();
}

/** `left` is called when this person leaves. A person whom the room no longer knows is asked again who they are. */
export function enterRoom(left: () => void): void {
  const close = openStream(
    {
      hello({ now, factor, ...rest }) {
        setBar("trouble", "");
        setClock(now, factor);
        Object.assign(room, rest);
        drawPresence();
        void sync();
      },
      message: (message) =>
        inTurn(() => {
          showMessage(message);
          drawIncidentStrip();
        }),
      presence(presence) {
        Object.assign(room, presence);
        drawPresence();
      },
      phone: (page) => inTurn(() => showPage(page)),
      trouble: ({ text }) => setBar("trouble", text),
      recovered: () => setBar("trouble", ""),
    },
    () => void checkMe(),
  );
  startComposer();
  on(byId("leave"), "click", async () => {
    const reply = await call("POST", "/room/leave");
    if (!reply.ok) return notice(`You have not left. ${reply.error}`);
    close();
    left();
  });
  const toggle = byId("people-toggle");
  on(toggle, "click", () => {
    toggle.ariaExpanded = String(byId("people").classList.toggle("is-open"));
  });
}
