/** The part of TwiML that TeXML has too. */
export type Verb =
  | { readonly verb: "say"; readonly text: string }
  | { readonly verb: "pause"; readonly seconds: number }
  | {
      readonly verb: "gather";
      readonly digits: number | null;
      readonly seconds: number;
      readonly action: string | null;
      readonly method: "GET" | "POST";
      readonly finishOnKey: string;
      readonly says: readonly Verb[];
    }
  | { readonly verb: "redirect"; readonly to: string; readonly method: "GET" | "POST" }
  | { readonly verb: "hangup" }
  | { readonly verb: "message"; readonly text: string };

export interface Script {
  readonly verbs: readonly Verb[];
  readonly problems: readonly string[];
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const KINDS = {
  voice: ["Say", "Pause", "Gather", "Redirect", "Hangup"],
  sms: ["Message"],
} as const;

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Say: ["voice", "language", "loop"],
  Pause: ["length"],
  Gather: ["numDigits", "timeout", "action", "method", "input", "finishOnKey"],
  Redirect: ["method"],
  Hangup: [],
  Message: ["to", "from"],
};

const HOLDS_TEXT = ["Say", "Redirect", "Message"];
const SAY_CHARACTERS = 4_096;

/** Reads a document as strictly as can be. `problems` is empty for a good one. */
export function readMarkup(document: string, kind: keyof typeof KINDS): Script {
  const problems: string[] = [];
  const root = readElements(document, problems);
  if (root === null) return { verbs: [], problems };
  if (root.name !== "Response") problems.push(`the document is a <${root.name}>`);
  checkAttributes(root, problems);
  if (root.text.trim() !== "") problems.push(`text outside of a verb: ${root.text.trim()}`);
  const verbs: Verb[] = [];
  for (const child of root.children) {
    if (!(KINDS[kind] as readonly string[]).includes(child.name))
      problems.push(`<${child.name}> has no place in a ${kind} document`);
    else verbs.push(verbOf(child, problems));
  }
  return { verbs, problems };
}

function verbOf(element: Element, problems: string[]): Verb {
  const { name, attributes, children } = element;
  checkAttributes(element, problems);
  const words = element.text.trim();
  if (!HOLDS_TEXT.includes(name) && words !== "") problems.push(`<${name}> holds text: ${words}`);
  if (name !== "Gather" && children.length > 0)
    problems.push(`<${name}> holds a <${children[0]?.name}>`);
  const count = (key: string, otherwise: number): number => {
    const value = attributes[key];
    if (value === undefined) return otherwise;
    if (!/^\d+$/.test(value)) problems.push(`${key} of <${name}> is not a number: ${value}`);
    return Number(value);
  };
  const method = (): "GET" | "POST" => {
    const value = attributes["method"] ?? "POST";
    if (value !== "GET" && value !== "POST") problems.push(`method of <${name}> is ${value}`);
    return value === "GET" ? "GET" : "POST";
  };
  switch (name) {
    case "Say":
    case "Message":
      if (words === "") problems.push(`<${name}> says nothing`);
      if (name === "Say" && words.length > SAY_CHARACTERS)
        problems.push(`<Say> says more than ${SAY_CHARACTERS} characters`);
      if (name === "Message" && words.length > 1_600)
        problems.push("<Message> is longer than 1600 characters");
      return { verb: name === "Say" ? "say" : "message", text: words };
    case "Pause":
      return { verb: "pause", seconds: count("length", 1) };
    case "Redirect":
      if (words === "") problems.push("<Redirect> leads nowhere");
      return { verb: "redirect", to: words, method: method() };
    case "Gather": {
      if (attributes["input"] !== undefined && attributes["input"] !== "dtmf")
        problems.push(`<Gather> listens for ${attributes["input"]}`);
      for (const child of children)
        if (child.name !== "Say" && child.name !== "Pause")
          problems.push(`<Gather> holds a <${child.name}>`);
      const digits = attributes["numDigits"] === undefined ? null : count("numDigits", 1);
      if (digits === 0) problems.push("numDigits of <Gather> is 0");
      return {
        verb: "gather",
        digits,
        seconds: count("timeout", 5),
        action: attributes["action"] ?? null,
        method: method(),
        finishOnKey: attributes["finishOnKey"] ?? "#",
        says: children
          .filter((child) => child.name === "Say" || child.name === "Pause")
          .map((child) => verbOf(child, problems)),
      };
    }
    default:
      return { verb: "hangup" };
  }
}

function checkAttributes({ name, attributes }: Element, problems: string[]): void {
  for (const attribute of Object.keys(attributes))
    if (!ATTRIBUTES[name]?.includes(attribute))
      problems.push(`<${name}> has no attribute ${attribute} that both vendors know`);
}

const TOKEN =
  /<\?xml\s[^>]*\?>|<\/([A-Za-z][\w.-]*)\s*>|<([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gy;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** Null, and a problem, when it is not well-formed. */
function readElements(document: string, problems: string[]): Element | null {
  const top: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [top];
  const end = (words: string): null => {
    problems.push(`not well-formed: ${words}`);
    return null;
  };
  if (hasControls(document)) return end("a control character");
  TOKEN.lastIndex = 0;
  for (let at = 0; at < document.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(document);
    if (found === null) return end(document.slice(at, at + 40));
    const [whole, closing, opening, attributes = "", isEmpty] = found;
    const inner = open.at(-1) ?? top;
    if (whole.startsWith("<?xml")) {
      if (at !== 0) return end("the declaration is not at the beginning");
    } else if (closing !== undefined) {
      if (open.length === 1 || inner.name !== closing) return end(`</${closing}>`);
      open.pop();
    } else if (opening === undefined) inner.text += unescaped(whole, problems);
    else {
      if (open.length === 1 && top.children.length > 0) return end("a second document follows");
      const element = {
        name: opening,
        attributes: attributesOf(attributes, problems),
        children: [],
        text: "",
      };
      inner.children.push(element);
      if (isEmpty !== "/") open.push(element);
    }
  }
  if (open.length > 1) return end(`<${open.at(-1)?.name}> is never closed`);
  if (top.text.trim() !== "") return end(top.text.trim());
  return top.children[0] ?? end("nothing is in it");
}

function attributesOf(written: string, problems: string[]): Readonly<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const [, name = "", double, single] of written.matchAll(ATTRIBUTE)) {
    if (name in read) problems.push(`${name} comes twice`);
    read[name] = unescaped(double ?? single ?? "", problems);
  }
  return read;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function unescaped(written: string, problems: string[]): string {
  return written.replace(/&(?:#(\d+);|#x([\da-fA-F]+);|(amp|lt|gt|quot|apos);)?/g, (...found) => {
    const [all, decimal, hex, name] = found as (string | undefined)[];
    if (name !== undefined) return ENTITIES[name] ?? "";
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    problems.push("an & that is not escaped");
    return all ?? "";
  });
}

function hasControls(document: string): boolean {
  return Array.from(document).some((one) => one < " " && !["\n", "\r", "\t"].includes(one));
}
