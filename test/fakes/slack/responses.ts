import { blocksOf, contentFault } from "./methods-chat.ts";
import { changeView, keepView, viewFault } from "./methods-things.ts";
import type { FakeMessage, FakeView, Json, ResponseUrl } from "./shapes.ts";
import type { Answer } from "./sockets.ts";
import { addMessage, type State } from "./state.ts";

const POSTS = 5;
const OPEN_MS = 30 * 60_000;

export function openResponseUrl(
  state: State,
  given: Pick<ResponseUrl, "user" | "channel" | "message">,
): { readonly path: string; readonly url: ResponseUrl } {
  const path = `/respond/${state.id("R")}`;
  const url = { ...given, at: state.now(), said: [], posts: 0 };
  state.responseUrls.set(path, url);
  return { path, url };
}

export function openTrigger(state: State, user: string): string {
  const id = state.id("trigger.");
  state.triggers.set(id, { at: state.now(), user, used: false });
  return id;
}

/** Slack's error; null when it was taken. */
export function respond(state: State, path: string, body: Json): string | null {
  const url = state.responseUrls.get(path);
  if (url === undefined) return "no_such_url";
  if (state.now() - url.at > OPEN_MS) return "expired_url";
  if (url.posts >= POSTS) return "used_url";
  url.posts += 1;
  return say(state, url, body);
}

function say(state: State, url: ResponseUrl, body: Json): string | null {
  const { message } = url;
  if (body["delete_original"] && message) {
    message.isDeleted = true;
    state.news.emit("change");
    return null;
  }
  const fault = contentFault(state, body);
  if (fault !== null) return String(fault["error"]);
  url.said.push(body["replace_original"] && message ? replace(state, message, body) : add());
  state.news.emit("change");
  return null;

  function add(): FakeMessage {
    const to = state.channels.get(url.channel) ?? state.home;
    return addMessage(state, to, {
      user: state.bot.userId,
      text: String(body["text"] ?? ""),
      blocks: blocksOf(body),
      threadTs: (body["thread_ts"] as string | undefined) ?? null,
      ephemeralTo: body["response_type"] === "in_channel" ? null : url.user,
      args: body,
    });
  }
}

function replace(state: State, message: FakeMessage, body: Json): FakeMessage {
  message.edits.push({ text: message.text, blocks: message.blocks, at: state.now() });
  message.text = String(body["text"] ?? "");
  message.blocks = blocksOf(body);
  return message;
}

/** What the answer to a command or a press says to people. */
export function sayAnswer(state: State, url: ResponseUrl, { taken, body }: Answer): void {
  const said = typeof body === "string" && body !== "" ? { text: body } : (body as Json | null);
  if (!taken || !said || (said["text"] === undefined && said["blocks"] === undefined)) return;
  noteFault(state, said, say(state, url, said));
}

/** What the answer to a filled-in view makes of it. An answer without a word closes it. */
export function followAnswer(state: State, view: FakeView, { taken, body }: Answer): void {
  if (!taken) return;
  const { response_action: action, view: next, errors } = (body ?? {}) as Json;
  if (action === "errors") {
    const ids = (view.view["blocks"] as readonly Json[]).map(({ block_id }) => block_id);
    const strange = Object.keys((errors ?? {}) as Json).filter((id) => !ids.includes(id));
    noteFault(state, body as Json, strange.length > 0 ? "invalid_arguments" : null);
  } else if (action === "update" || action === "push") {
    const fault = viewFault(next, "modal");
    noteFault(state, body as Json, fault && String(fault["error"]));
    if (fault) return;
    if (action === "update") changeView(state, view, next as Json);
    else keepView(state, { user: view.user, trigger: view.trigger }, next as Json);
  } else view.isOpen = false;
  state.news.emit("change");
}

/** An answer is no call, but what is wrong with it is to be seen all the same. */
function noteFault(state: State, args: Json, error: string | null): void {
  if (error === null) return;
  const at = state.now();
  const realAt = performance.now();
  state.calls.push({ method: "answer", args, token: null, at, realAt, error, byTest: false });
}
