const E164 = /^\+[1-9]\d{7,14}$/;
const SPACED = /[\s.()/\u00A0\u2010-\u2015-]/g;

/** As it is dialled from anywhere: `+64215550100`. Null when it is not one. */
export function readPhoneNumber(text: string): string | null {
  // The zero that is dialled only at home would lead to somebody else.
  if (/\(0\)/.test(text)) return null;
  const number = text.replaceAll(SPACED, "");
  return E164.test(number) ? number : null;
}

/** Enough to tell it by: "+64…89". */
export function shownPhoneNumber(number: string): string {
  return `${number.slice(0, 3)}…${number.slice(-2)}`;
}
