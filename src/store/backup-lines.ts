import { isUtf8 } from "node:buffer";
import { RECORD_KINDS, versionOf } from "./record-kinds.ts";

export const BACKUP_VERSION = 1;

export interface BackupHeader {
  readonly watchroom: "backup";
  readonly v: number;
  readonly prefix: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly redis: string;
  /** Of each kind, the version that was the newest. */
  readonly records: Readonly<Record<string, number>>;
  /** How many there were when it began. */
  readonly keys: number;
}

export type KeyType = "string" | "hash" | "list" | "set" | "zset" | "stream";

/** Part of one key, without the prefix. A large one has several. */
export interface BackupLine {
  readonly k: string;
  readonly t: KeyType;
  /** A string alone; field and value, or member and score, in turn; members; for a stream [id, field, value, ...]. */
  readonly d: readonly (Text | readonly Text[])[];
  /** When it goes by itself, real milliseconds. */
  readonly x?: number;
  /** The newest id that a stream ever had. */
  readonly last?: string;
}

/** Text as it is; bytes that are no text, as base64. */
export type Text = string | { readonly b: string };

export function textOf(bytes: Buffer): Text {
  return isUtf8(bytes) ? bytes.toString("utf8") : { b: bytes.toString("base64") };
}

export function bytesOf(text: Text): string | Buffer {
  return typeof text === "string" ? text : Buffer.from(text.b, "base64");
}

export function recordVersions(): Readonly<Record<string, number>> {
  return Object.fromEntries(RECORD_KINDS.map((kind) => [kind, versionOf(kind)]));
}

/** Null: no backup, or one that this version cannot read, with the reason for humans. */
export function readHeader(line: string | undefined): BackupHeader | { readonly fault: string } {
  const header = parse(line ?? "");
  if (header?.watchroom !== "backup") return { fault: "it is no backup of watchroom" };
  const versions = recordVersions();
  const newer = Object.entries(header.records).find(([kind, v]) => v > (versions[kind] ?? 0));
  if (header.v > BACKUP_VERSION || newer !== undefined)
    return {
      fault: `it was made by a newer watchroom${newer === undefined ? "" : ` (${newer[0]}, version ${newer[1]})`}. Upgrade this one first`,
    };
  return header;
}

function parse(line: string): BackupHeader | null {
  try {
    return JSON.parse(line) as BackupHeader | null;
  } catch {
    return null;
  }
}
