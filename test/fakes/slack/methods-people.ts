import { no, page, yes, type Method } from "./method.ts";
import type { FakePerson, Json } from "./shapes.ts";
import type { State } from "./state.ts";

const DND_USERS = 50;

export const peopleMethods: Readonly<Record<string, Method>> = {
  "users.info": (args, { state }) => {
    if (args["user"] === state.bot.userId) return yes({ user: botJson(state) });
    const person = state.people.get(String(args["user"]));
    return person ? yes({ user: personJson(state, person) }) : no("user_not_found");
  },

  "users.list": (args, { state }) => {
    const everybody = [...state.people.values()].map((one) => personJson(state, one));
    const some = page([...everybody, botJson(state)], args, 1_000);
    return some ? yes({ members: some.items, ...some.metadata }) : no("invalid_cursor");
  },

  "users.lookupByEmail": (args, { state }) => {
    const found = [...state.people.values()].find(({ email }) => email === args["email"]);
    if (!found || found.deleted) return no("users_not_found");
    return yes({ user: personJson(state, found) });
  },

  "users.getPresence": (args, { state }) => {
    const person = state.people.get(String(args["user"]));
    return person ? yes({ presence: person.presence }) : no("user_not_found");
  },

  "dnd.info": (args, { state }) => {
    const person = state.people.get(String(args["user"]));
    return person ? yes(dndJson(person)) : no("user_not_found");
  },

  "dnd.teamInfo": (args, { state }) => {
    const ids = String(args["users"] ?? "")
      .split(",")
      .filter(Boolean);
    if (ids.length > DND_USERS) return no("too_many_users");
    const known = ids.flatMap((id) => state.people.get(id) ?? []);
    return yes({ users: Object.fromEntries(known.map((one) => [one.id, dndJson(one)])) });
  },
};

export function personJson(state: State, person: FakePerson): Json {
  const { id, name, real_name = name, display_name = "", tz = "Etc/UTC", tz_offset = 0 } = person;
  const mayReadEmail = state.scopes.has("users:read.email") && person.email !== undefined;
  return {
    id,
    team_id: person.team_id ?? state.team.id,
    name,
    deleted: person.deleted ?? false,
    color: "9f69e7",
    real_name,
    ...(!person.deleted && { tz, tz_label: tz, tz_offset }),
    profile: {
      real_name,
      real_name_normalized: real_name,
      display_name,
      display_name_normalized: display_name,
      ...(mayReadEmail && { email: person.email }),
      team: person.team_id ?? state.team.id,
    },
    is_admin: false,
    is_owner: false,
    is_restricted: person.is_restricted ?? person.is_ultra_restricted ?? false,
    is_ultra_restricted: person.is_ultra_restricted ?? false,
    is_bot: person.is_bot ?? false,
    is_app_user: false,
    ...(person.is_stranger && { is_stranger: true }),
    updated: Math.floor(state.now() / 1_000),
  };
}

function botJson(state: State): Json {
  const bot = { id: state.bot.userId, name: "watchroom", presence: "active", quiet: null } as const;
  const { userId, botId, appId } = state.bot;
  const json = personJson(state, { ...bot, is_bot: true });
  return { ...json, id: userId, profile: { ...json["profile"], bot_id: botId, api_app_id: appId } };
}

function dndJson({ quiet }: FakePerson): Json {
  return {
    dnd_enabled: quiet !== null,
    next_dnd_start_ts: quiet ? Math.floor(quiet.from / 1_000) : 1,
    next_dnd_end_ts: quiet ? Math.floor(quiet.until / 1_000) : 1,
  };
}
