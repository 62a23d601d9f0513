import type { Refusal } from "../ports/failure.ts";
import type { Page, Placed, Tried } from "../ports/page-records.ts";
import type { RecordReader } from "./record-reader.ts";

/** As the scripts write it. */
interface StoredPlaced {
  readonly attempt: number;
  readonly notifier: string;
  readonly provider: string;
  readonly rank: number;
  readonly over: boolean;
  readonly failed?: Refusal;
  readonly at: number;
}

export const ACKNOWLEDGED_RANK = 4;

/** The frozen record, with what changes beside it. */
export function readPage(
  reader: RecordReader,
  hash: Readonly<Record<string, string>>,
): Page | null {
  const page = reader.read("page", hash["page"]);
  if (page === null) return null;
  return {
    ...page,
    attempt: Number(hash["attempt"]),
    state: hash["state"] as Page["state"],
    tried: JSON.parse(hash["tried"] ?? "[]") as Tried[],
    placed: readPlaced(hash),
  };
}

/** Before there were several providers a page had one thing at its provider. */
function readPlaced(hash: Readonly<Record<string, string>>): readonly Placed[] {
  const { placed, provider, attempt } = hash;
  if (placed !== undefined) return (JSON.parse(placed) as StoredPlaced[]).map(readOne);
  if (!provider) return [];
  return [
    readOne({ attempt: Number(attempt), notifier: "", provider, rank: 0, over: false, at: 0 }),
  ];
}

function readOne({ attempt, notifier, provider, rank, over, failed, at }: StoredPlaced): Placed {
  return {
    attempt,
    notifier,
    providerId: provider || null,
    over,
    failed: failed ?? null,
    acknowledged: rank >= ACKNOWLEDGED_RANK,
    at,
  };
}
