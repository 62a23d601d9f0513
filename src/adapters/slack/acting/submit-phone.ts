import type { Person } from "../../../oncall/person.ts";
import { readPhoneNumber } from "../../../oncall/phone-number.ts";
import { markdownPost } from "../drawing/markdown-blocks.ts";
import type { SlackView } from "../drawing/message.ts";
import { codeModal, readCode, readPhone } from "../drawing/phone-modal.ts";
import { formWords } from "./form-words.ts";
import type { HandlerParts } from "./handler-parts.ts";
import type { Submission } from "./read-submission.ts";
import { ROOM } from "./room-name.ts";
import { sayDirect } from "./say-there.ts";

/** How a form goes on: it closes, shows what is wrong, or becomes another one. */
export type Submitted =
  | { readonly outcome: "done" }
  | { readonly outcome: "wrong"; readonly text: string }
  | { readonly outcome: "next"; readonly view: SlackView };

/** Shown when sending takes longer than Slack waits; what becomes of it is said in a direct message then. */
export const CODE_UNDER_WAY = codeModal(
  "Your number was taken, and a code is being sent there. If that fails, I write to you.",
);

export async function submitPhone(
  parts: HandlerParts,
  { state, user }: Submission,
  person: Person,
): Promise<Submitted> {
  const number = readPhoneNumber(readPhone(state) ?? "");
  if (number === null)
    return wrong("A number begins with + and the country, as in +64 21 555 0100.");
  return say(parts, user, person, `phone ${number}`);
}

export async function submitCode(
  parts: HandlerParts,
  { state, user }: Submission,
  person: Person,
): Promise<Submitted> {
  const code = readCode(state);
  return code === null
    ? wrong("A code has 6 digits.")
    : say(parts, user, person, `phone code ${code}`);
}

async function say(
  { inward, ...parts }: HandlerParts,
  user: string,
  person: Person,
  text: string,
): Promise<Submitted> {
  const answer = await inward.heard({ person, text, addressed: true, room: ROOM, direct: true });
  if (answer === null) return { outcome: "done" };
  const post = markdownPost(answer.text);
  if (answer.form === "code") return { outcome: "next", view: codeModal(formWords(post.main)) };
  if (answer.form === "wrong") return wrong(formWords(post.main));
  await sayDirect(parts, user, post);
  return { outcome: "done" };
}

const wrong = (text: string): Submitted => ({ outcome: "wrong", text });
