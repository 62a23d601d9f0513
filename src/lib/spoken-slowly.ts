/** A code that is read out as one number is gone before it is written down. */
export function spokenSlowly(text: string): string {
  return text.replaceAll(/\d{4,}/g, (digits) => digits.split("").join(", "));
}
