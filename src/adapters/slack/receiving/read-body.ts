import { parseForm } from "../../../lib/form.ts";
import type { SlackEvent } from "./worth-keeping.ts";

/** JSON, a form, or JSON in a form: Slack sends all three, and its content type is nothing to rely on. Null: none of them. */
export function readBody(raw: Buffer): SlackEvent | null {
  const text = raw.toString();
  if (text.trimStart().startsWith("{")) return readObject(text);
  const form = parseForm(raw);
  return form["payload"] === undefined ? form : readObject(form["payload"]);
}

function readObject(json: string): SlackEvent | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as SlackEvent)
      : null;
  } catch {
    return null;
  }
}
