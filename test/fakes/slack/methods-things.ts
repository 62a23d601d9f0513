import { faultOf } from "./blocks.ts";
import { findChannel, no, yes, type Method, type Surroundings } from "./method.ts";
import type { FakeView, Json } from "./shapes.ts";
import { addMessage, findMessage, reactionsJson, type State } from "./state.ts";

const TRIGGER_MS = 3_000;
const TITLE = 24;
const PRIVATE_METADATA = 3_000;

/** Reactions, files, views, and who we are. */
export const otherMethods: Readonly<Record<string, Method>> = {
  "auth.test": (_args, { state }) =>
    yes({
      url: `https://${state.team.domain}.slack.com/`,
      team: state.team.name,
      user: "watchroom",
      team_id: state.team.id,
      user_id: state.bot.userId,
      bot_id: state.bot.botId,
      is_enterprise_install: false,
    }),
  "api.test": () => yes(),
  "team.info": (_args, { state }) => yes({ team: { ...state.team, icon: {} } }),
  "emoji.list": () => yes({ emoji: {}, cache_ts: "0" }),
  "bots.info": (_args, { state: { bot } }) =>
    yes({
      bot: {
        id: bot.botId,
        app_id: bot.appId,
        user_id: bot.userId,
        name: "watchroom",
        deleted: false,
      },
    }),

  "reactions.add": (args, around) => react(args, around, true),
  "reactions.remove": (args, around) => react(args, around, false),
  "reactions.get": (args, { state }) => {
    const to = findChannel(state, args["channel"]);
    const message = to && findMessage(to, args["timestamp"]);
    if (!to) return no("channel_not_found");
    if (!message) return no("message_not_found");
    const { ts, text, user } = message;
    const reactions = reactionsJson(message);
    return yes({
      type: "message",
      channel: to.id,
      message: { type: "message", ts, text, user, reactions },
    });
  },

  "files.getUploadURLExternal": (args, { state, origin }) => {
    const length = Number(args["length"]);
    if (!args["filename"] || !Number.isInteger(length) || length <= 0)
      return no("invalid_arguments");
    const id = state.id("F");
    const name = String(args["filename"]);
    state.files.set(id, {
      id,
      name,
      title: name,
      length,
      altText: (args["alt_txt"] as string | undefined) ?? null,
      bytes: null,
      isComplete: false,
      channel: null,
    });
    return yes({ upload_url: `${origin}/upload/v1/${id}`, file_id: id });
  },
  "files.completeUploadExternal": completeUpload,

  "views.open": (args, { state }) => {
    const trigger = String(args["trigger_id"]);
    const used = useTrigger(state, trigger);
    if ("error" in used) return used;
    const fault = viewFault(args["view"], "modal");
    if (fault !== null) return fault;
    const kept = keepView(state, { user: used["user"], trigger }, args["view"] as Json);
    return yes({ view: viewJson(state, kept) });
  },
  "views.push": (args, around) => otherMethods["views.open"]?.(args, around) ?? no("fatal_error"),
  "views.update": (args, { state }) => {
    const view = state.views.find(
      ({ id, view }) => id === args["view_id"] || view["external_id"] === args["external_id"],
    );
    if (view === undefined || !view.isOpen) return no("not_found");
    if (args["hash"] !== undefined && args["hash"] !== view.hash) return no("hash_conflict");
    const fault = viewFault(args["view"], String(view.view["type"]));
    if (fault !== null) return fault;
    changeView(state, view, args["view"] as Json);
    return yes({ view: viewJson(state, view) });
  },
  "views.publish": (args, { state }) => {
    const user = String(args["user_id"]);
    if (!state.people.has(user)) return no("user_not_found");
    const fault = viewFault(args["view"], "home");
    if (fault !== null) return fault;
    const known = state.views.find((one) => one.user === user && one.view["type"] === "home");
    if (known && args["hash"] !== undefined && args["hash"] !== known.hash)
      return no("hash_conflict");
    const view = known ?? keepView(state, { user, trigger: null }, args["view"] as Json);
    if (known) changeView(state, known, args["view"] as Json);
    return yes({ view: viewJson(state, view) });
  },
};

function react(args: Json, { state, tell }: Surroundings, isAdded: boolean): Json {
  const to = findChannel(state, args["channel"]);
  if (to === null) return no("channel_not_found");
  const message = findMessage(to, args["timestamp"]);
  if (message === null) return no("message_not_found");
  const name = String(args["name"]);
  if (!/^[\w+'-]+(::skin-tone-[2-6])?$/.test(name)) return no("invalid_name");
  const who = message.reactions.get(name) ?? new Set();
  if (who.has(state.bot.userId) === isAdded) return no(isAdded ? "already_reacted" : "no_reaction");
  if (isAdded) message.reactions.set(name, who.add(state.bot.userId));
  else if (who.delete(state.bot.userId) && who.size === 0) message.reactions.delete(name);
  tell({
    type: isAdded ? "reaction_added" : "reaction_removed",
    user: state.bot.userId,
    reaction: name,
    item: { type: "message", channel: to.id, ts: message.ts },
    item_user: message.user,
    event_ts: state.ts(),
  });
  return yes();
}

function completeUpload(args: Json, { state }: Surroundings): Json {
  const given = args["files"] as readonly Json[] | undefined;
  if (!Array.isArray(given) || given.length === 0) return no("invalid_arguments");
  const files = given.map(({ id }) => state.files.get(String(id)));
  if (files.some((one) => one === undefined || one.bytes === null)) return no("file_not_found");
  const to = args["channel_id"] ? findChannel(state, args["channel_id"]) : null;
  if (args["channel_id"] && to === null) return no("channel_not_found");
  for (const [index, file] of files.entries()) {
    if (file === undefined) continue;
    file.title = String(given[index]?.["title"] ?? file.title);
    file.isComplete = true;
    file.channel = to?.id ?? null;
  }
  if (to)
    addMessage(state, to, {
      user: state.bot.userId,
      text: String(args["initial_comment"] ?? ""),
      subtype: "file_share",
      threadTs: (args["thread_ts"] as string | undefined) ?? null,
      args: { files: given },
    });
  state.news.emit("change");
  return yes({ files: files.map((one) => ({ id: one?.id, title: one?.title, name: one?.name })) });
}

/** Good for one view, for three seconds. */
function useTrigger(state: State, id: string): Json {
  const trigger = state.triggers.get(id);
  if (trigger === undefined) return no("invalid_trigger_id");
  if (state.now() - trigger.at > TRIGGER_MS) return no("expired_trigger_id");
  if (trigger.used) return no("exchanged_trigger_id");
  trigger.used = true;
  return { user: trigger.user };
}

export function viewFault(view: unknown, type: string): Json | null {
  const messages: string[] = [];
  const { title, submit, close, blocks, ...rest } = (view ?? {}) as Json;
  if (rest["type"] !== type) messages.push(`[ERROR] must be ${type} [json-pointer:/view/type]`);
  for (const [name, text] of Object.entries({ title, submit, close }))
    if (
      text !== undefined &&
      (text.type !== "plain_text" || text.text.length > TITLE || !text.text)
    )
      messages.push(
        `[ERROR] must be less than ${TITLE + 1} characters [json-pointer:/view/${name}]`,
      );
  if (type === "modal" && title === undefined)
    messages.push("[ERROR] missing required field: title [json-pointer:/view]");
  if (type === "home" && (title ?? submit ?? close) !== undefined)
    messages.push("[ERROR] not allowed for home views [json-pointer:/view]");
  if (String(rest["private_metadata"] ?? "").length > PRIVATE_METADATA)
    messages.push(
      "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
    );
  if (String(rest["callback_id"] ?? "").length > 255)
    messages.push("[ERROR] must be less than 256 characters [json-pointer:/view/callback_id]");
  const hasInput = Array.isArray(blocks) && blocks.some((one: Json) => one["type"] === "input");
  if (type === "modal" && hasInput && submit === undefined)
    messages.push("[ERROR] must define `submit` to use an `input` block [json-pointer:/view]");
  messages.push(...(faultOf(blocks, { files: new Set(), isView: true })?.messages ?? []));
  return messages.length === 0
    ? null
    : no("invalid_arguments", { response_metadata: { messages } });
}

export function keepView(
  state: State,
  by: Pick<FakeView, "user" | "trigger">,
  view: Json,
): FakeView {
  const hash = `${state.ts()}.hash`;
  const kept = { id: state.id("V"), ...by, view: withIds(view), hash, isOpen: true, edits: [] };
  state.views.push(kept);
  state.news.emit("change");
  return kept;
}

export function changeView(state: State, kept: FakeView, view: Json): void {
  kept.edits.push(kept.view);
  kept.view = withIds(view);
  kept.hash = `${state.ts()}.hash`;
  state.news.emit("change");
}

function withIds(view: Json): Json {
  const blocks = (view["blocks"] as readonly Json[]).map((block, index) => ({
    ...block,
    block_id: block["block_id"] ?? `b${index}`,
  }));
  return { ...view, blocks };
}

export function viewJson(state: State, { id, view, hash }: FakeView): Json {
  return {
    private_metadata: "",
    callback_id: "",
    clear_on_close: false,
    notify_on_close: false,
    external_id: "",
    ...view,
    id,
    team_id: state.team.id,
    hash,
    state: { values: {} },
    root_view_id: id,
    previous_view_id: null,
    app_id: state.bot.appId,
    bot_id: state.bot.botId,
  };
}
