const SCOPES = ["signals", "read", "act"] as const;

/** `signals`: may report signals. `read`: may read incidents. `act`: may acknowledge and resolve them. */
export type Scope = (typeof SCOPES)[number];

export interface AccessToken {
  /** Says in a timeline who it was. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly token: string;
}

const MIN_TOKEN_LENGTH = 16;

/** Reads `name:signals|read:token,...`. The faults never repeat a token. */
export function parseAccessTokens(text: string): {
  readonly tokens: readonly AccessToken[];
  readonly faults: readonly string[];
} {
  const tokens: AccessToken[] = [];
  const faults: string[] = [];
  for (const [index, part] of text.split(",").entries()) {
    const read = parseOne(part.trim(), `Entry ${index + 1}`);
    if (typeof read === "string") faults.push(read);
    else if (tokens.some(({ name, token }) => name === read.name || token === read.token))
      faults.push(`Entry ${index + 1} repeats a name or a token.`);
    else tokens.push(read);
  }
  return { tokens, faults };
}

function parseOne(text: string, entry: string): AccessToken | string {
  const [, name, scopes, token] = /^([^:]*):([^:]*):(.*)$/.exec(text) ?? [];
  if (name === undefined || scopes === undefined || token === undefined)
    return `${entry} is not name:scopes:token.`;
  if (!/^[\w.-]{1,50}$/.test(name))
    return `${entry} needs a name of letters, digits, dots and dashes.`;
  const given = scopes.split("|");
  if (!given.every(isScope))
    return `${entry} (${name}) has an unknown scope; the scopes are ${SCOPES.join(", ")}, joined by |.`;
  if (token.length < MIN_TOKEN_LENGTH || /\s/.test(token))
    return `${entry} (${name}) needs a token of ${MIN_TOKEN_LENGTH} characters or more, without spaces.`;
  return { name, scopes: new Set(given), token };
}

function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
