const decoder = new TextDecoder("utf-8", { fatal: true });

export type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

/** A body as JSON, whatever its Content-Type says; senders often leave that at their tool's default. */
export function parseJson(body: Buffer): Parsed {
  if (body.length === 0) return { ok: true, value: undefined };
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return { ok: false, error: "The body is not valid UTF-8." };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return {
      ok: false,
      error: `The body is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
