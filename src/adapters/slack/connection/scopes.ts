/** What the app is allowed to do in the workspace, and what needs it. Nothing else is asked for. */
export const SCOPES = {
  "app_mentions:read": "commands that begin with the bot's name",
  "channels:history":
    "commands, and who has just talked, in a public channel; our own posts, looked for before posting again",
  "channels:join": "joins the team's channel by itself, if that is public",
  "channels:read":
    "who is in a public channel; noticing that it is archived, or that the bot was removed",
  "channels:write.topic": "the on-call line in the topic of a public channel",
  "chat:write": "posts incidents and answers, and keeps them up to date",
  commands: "/watchroom, /playbook, /oncall and /handoff",
  "dnd:read": "whoever does not want to be disturbed does not count as being there",
  "files:write": "uploads the chart where Slack cannot fetch it from us",
  "groups:history": "the same as channels:history, in a private channel",
  "groups:read": "the same as channels:read, of a private channel",
  "groups:write.topic": "the same as channels:write.topic, of a private channel",
  "im:history": "commands in a direct message",
  "im:write": "pages and sign-in links as direct messages",
  "metadata.message:read":
    "reads which incident a post of ours is about, so that nothing is posted twice",
  "reactions:read": "a reaction acknowledges, resolves or escalates",
  "users:read": "names, time zones, and who is active now",
} as const;
