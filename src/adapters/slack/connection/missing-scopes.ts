import { SCOPES } from "./scopes.ts";

/**
 * What we need and were not given. Those for public and for private channels stand for each other: which of them is
 * needed shows only when Slack refuses something. Of an empty set nothing is known.
 */
export function missingScopes(given: ReadonlySet<string>): readonly string[] {
  if (given.size === 0) return [];
  return Object.keys(SCOPES).filter((scope) => !given.has(scope) && !given.has(twinOf(scope)));
}

function twinOf(scope: string): string {
  return scope.startsWith("channels:")
    ? scope.replace("channels:", "groups:")
    : scope.replace("groups:", "channels:");
}
