import type { Courier } from "./delivery.ts";
import { channelOf } from "./happening.ts";
import { placeOf, asTyped, type MessageRef } from "./places.ts";
import { viewJson } from "./methods-things.ts";
import { followAnswer, openResponseUrl, openTrigger, sayAnswer } from "./responses.ts";
import type { FakeMessage, FakeView, Json } from "./shapes.ts";
import { findElement, shownBlocks } from "./shown.ts";
import type { Answer } from "./sockets.ts";
import { messageJson, type State } from "./state.ts";

/** A command, or something that was pressed. */
export interface Interaction {
  readonly answer: Answer;
  /** In the answer itself, and in posts to its response_url so far. */
  readonly said: readonly FakeMessage[];
  readonly trigger: string;
  /** To be sent again. */
  readonly payload: Json;
}

export interface Interactions {
  /** The button or other element with that id in the newest state of the message; throws when there is none. */
  presses(
    actionId: string,
    message: FakeMessage | MessageRef,
    more?: { readonly value?: string; readonly option?: string },
  ): Promise<Interaction>;
  /** In a view: the home or a modal. */
  pressesIn(view: FakeView, actionId: string, value?: string): Promise<Interaction>;
  commands(
    command: string,
    text?: string,
    where?: { readonly channel?: string },
  ): Promise<Interaction>;
  /** Values by action id or block id: text, an option's value, a user's id; a list for several. Throws for what is not there, and for what is required and missing. */
  submits(
    view: FakeView,
    values?: Readonly<Record<string, unknown>>,
  ): Promise<{
    readonly answer: Answer;
    /** By block id; null when it was taken. */
    readonly errors: Readonly<Record<string, string>> | null;
  }>;
}

interface Pressed {
  readonly actionId: string;
  readonly value?: string | undefined;
  readonly option?: string;
}

export function interactions(
  state: State,
  courier: Courier,
  id: string,
  origin: () => string,
): Interactions {
  const base = (): Json => {
    const name = state.people.get(id)?.name ?? id;
    return {
      token: "verification",
      api_app_id: state.bot.appId,
      team: { id: state.team.id, domain: state.team.domain },
      user: { id, username: name, name, team_id: state.people.get(id)?.team_id ?? state.team.id },
      enterprise: null,
      is_enterprise_install: false,
    };
  };
  const press = async (
    blocks: readonly Json[],
    { actionId, value, option }: Pressed,
    on: FakeMessage | null,
    where: Json,
  ): Promise<Interaction> => {
    const found = findElement(blocks, actionId, value);
    if (found === null)
      throw new Error(`nothing to press is ${actionId} ${value ?? ""} in: ${shownBlocks(blocks)}`);
    const channel = on?.channel ?? state.home.id;
    const { path, url } = openResponseUrl(state, { user: id, channel, message: on });
    const trigger = openTrigger(state, id);
    const payload = {
      ...base(),
      type: "block_actions",
      ...where,
      trigger_id: trigger,
      state: { values: {} },
      ...(on && { response_url: origin() + path }),
      actions: [actionOf(state, found, option)],
    };
    const answer = await courier.deliver({ kind: "interactive", payload });
    return { answer, said: url.said, trigger, payload };
  };
  return {
    presses: (actionId, ref, more = {}) => {
      const { messages, name, dmWith } = channelOf(state, ref.channel);
      const message = messages.find((one) => one.ts === ref.ts && !one.isDeleted);
      if (message === undefined) throw new Error(`there is no message ${ref.ts}`);
      const { channel, ts, threadTs, ephemeralTo } = message;
      return press(message.blocks, { actionId, ...more }, message, {
        container: {
          type: "message",
          message_ts: ts,
          channel_id: channel,
          is_ephemeral: ephemeralTo !== null,
          ...(threadTs !== null && { thread_ts: threadTs }),
        },
        channel: { id: channel, name: dmWith === null ? name : "directmessage" },
        ...(ephemeralTo === null && { message: messageJson(state, message) }),
      });
    },
    pressesIn: (view, actionId, value) =>
      press(view.view["blocks"] as readonly Json[], { actionId, value }, null, {
        container: { type: "view", view_id: view.id },
        view: viewJson(state, view),
      }),
    commands: async (command, text = "", where = {}) => {
      const to = placeOf(state, id, where.channel);
      const { path, url } = openResponseUrl(state, { user: id, channel: to.id, message: null });
      const trigger = openTrigger(state, id);
      const payload = {
        token: "verification",
        team_id: state.team.id,
        team_domain: state.team.domain,
        channel_id: to.id,
        channel_name: to.dmWith === null ? to.name : "directmessage",
        user_id: id,
        user_name: state.people.get(id)?.name ?? id,
        command,
        text: escaped(state, text),
        api_app_id: state.bot.appId,
        is_enterprise_install: "false",
        response_url: origin() + path,
        trigger_id: trigger,
      };
      const answer = await courier.deliver({ kind: "slash_commands", payload });
      sayAnswer(state, url, answer);
      return { answer, said: url.said, trigger, payload };
    },
    submits: async (view, values = {}) => {
      if (!view.isOpen) throw new Error("that view is closed");
      const payload = {
        ...base(),
        type: "view_submission",
        trigger_id: openTrigger(state, id),
        view: { ...viewJson(state, view), state: { values: filledIn(view, values) } },
        response_urls: [],
      };
      const answer = await courier.deliver({ kind: "interactive", payload });
      followAnswer(state, view, answer);
      const { response_action: action, errors } = (answer.body ?? {}) as Json;
      return { answer, errors: action === "errors" ? errors : null };
    },
  };
}

/** As `should_escape` makes it: `@ana` becomes `<@U1|ana>`. */
function escaped(state: State, text: string): string {
  return asTyped(state, text).replaceAll(/<@(\w+)>/g, (_all, id: string) => {
    return `<@${id}|${state.people.get(id)?.name ?? "watchroom"}>`;
  });
}

function actionOf(
  state: State,
  { element, block }: { readonly element: Json; readonly block: Json },
  option?: string,
): Json {
  const { type, action_id, text, value, style, options } = element;
  const chosen = (options as readonly Json[] | undefined)?.find((one) => one["value"] === option);
  if (option !== undefined && chosen === undefined)
    throw new Error(`${action_id} has no option ${option}`);
  return {
    type,
    action_id,
    block_id: block["block_id"],
    ...(text !== undefined && { text }),
    ...(value !== undefined && { value }),
    ...(style !== undefined && { style }),
    ...(chosen && { selected_option: chosen }),
    action_ts: state.ts(),
  };
}

/** As `view.state.values` has it: what stands there already, and what somebody filled in. */
function filledIn({ view }: FakeView, values: Readonly<Record<string, unknown>>): Json {
  const left = new Set(Object.keys(values));
  const state: Record<string, Json> = {};
  for (const block of view["blocks"] as readonly Json[]) {
    const elements = [block["element"], block["accessory"], ...(block["elements"] ?? [])];
    for (const element of elements as readonly (Json | undefined)[]) {
      if (element?.["action_id"] === undefined || element["type"] === "button") continue;
      const name = [element["action_id"], block["block_id"]].find((one) => left.has(String(one)));
      if (name !== undefined) left.delete(String(name));
      const value = name === undefined ? undefined : values[String(name)];
      const kept = valueOf(element, value);
      if (block["type"] === "input" && !block["optional"] && isEmpty(kept))
        throw new Error(`${element["action_id"]} is required`);
      const id = String(block["block_id"]);
      state[id] = { ...state[id], [String(element["action_id"])]: kept };
    }
  }
  if (left.size > 0) throw new Error(`the view has no ${[...left].join(", ")}`);
  return state;
}

function isEmpty({ type: _type, ...rest }: Json): boolean {
  return Object.values(rest).every(
    (one) => one === null || one === undefined || one === "" || (Array.isArray(one) && !one.length),
  );
}

function valueOf(element: Json, given: unknown): Json {
  const { type, options = [] } = element;
  const option = (value: unknown): Json => {
    const found = (options as readonly Json[]).find((one) => one["value"] === value);
    if (found === undefined)
      throw new Error(`${element["action_id"]} has no option ${String(value)}`);
    return found;
  };
  const several = given as readonly unknown[] | undefined;
  switch (type) {
    case "static_select":
    case "radio_buttons":
      if (given === undefined) return { type, selected_option: element["initial_option"] ?? null };
      return { type, selected_option: given === null ? null : option(given) };
    case "checkboxes":
    case "multi_static_select": {
      const selected = several?.map(option) ?? element["initial_options"] ?? [];
      return { type, selected_options: selected };
    }
    case "users_select":
      return { type, selected_user: given ?? element["initial_user"] ?? null };
    case "datepicker":
      return { type, selected_date: given ?? element["initial_date"] ?? null };
    case "timepicker":
      return { type, selected_time: given ?? element["initial_time"] ?? null };
    case "datetimepicker":
      return { type, selected_date_time: given ?? element["initial_date_time"] ?? null };
    default:
      return { type, value: given ?? element["initial_value"] ?? null };
  }
}
