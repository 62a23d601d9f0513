import type { RichTextBlock } from "@slack/types";
import type { Answer } from "../../../ports/inward.ts";
import type { HandlerParts } from "./handler-parts.ts";
import { markdownPost } from "../drawing/markdown-blocks.ts";
import type { SlackPost } from "../drawing/message.ts";
import { ownWords } from "./own-words.ts";
import { type Place, sayAlone, sayDirect, sayThere, single } from "./say-there.ts";

/** Where the answer is to be read, and by whom, follows from the answer. Null: there is none. */
export async function giveAnswer(
  parts: HandlerParts,
  place: Place,
  answer: Answer | null,
): Promise<void> {
  if (answer === null) return;
  const post = await postOf(parts, answer);
  await tellTeam(parts, place, answer, post);
  if (answer.subject !== null) return ask(parts, place, { post, subject: answer.subject });
  if (answer.secret === true && !place.isDirect) return giveSecret(parts, place, post);
  if (place.isDirect || (answer.toAll && isTeams(parts, place))) {
    await sayThere(parts, place, post);
    return;
  }
  await sayAlone(parts, place, post);
}

/** The team's channel hears what concerns all, when it was said elsewhere. */
export async function tellTeam(
  parts: HandlerParts,
  place: Place,
  { concernsAll }: Pick<Answer, "concernsAll">,
  post: SlackPost,
): Promise<void> {
  if (concernsAll !== true || isTeams(parts, place)) return;
  await sayThere(parts, { channel: parts.connection.channel(), thread: null }, post);
}

/** With a mention of whoever it asks something: a name in plain text calls nobody. */
export async function postOf(
  { team }: Pick<HandlerParts, "team">,
  answer: Answer,
): Promise<SlackPost> {
  const post = markdownPost(answer.text, answer.base ?? null);
  const user = answer.asks === undefined ? null : await team.userOf(answer.asks);
  if (user === null) return post;
  const { text, blocks } = post.main;
  return { ...post, main: { text: `<@${user}> ${text}`, blocks: [mentionOf(user), ...blocks] } };
}

const mentionOf = (user: string): RichTextBlock => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "user", user_id: user }] }],
});

export const isTeams = ({ connection }: HandlerParts, { channel }: Place): boolean =>
  channel === connection.channel();

/** What others answer by a reaction must be where they see it. */
async function ask(
  parts: HandlerParts,
  place: Place,
  { post, subject }: { readonly post: SlackPost; readonly subject: string },
): Promise<void> {
  const channel = parts.connection.channel();
  const thread = isTeams(parts, place) ? place.thread : null;
  const ts = await sayThere(parts, { channel, thread }, post, {
    kind: "subject",
    subject,
  });
  if (ts !== null) await parts.abouts.remember(channel, ts, { kind: "subject", subject });
  if (isTeams(parts, place)) return;
  const words =
    ts === null
      ? ownWords("It could not be asked in ", { channel }, ".")
      : ownWords("Asked in ", { channel }, ".");
  await sayAlone(parts, place, single(words));
}

/** Whoever looks over somebody's shoulder at a channel must not see it. */
async function giveSecret(parts: HandlerParts, place: Place, post: SlackPost): Promise<void> {
  const isSent = await sayDirect(parts, place.user, post);
  await sayAlone(
    parts,
    place,
    single(
      ownWords(
        isSent
          ? "You have it as a direct message from me."
          : "It is sent as a direct message only, and Slack did not take it. Try again, or ask me in a direct message.",
      ),
    ),
  );
}
