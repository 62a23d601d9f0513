import { oneLine } from "./plain.ts";

/** What has no decomposition, and is read by everybody. */
const ALIKE: Readonly<Record<string, string>> = {
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "―": "-",
  "−": "-",
  "‘": "'",
  "’": "'",
  "‚": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "⁄": "/",
  "·": "-",
  "•": "-",
  "×": "x",
  "→": "->",
  "←": "<-",
  "≥": ">=",
  "≤": "<=",
  "≠": "!=",
  "≈": "about ",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  μ: "u",
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  ø: "o",
  Ø: "O",
  œ: "oe",
  Œ: "OE",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  ı: "i",
  // ASCII that costs two places in an SMS, or turns it into one of seventy letters.
  "`": "'",
  "^": "'",
  "[": "(",
  "{": "(",
  "]": ")",
  "}": ")",
  "\\": "/",
  "|": "/",
  "~": "-",
};

const SCHEME = /(?:[a-z][a-z0-9+.-]{0,20})?:\/\//gi;
const OTHER_SCHEME = /\b(mailto|tel|sms|smsto|sip|xmpp|geo):/gi;
const ADDRESS_IN_DIGITS = /\d+(?:\.\d+){3,}/g;
/** "example.com", but not "3.5", nor the end of a sentence. */
const DOT_OF_A_NAME = /(?<=[^\s.])\.(?=[a-z])/gi;

/**
 * Text from outside in plain ASCII, where nothing is a link: phones make one of whatever looks so. At most `max`
 * characters. Null when less than half of its letters would be left.
 */
export function smsText(text: string, max: number): string | null {
  let [kept, lost] = [0, 0];
  let plain = "";
  for (const letter of oneLine(text, max * 2)
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")) {
    const alike = ALIKE[letter] ?? (letter < "\u007F" ? letter : null);
    if (alike !== null) plain += alike;
    const isRead = /[\p{L}\p{N}]/u.test(letter);
    if (alike !== null && isRead) kept += 1;
    if (alike === null && isRead) {
      lost += 1;
      plain += "?";
    }
  }
  return kept === 0 || lost > kept ? null : cutWithDots(withoutLinks(plain), max);
}

function withoutLinks(text: string): string {
  return text
    .replaceAll(/\?+/g, "?")
    .replaceAll(SCHEME, " ")
    .replaceAll(OTHER_SCHEME, "$1 ")
    .replaceAll("@", " at ")
    .replaceAll(ADDRESS_IN_DIGITS, (digits) => digits.replaceAll(".", "-"))
    .replaceAll(DOT_OF_A_NAME, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function cutWithDots(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 3).trimEnd()}...`;
}
