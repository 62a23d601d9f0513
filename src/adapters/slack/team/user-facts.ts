import { z } from "zod";
import { oneLine } from "../../../lib/plain.ts";
import { isZone } from "../../../lib/wall-time.ts";

const NAME_LETTERS = 40;
const SLACKBOT = "USLACKBOT";

/** What we keep of somebody in Slack. */
export const userFactsSchema = z.object({
  /** `outsider`: a guest, or of another organisation. `nobody`: deleted, or no human. */
  kind: z.enum(["member", "outsider", "nobody"]),
  /** What mentions complete to. */
  userName: z.string(),
  name: z.string(),
  /** A zone that this machine knows. */
  zone: z.string().nullable(),
});

export type UserFacts = Readonly<z.infer<typeof userFactsSchema>>;

const flag = z.boolean().catch(false);
const text = z.string().catch("");

const userSchema = z.object({
  id: z.string(),
  team_id: z.string().optional().catch(undefined),
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_stranger: flag,
  tz: text,
  enterprise_user: z
    .object({ teams: z.array(z.string()) })
    .optional()
    .catch(undefined),
  profile: z.object({ display_name: text, real_name: text }).catch({
    display_name: "",
    real_name: "",
  }),
});

/** What `users.info` says of somebody. Null when it makes no sense. `team` is our workspace. */
export function userFacts(user: unknown, team: string): UserFacts | null {
  const read = userSchema.safeParse(user);
  if (!read.success) return null;
  const { id, name, real_name: realName, tz, profile } = read.data;
  const names = [profile.display_name, profile.real_name, realName, name, id];
  return {
    kind: kindOf(read.data, team),
    userName: oneLine(name, NAME_LETTERS),
    name: names.map((one) => oneLine(one, NAME_LETTERS)).find((one) => one !== "") ?? id,
    zone: isZone(tz) ? tz : null,
  };
}

function kindOf(user: z.infer<typeof userSchema>, team: string): UserFacts["kind"] {
  if (user.deleted || user.is_bot || user.id === SLACKBOT) return "nobody";
  const isGuest = user.is_restricted || user.is_ultra_restricted || user.is_stranger;
  return isGuest || !isOfTeam(user, team) ? "outsider" : "member";
}

/** Somebody of an organisation with several workspaces has the id of one of them, and may belong to ours as well. */
function isOfTeam(user: z.infer<typeof userSchema>, team: string): boolean {
  return user.team_id === team || (user.enterprise_user?.teams.includes(team) ?? false);
}
