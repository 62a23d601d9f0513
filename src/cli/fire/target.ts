import type { ConfigSurvey } from "../../config.ts";
import { ConfigError } from "../../lib/config-error.ts";
import type { Scope } from "../../lib/access-token.ts";
import type { Tokens } from "./api.ts";

export interface Target {
  /** Without a trailing slash. */
  readonly url: string;
  readonly tokens: Tokens;
}

const ADDRESS = ["PORT", "HOST", "PUBLIC_URL"];

/** Where watchroom runs, and what it wants to see there. Throws a ConfigError for a fault in what this needs. */
export function targetOf(
  { config, faults }: Pick<ConfigSurvey, "config" | "faults">,
  { url, token }: { readonly url?: string; readonly token?: string },
): Target {
  const needed = [
    ...(url === undefined ? ADDRESS : []),
    ...(token === undefined ? ["WATCHROOM_TOKENS"] : []),
  ];
  const fault = faults.find(({ name }) => name !== null && needed.includes(name));
  if (fault !== undefined) throw new ConfigError(fault.text);
  const scoped = (scope: Scope): string | null => {
    const able = config.tokens.filter(({ scopes }) => scopes.has(scope));
    return token ?? able[0]?.token ?? null;
  };
  return {
    url: url ?? configured(config.publicUrl),
    tokens: { signals: scoped("signals"), read: scoped("read") },
  };
}

function configured(publicUrl: string): string {
  if (new URL(publicUrl).port === "0")
    throw new ConfigError("PORT is 0, so the system chose one. Say with --url where it runs.");
  return publicUrl;
}
