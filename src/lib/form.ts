/** A form as browsers send it. Of a name that comes twice the last counts. */
export function parseForm(body: Buffer): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}
