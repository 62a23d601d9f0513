import type { ImageBlock, RichTextBlock } from "@slack/types";
import type { Picture } from "../../src/adapters/slack/drawing/card-message.ts";
import type { SlackMessage } from "../../src/adapters/slack/drawing/message.ts";
import { createSlackRoom, type Drawing } from "../../src/adapters/slack/posting/room.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { PresenceAnswer, Room } from "../../src/ports/room.ts";
import type { SlackServer } from "../fakes/slack-server.ts";
import type { SlackAccess } from "./slack-access.ts";

/** Messages that say little, so that a test sees what was done with them. */
export const PLAIN_DRAWING: Drawing = {
  card: ({ incident, standing }, { picture }) => {
    const text = `#${incident.number} ${incident.title} ${standing}`;
    const image = picture === null ? [] : [imageOf(picture)];
    return {
      main: { text, blocks: [...said(text).blocks, ...image] },
      thread: incident.remarks.map(said),
    };
  },
  summary: ({ total, title, standing }) => ({
    main: said(`${total} incidents: ${title} ${standing}`),
    thread: [said("all the steps")],
  }),
  halved: ({ text }) => said(`half of ${text}`),
  plainText: ({ text }) => ({ text: `words of ${text}`, blocks: [] }),
};

function said(text: string): SlackMessage {
  const block: RichTextBlock = {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  };
  return { text, blocks: [block] };
}

function imageOf(picture: Picture): ImageBlock {
  const image = { type: "image", alt_text: "chart" } as const;
  return picture.kind === "url"
    ? { ...image, image_url: picture.url }
    : { ...image, slack_file: { id: picture.id } };
}

export function slackRoom(
  slack: SlackServer,
  access: SlackAccess,
  clock: Clock,
  more: {
    readonly drawing?: Drawing;
    readonly presence?: () => PresenceAnswer;
  } = {},
): Room {
  const { drawing, presence = () => ({ outcome: "seen", sightings: [] }) } = more;
  return createSlackRoom({
    ...access,
    config: { botToken: slack.botToken },
    presence: { read: () => Promise.resolve(presence()) },
    clock,
    ...(drawing !== undefined && { drawing }),
  });
}
