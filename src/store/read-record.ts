export type JsonObject = Readonly<Record<string, unknown>>;

/** Makes a record of one version into one of the next. */
export type Upgrade = (older: JsonObject) => JsonObject;

export type ReadRecord =
  | { readonly outcome: "read"; readonly record: JsonObject }
  | { readonly outcome: "newer"; readonly version: number }
  | { readonly outcome: "damaged" };

/** `upgrades[0]` makes version 1 into 2, and so on. A record without `v` is of version 1. */
export function readRecord(json: string, upgrades: readonly Upgrade[]): ReadRecord {
  const stored = parse(json);
  if (stored === null) return { outcome: "damaged" };
  const { v: version = 1 } = stored;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    return { outcome: "damaged" };
  if (version > upgrades.length + 1) return { outcome: "newer", version };
  const record = upgrades.slice(version - 1).reduce((older, upgrade) => upgrade(older), stored);
  return { outcome: "read", record };
}

function parse(json: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(json);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** For scripts: whether what is stored is of a newer version than `v`, and must not be written over. */
export const IS_NEWER = `
local function isNewer(json, v)
  if not json then return false end
  local ok, r = pcall(cjson.decode, json)
  return ok and type(r) == 'table' and type(r.v) == 'number' and r.v > v
end
`;
