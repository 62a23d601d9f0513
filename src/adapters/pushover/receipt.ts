import { createHash } from "node:crypto";
import { z } from "zod";
import type { Failure } from "../../ports/failure.ts";
import type { ProgressState } from "../../ports/notifier.ts";
import type { PushoverApi } from "./api.ts";
import { readReply } from "./read-reply.ts";

/** An emergency, and a print of the key of whom it went to: the key itself is stored sealed, and nowhere else. */
export interface Receipt {
  readonly id: string;
  readonly print: string;
}

const MAX_LENGTH = 100;

const receiptSchema = z.object({
  acknowledged: z.number(),
  acknowledged_by: z.string().nullish(),
  expired: z.number(),
});

export const printOf = (user: string): string =>
  createHash("sha256").update(user).digest("base64url").slice(0, 16);

export const writeReceipt = ({ id, print }: Receipt): string => `${id}.${print}`;

/** Null: it is none of ours. */
export function readReceipt(providerId: string): Receipt | null {
  const [id = "", print = "", ...more] = providerId.split(".");
  const isOne = id !== "" && print !== "" && more.length === 0 && providerId.length <= MAX_LENGTH;
  return isOne ? { id, print } : null;
}

/** How an emergency stands. Only who it went to can acknowledge it. */
export async function askReceipt(
  api: PushoverApi,
  { id, print }: Receipt,
  signal: AbortSignal,
): Promise<ProgressState | Failure> {
  const read = readReply(
    await api.get(`receipts/${encodeURIComponent(id)}`, signal),
    receiptSchema,
  );
  if (read.outcome === "failed") return read;
  const { acknowledged, acknowledged_by: by, expired } = read.body;
  if (acknowledged === 1)
    return printOf(by ?? "") === print
      ? { kind: "acknowledged", by: null }
      : { kind: "over", why: "completed" };
  return expired === 1 ? { kind: "over", why: "no-answer" } : { kind: "under-way" };
}
