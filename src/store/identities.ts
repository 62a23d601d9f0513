import type { Redis } from "ioredis";
import type { Identified, Identity, IdentityRecords } from "../ports/identity-records.ts";
import type { Person } from "../oncall/person.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { swapFields, type FieldChange } from "./swap-fields.ts";
import { withVersion } from "./with-version.ts";

const IDENTITIES = "identities";
const PEOPLE = "people";
/** Whoever loses so often in a row is not in a race, but in a fault. */
const MOST_TRIES = 20;

export function createIdentityRecords(
  redis: Redis,
  { prefix }: Keys,
  reader: RecordReader,
): IdentityRecords {
  const identities = prefix + IDENTITIES;
  const linkKey = (code: string): string => `${prefix}link:${code}`;
  const store = { redis, prefix, reader };
  return {
    find: async (id) => reader.read("identity", await redis.hget(identities, id)),
    all: async () =>
      reader
        .all("identity", await redis.hvals(identities))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    adopt: (made) => adopt(store, made),
    change: (id, into) => change(store, id, into),
    merge: (from, to, into) => merge(store, { from, to }, into),
    offerLink: async (code, handle, keepMs) => {
      await redis.set(linkKey(code), withVersion({ handle }), "PX", keepMs);
    },
    linkOf: async (code) => {
      const json = await redis.get(linkKey(code));
      return json === null ? null : (JSON.parse(json) as { readonly handle: string }).handle;
    },
    useLink: async (code) => (await redis.del(linkKey(code))) === 1,
  };
}

interface Store {
  readonly redis: Redis;
  readonly prefix: string;
  readonly reader: RecordReader;
}

/** An identity whose person is gone, as after a backup that was read beside writers, is nobody's. */
async function adopt(store: Store, made: Identified): ReturnType<IdentityRecords["adopt"]> {
  const { redis, prefix } = store;
  const { identity, person } = made;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await redis.hget(prefix + IDENTITIES, identity.id);
    const handle = handleIn(before);
    if (handle !== null && (await redis.hexists(prefix + PEOPLE, handle)) === 1) return "known";
    if ((await redis.hexists(prefix + PEOPLE, person.handle)) === 1) return "taken";
    const changes = [
      fieldOf(IDENTITIES, identity.id, before, identity),
      fieldOf(PEOPLE, person.handle, null, person),
    ];
    if (await swapFields(redis, prefix, changes)) return "made";
  }
  throw new Error("an identity could not be adopted: others keep changing it");
}

async function change(
  store: Store,
  id: string,
  into: (now: Identified) => Identified | null,
): Promise<Identified | null> {
  const { redis, prefix, reader } = store;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = await redis.hget(prefix + IDENTITIES, id);
    const identity = reader.read("identity", before);
    if (identity === null) return null;
    const personBefore = await redis.hget(prefix + PEOPLE, identity.handle);
    const person = reader.read("person", personBefore);
    if (person === null) return null;
    const after = into({ identity, person });
    if (after === null) return { identity, person };
    const changes = [
      fieldOf(IDENTITIES, id, before, after.identity),
      fieldOf(PEOPLE, identity.handle, personBefore, after.person),
    ];
    if (await swapFields(redis, prefix, changes)) return after;
  }
  throw new Error("an identity could not be changed: others keep changing it");
}

type People = { readonly from: Person; readonly to: Person };

async function merge(
  { redis, prefix, reader }: Store,
  handles: { readonly from: string; readonly to: string },
  into: (people: People) => People,
): Promise<boolean> {
  const [fromJson = null, toJson = null] = await redis.hmget(
    prefix + PEOPLE,
    handles.from,
    handles.to,
  );
  const [from, to] = [reader.read("person", fromJson), reader.read("person", toJson)];
  if (from === null || to === null) return false;
  const after = into({ from, to });
  const moved = Object.entries(await redis.hgetall(prefix + IDENTITIES)).flatMap(([id, json]) => {
    const identity = reader.read("identity", json);
    return identity?.handle === handles.from
      ? [fieldOf(IDENTITIES, id, json, { ...identity, handle: handles.to })]
      : [];
  });
  return swapFields(redis, prefix, [
    fieldOf(PEOPLE, handles.from, fromJson, after.from),
    fieldOf(PEOPLE, handles.to, toJson, after.to),
    ...moved,
  ]);
}

function fieldOf(
  key: string,
  field: string,
  before: string | null,
  after: Identity | Person,
): FieldChange {
  return { key, field, before, after: JSON.stringify(after) };
}

/** Of a newer version, too. Null when there is none to be read. */
function handleIn(json: string | null): string | null {
  try {
    const { handle } = JSON.parse(json ?? "{}") as { readonly handle?: unknown };
    return typeof handle === "string" ? handle : null;
  } catch {
    return null;
  }
}
