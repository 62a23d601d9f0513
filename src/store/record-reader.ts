import type { Notice, Notices } from "../ports/notices.ts";
import { readRecord, type ReadRecord } from "./read-record.ts";
import { UPGRADES, versionOf, type RecordKind, type StoredRecords } from "./record-kinds.ts";

/** Reads what is stored, whatever version of watchroom wrote it. */
export interface RecordReader {
  /** Null: not there, of a newer version, or damaged. The last two stay as they are, and are said. */
  read<K extends RecordKind>(kind: K, json: string | null | undefined): StoredRecords[K] | null;
  /** Those that can be read, in their order. */
  all<K extends RecordKind>(kind: K, jsons: readonly string[]): StoredRecords[K][];
}

export function createRecordReader(notices: Pick<Notices, "say">): RecordReader {
  const read: RecordReader["read"] = <K extends RecordKind>(
    kind: K,
    json: string | null | undefined,
  ) => {
    if (json == null) return null;
    const found = readRecord(json, UPGRADES[kind]);
    if (found.outcome === "read") return found.record as unknown as StoredRecords[K];
    notices.say(`${found.outcome}:${kind}`, complaint(kind, found));
    return null;
  };
  return {
    read,
    all: (kind, jsons) =>
      jsons.flatMap((json) => {
        const record = read(kind, json);
        return record === null ? [] : [record];
      }),
  };
}

export function complaint(
  kind: RecordKind,
  found: Exclude<ReadRecord, { readonly outcome: "read" }>,
): Notice {
  const what = `A stored record (${kind.replaceAll("-", " ")})`;
  return found.outcome === "newer"
    ? {
        what: `${what} was written by a newer watchroom: version ${found.version}, and this one reads up to ${versionOf(kind)}. It stays as it is and is left out.`,
        mend: "Upgrade this watchroom.",
      }
    : {
        what: `${what} is damaged. It stays as it is and is left out.`,
        mend: "Restore a backup if it is missed.",
      };
}
