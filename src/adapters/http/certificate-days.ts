import { certificateExpiry } from "../../lib/certificate.ts";
import { DAY } from "../../lib/durations.ts";
import { guardedLookup } from "../../lib/guarded-lookup.ts";
import type { SourceAnswer } from "../../ports/source.ts";
import { reading } from "./reading.ts";
import type { VisitOptions } from "./visit.ts";

const HTTPS_PORT = 443;

/** Days until the certificate ends, with one digit; negative when it has ended. */
export async function certificateDays(
  url: URL,
  { allows, ...bounds }: Pick<VisitOptions, "allows" | "timeoutMs" | "signal">,
  now: number,
): Promise<SourceAnswer> {
  const guard = guardedLookup(allows);
  if (!guard.admits(url.hostname)) return refused();
  const expiry = await certificateExpiry({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? HTTPS_PORT : Number(url.port),
    lookup: guard.lookup,
    ...bounds,
  });
  if (guard.refused()) return refused();
  if (expiry.outcome === "read") return reading(Math.floor(((expiry.at - now) / DAY) * 10) / 10);
  return {
    outcome: "failed",
    reason:
      expiry.reason === "timeout"
        ? "no certificate in time"
        : "no certificate: no connection, or no TLS there",
  };
}

function refused(): SourceAnswer {
  return { outcome: "failed", reason: "its address is not one that may be asked" };
}
