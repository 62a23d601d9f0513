import type { Json } from "./shapes.ts";

const MESSAGE_BLOCKS = 50;
const VIEW_BLOCKS = 100;
/** Undocumented; measured. */
const ALL_TEXT = 13_200;
const TABLE_TEXT = 10_000;
const MARKDOWN = 12_000;
const ID = 255;
const URL_LENGTH = 3_000;

export interface BlockFault {
  readonly error: "invalid_blocks" | "msg_blocks_too_long" | "msg_too_long";
  readonly messages: readonly string[];
}

interface Place {
  readonly files: ReadonlySet<string>;
  readonly isView: boolean;
}

type Say = (path: string, what: string) => void;

/** What Slack refuses about the blocks of a message or a view; null: nothing. `files` are those that an image may show. */
export function faultOf(
  blocks: unknown,
  place: Place = { files: new Set(), isView: false },
): BlockFault | null {
  const messages: string[] = [];
  const say: Say = (path, what) => void messages.push(`[ERROR] ${what} [json-pointer:${path}]`);
  const name = place.isView ? "/view/blocks" : "/blocks";
  if (!Array.isArray(blocks)) return invalid([`[ERROR] expected an array [json-pointer:${name}]`]);
  const most = place.isView ? VIEW_BLOCKS : MESSAGE_BLOCKS;
  if (blocks.length > most) say(name, `no more than ${most} items allowed`);
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const path = `${name}/${index}`;
    checkBlock(block as Json, path, say, place);
    const id: unknown = (block as Json | null)?.["block_id"];
    if (typeof id === "string" && ids.has(id)) say(`${path}/block_id`, "block_id already exists");
    if (typeof id === "string") ids.add(id);
  }
  const all = blocks as readonly Json[];
  const tables = all.filter(({ type }) => type === "table");
  if (sum(tables.map(textLength)) > TABLE_TEXT) say(name, "table cells are too long");
  if (messages.length > 0) return invalid(messages);
  if (all.some(({ type, text }) => type === "markdown" && String(text).length > MARKDOWN))
    return { error: "msg_too_long", messages: [] };
  if (!place.isView && sum(all.map(textLength)) > ALL_TEXT)
    return { error: "msg_blocks_too_long", messages: [] };
  return null;
}

function invalid(messages: readonly string[]): BlockFault {
  return { error: "invalid_blocks", messages };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

const COUNTED = new Set(["text", "alt_text", "title", "placeholder", "label", "hint"]);

/** Characters of all that is shown of it. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return sum(value.map(textLength));
  if (typeof value !== "object" || value === null) return 0;
  return sum(
    Object.entries(value).map(([key, inner]) =>
      typeof inner === "string" ? (COUNTED.has(key) ? inner.length : 0) : textLength(inner),
    ),
  );
}

function checkBlock(block: Json | null, path: string, say: Say, place: Place): void {
  if (typeof block !== "object" || block === null) return say(path, "expected an object");
  checkId(block["block_id"], `${path}/block_id`, say);
  switch (block["type"]) {
    case "section":
      return checkSection(block, path, say, place);
    case "header":
      return checkText(block["text"], `${path}/text`, say, { most: 150, plain: true });
    case "divider":
      return;
    case "image":
      if (block["title"] !== undefined)
        checkText(block["title"], `${path}/title`, say, { most: 2_000, plain: true });
      return checkImage(block, path, say, place);
    case "actions":
      return checkElements(block, path, say, { most: 25, place });
    case "context":
      return checkContext(block, path, say, place);
    case "input":
      checkText(block["label"], `${path}/label`, say, { most: 2_000, plain: true });
      return checkElement(block["element"] as Json, `${path}/element`, say, place);
    case "rich_text":
      return checkRichText(block, path, say);
    case "table":
      return checkTable(block, path, say);
    case "markdown":
      if (typeof block["text"] !== "string" || block["text"] === "")
        say(`${path}/text`, "must be more than 0 characters");
      if (place.isView) say(`${path}/type`, "unsupported type: markdown");
      return;
    default:
      say(`${path}/type`, `unsupported type: ${String(block["type"])}`);
  }
}

function checkSection(block: Json, path: string, say: Say, place: Place): void {
  const { text, fields, accessory } = block;
  if (text === undefined && fields === undefined) say(path, "missing required field: text");
  if (text !== undefined) checkText(text, `${path}/text`, say, { most: 3_000 });
  const list = (fields ?? []) as readonly unknown[];
  if (fields !== undefined && (list.length === 0 || list.length > 10))
    say(`${path}/fields`, "must have 1 to 10 items");
  for (const [index, one] of list.entries())
    checkText(one, `${path}/fields/${index}`, say, { most: 2_000 });
  if (accessory !== undefined) checkElement(accessory as Json, `${path}/accessory`, say, place);
}

function checkContext(block: Json, path: string, say: Say, place: Place): void {
  const elements = (block["elements"] ?? []) as readonly Json[];
  if (elements.length === 0 || elements.length > 10)
    say(`${path}/elements`, "must have 1 to 10 items");
  for (const [index, one] of elements.entries()) {
    const at = `${path}/elements/${index}`;
    if (one["type"] === "image") checkImage(one, at, say, place);
    else checkText(one, at, say, { most: 3_000 });
  }
}

function checkElements(
  block: Json,
  path: string,
  say: Say,
  { most, place }: { readonly most: number; readonly place: Place },
): void {
  const elements = (block["elements"] ?? []) as readonly Json[];
  if (elements.length === 0 || elements.length > most)
    say(`${path}/elements`, `must have 1 to ${most} items`);
  const ids = new Set<unknown>();
  for (const [index, one] of elements.entries()) {
    checkElement(one, `${path}/elements/${index}`, say, place);
    const id: unknown = one["action_id"];
    if (id !== undefined && ids.has(id))
      say(`${path}/elements/${index}/action_id`, "action_id already exists");
    ids.add(id);
  }
}

function checkElement(element: Json, path: string, say: Say, place: Place): void {
  if (typeof element !== "object" || element === null) return say(path, "expected an object");
  checkId(element["action_id"], `${path}/action_id`, say);
  if (element["type"] === "image") return checkImage(element, path, say, place);
  if (element["type"] === "button") {
    checkText(element["text"], `${path}/text`, say, { most: 75, plain: true });
    if (!isWithin(element["value"], 2_000, 0)) say(`${path}/value`, tooLong(2_000));
    if (!isWithin(element["url"], URL_LENGTH)) say(`${path}/url`, tooLong(URL_LENGTH));
    if (![undefined, "primary", "danger"].includes(element["style"] as string | undefined))
      say(`${path}/style`, "must be one of: primary, danger");
    return;
  }
  const options = element["options"] as readonly Json[] | undefined;
  if (options === undefined) return;
  if (options.length === 0 || options.length > 100)
    say(`${path}/options`, "must have 1 to 100 items");
  for (const [index, one] of options.entries()) {
    checkText(one["text"], `${path}/options/${index}/text`, say, { most: 75 });
    if (!isWithin(one["value"], 150)) say(`${path}/options/${index}/value`, tooLong(150));
  }
}

function checkImage(image: Json, path: string, say: Say, { files }: Place): void {
  const { image_url: url, slack_file: file, alt_text: alt } = image;
  if (typeof alt !== "string") say(`${path}/alt_text`, "missing required field: alt_text");
  if (!isWithin(alt, 2_000, 0)) say(`${path}/alt_text`, tooLong(2_000));
  if (url === undefined && file === undefined) say(path, "missing required field: image_url");
  if (url !== undefined && !/^https:\/\/[^\s/]/.test(String(url)))
    say(`${path}/image_url`, "invalid URL, must be https");
  if (!isWithin(url, URL_LENGTH)) say(`${path}/image_url`, tooLong(URL_LENGTH));
  if (file !== undefined && !files.has(String((file as Json)["id"])))
    say(`${path}/slack_file`, "invalid slack file");
}

function checkText(
  text: unknown,
  path: string,
  say: Say,
  { most, plain = false }: { readonly most: number; readonly plain?: boolean },
): void {
  const { type, text: words } = (text ?? {}) as Json;
  if (type !== "plain_text" && (plain || type !== "mrkdwn"))
    return say(`${path}/type`, `must be ${plain ? "plain_text" : "plain_text or mrkdwn"}`);
  if (typeof words !== "string" || words.length === 0)
    return say(`${path}/text`, "must be more than 0 characters");
  if (words.length > most) say(`${path}/text`, tooLong(most));
}

function checkTable(block: Json, path: string, say: Say): void {
  const rows = (block["rows"] ?? []) as readonly (readonly Json[])[];
  if (rows.length === 0 || rows.length > 100) say(`${path}/rows`, "must have 1 to 100 items");
  for (const [index, row] of rows.entries()) {
    const at = `${path}/rows/${index}`;
    if (row.length === 0 || row.length > 20) say(at, "must have 1 to 20 items");
    for (const [column, cell] of row.entries())
      if (cell["type"] === "rich_text") checkRichText(cell, `${at}/${column}`, say);
      else if (cell["type"] !== "raw_text" || !isWithin(cell["text"], TABLE_TEXT))
        say(`${at}/${column}`, "must be raw_text or rich_text");
  }
}

const RICH = new Set([
  "rich_text_section",
  "rich_text_list",
  "rich_text_quote",
  "rich_text_preformatted",
]);
const RICH_PIECES = new Set([
  "text",
  "link",
  "emoji",
  "user",
  "usergroup",
  "channel",
  "broadcast",
  "date",
  "color",
]);

function checkRichText(block: Json, path: string, say: Say): void {
  const elements = (block["elements"] ?? []) as readonly Json[];
  if (elements.length === 0) say(`${path}/elements`, "must have at least 1 item");
  for (const [index, one] of elements.entries()) {
    const at = `${path}/elements/${index}`;
    if (!RICH.has(String(one["type"]))) say(`${at}/type`, `unsupported type: ${one["type"]}`);
    const inner = (one["elements"] ?? []) as readonly Json[];
    if (one["type"] === "rich_text_list") {
      if (Number(one["indent"] ?? 0) > 8) say(`${at}/indent`, "must be at most 8");
      for (const [n, item] of inner.entries())
        checkPieces(item["elements"], `${at}/elements/${n}/elements`, say);
    } else checkPieces(inner, `${at}/elements`, say);
  }
}

function checkPieces(pieces: unknown, path: string, say: Say): void {
  for (const [index, one] of ((pieces ?? []) as readonly Json[]).entries()) {
    const at = `${path}/${index}`;
    if (!RICH_PIECES.has(String(one["type"])))
      say(`${at}/type`, `unsupported type: ${one["type"]}`);
    if (one["type"] === "text" && (typeof one["text"] !== "string" || one["text"] === ""))
      say(`${at}/text`, "must be more than 0 characters");
    if (one["type"] === "link" && !isWithin(one["url"], URL_LENGTH))
      say(`${at}/url`, tooLong(URL_LENGTH));
    if (one["type"] === "date" && (typeof one["timestamp"] !== "number" || !one["format"]))
      say(at, "missing required field: timestamp");
  }
}

function checkId(id: unknown, path: string, say: Say): void {
  if (!isWithin(id, ID)) say(path, tooLong(ID));
}

function isWithin(value: unknown, most: number, least = 1): boolean {
  if (value === undefined) return true;
  return typeof value === "string" && value.length >= least && value.length <= most;
}

function tooLong(most: number): string {
  return `must be less than ${most + 1} characters`;
}
