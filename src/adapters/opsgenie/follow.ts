import { z } from "zod";
import type { Failure } from "../../ports/failure.ts";
import type { ProgressState } from "../../ports/notifier.ts";
import { US } from "./alert.ts";
import type { OpsgenieApi } from "./api.ts";
import { readReply } from "./read-reply.ts";

/** What was sent: its alias, and the request that Opsgenie carries out when it likes. */
export interface Sent {
  readonly alias: string;
  readonly requestId: string;
}

const UNDER_WAY: ProgressState = { kind: "under-way" };
const NOT_CREATED: ProgressState = {
  kind: "failed",
  failure: { outcome: "failed", reason: "rejected", permanent: true },
};
const UNKNOWN: Failure = { outcome: "failed", reason: "rejected", permanent: true };

const requestSchema = z.object({ data: z.object({ isSuccess: z.boolean() }) });
const alertSchema = z.object({
  data: z.object({
    acknowledged: z.boolean(),
    owner: z.string().nullish(),
    report: z.object({ acknowledgedBy: z.string().nullish() }).nullish(),
  }),
});

export const writeSent = ({ alias, requestId }: Sent): string => `${alias}|${requestId}`;

/** Null: it is none of ours. */
export function readSent(providerId: string): Sent | null {
  const [alias = "", requestId = "", ...more] = providerId.split("|");
  return alias === "" || requestId === "" || more.length > 0 ? null : { alias, requestId };
}

/** Whether an alert has come of it, and where nothing comes back by itself, whether somebody has taken it. */
export async function follow(
  api: OpsgenieApi,
  sent: Sent | null,
  comesBack: boolean,
  signal: AbortSignal,
): Promise<ProgressState | Failure> {
  if (sent === null) return UNKNOWN;
  const path = `/requests/${encodeURIComponent(sent.requestId)}`;
  const request = readReply(await api.get(path, signal), 200, requestSchema);
  if (request.outcome === "failed")
    // Opsgenie does not know what it has not carried out yet.
    return request.reason === "bad-destination" ? UNDER_WAY : request;
  if (!request.body.data.isSuccess) return NOT_CREATED;
  return comesBack ? UNDER_WAY : askAlert(api, sent.alias, signal);
}

async function askAlert(
  api: OpsgenieApi,
  alias: string,
  signal: AbortSignal,
): Promise<ProgressState | Failure> {
  const path = `/${encodeURIComponent(alias)}?identifierType=alias`;
  const read = readReply(await api.get(path, signal), 200, alertSchema);
  if (read.outcome === "failed") return read;
  const { acknowledged, owner, report } = read.body.data;
  const by = report?.acknowledgedBy || owner || null;
  return acknowledged && by !== US.user ? { kind: "acknowledged", by } : UNDER_WAY;
}
