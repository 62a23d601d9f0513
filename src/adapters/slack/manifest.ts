import type { AppsManifestValidateArguments } from "@slack/web-api";
import { Document, isScalar, isSeq } from "yaml";
import { SCOPES } from "./connection/scopes.ts";

type Manifest = AppsManifestValidateArguments["manifest"];

/** `socket`: watchroom calls Slack, for a closed network. `http`: Slack calls watchroom, at a public address. */
export type Mode = "socket" | "http";

/** To be replaced by whoever creates the app. */
const ADDRESS = "https://watchroom.example.com/slack/events";

const COMMANDS = [
  [
    "/watchroom",
    "Anything watchroom can do",
    "help | here | incidents | ack #17 | silence <alert> for 2h",
  ],
  ["/playbook", "What to do when an alert fires", "<alert>"],
  ["/oncall", "Who is on call", ""],
  ["/handoff", "Ask somebody to take over", "@who [until 18:00] [note]"],
] as const;

const EVENTS = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "channel_archive",
  "channel_deleted",
  "channel_id_changed",
  "channel_left",
  "channel_rename",
  "channel_unarchive",
  "dnd_updated_user",
  "group_archive",
  "group_deleted",
  "group_left",
  "group_rename",
  "group_unarchive",
  "member_joined_channel",
  "member_left_channel",
  "message.channels",
  "message.groups",
  "message.im",
  "reaction_added",
  "reaction_removed",
  "tokens_revoked",
  "user_change",
] as const;

/** What Slack needs to know to make the app. */
export function manifest(mode: Mode): Manifest {
  const isHttp = mode === "http";
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: "watchroom",
      description: "Keeps watch over this team's room, and goes for a person when nobody is there.",
    },
    features: {
      bot_user: { display_name: "watchroom", always_online: false },
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      slash_commands: COMMANDS.map(([command, description, hint]) => ({
        command,
        description,
        ...(hint === "" ? {} : { usage_hint: hint }),
        should_escape: true,
        ...(isHttp ? { url: ADDRESS } : {}),
      })),
    },
    oauth_config: { scopes: { bot: scopeNames() } },
    settings: {
      event_subscriptions: { bot_events: [...EVENTS], ...(isHttp ? { request_url: ADDRESS } : {}) },
      interactivity: { is_enabled: true, ...(isHttp ? { request_url: ADDRESS } : {}) },
      org_deploy_enabled: false,
      socket_mode_enabled: !isHttp,
      token_rotation_enabled: false,
    },
  };
}

function scopeNames(): (keyof typeof SCOPES)[] {
  return Object.keys(SCOPES) as (keyof typeof SCOPES)[];
}

const HEADS: Readonly<Record<Mode, string>> = {
  socket: ` The Slack app in Socket Mode: watchroom connects to Slack, and needs no public address.
 Names of the commands may be changed here, as in /ops-oncall: what makes it playbook, oncall or
 handoff is that this word stays in it. Any other name is /watchroom.`,
  http: ` The Slack app over HTTP: Slack calls watchroom. Put your own address in place of
 ${ADDRESS}, six times: PUBLIC_URL and /slack/events.
 Names of the commands may be changed here, as in /ops-oncall: what makes it playbook, oncall or
 handoff is that this word stays in it. Any other name is /watchroom.`,
};

/** The same as a file, where each scope says what needs it. */
export function manifestYaml(mode: Mode): string {
  const document = new Document(manifest(mode));
  document.commentBefore = HEADS[mode];
  const scopes = document.getIn(["oauth_config", "scopes", "bot"]);
  if (isSeq(scopes))
    for (const scope of scopes.items)
      if (isScalar(scope)) scope.comment = ` ${SCOPES[scope.value as keyof typeof SCOPES]}`;
  return document.toString({ lineWidth: 0 });
}

/** Opens Slack's page for a new app with everything filled in. */
export function manifestLink(mode: Mode): string {
  const json = encodeURIComponent(JSON.stringify(manifest(mode)));
  return `https://api.slack.com/apps?new_app=1&manifest_json=${json}`;
}

/** The links, and the scopes, for whoever reads the folder. */
export function manifestReadme(): string {
  const scopes = Object.entries(SCOPES).map(([name, why]) => `- \`${name}\`: ${why}`);
  return `# The Slack app

- [Create the app in Socket Mode](${manifestLink("socket")}), or paste \`manifest.socket.yaml\`: watchroom connects to Slack and needs no public address.
- [Create the app over HTTP](${manifestLink("http")}), or paste \`manifest.http.yaml\`: Slack calls watchroom. Put your own address in place of \`${ADDRESS}\`.

What it may do in the workspace, and what needs that:

${scopes.join("\n")}
`;
}
