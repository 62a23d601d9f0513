import type { z } from "zod";
import { SECOND } from "../../lib/durations.ts";
import type { Failure, Refusal } from "../../ports/failure.ts";
import type { Probe } from "../../ports/probe.ts";
import { ask } from "./account.ts";
import type { TelnyxParts } from "./parts.ts";
import { readAsked } from "./read-reply.ts";

const TIMEOUT_MS = 5 * SECOND;

export type Bad = Extract<Probe, { readonly ok: false }>;

export type Found<T> =
  | { readonly kind: "found"; readonly it: T }
  | { readonly kind: "missing" }
  /** The key may not ask for this; nothing says that it may not send. */
  | { readonly kind: "hidden" }
  | { readonly kind: "bad"; readonly probe: Bad };

/** Asks Telnyx for something of the account; changes nothing. */
export async function look<T>(
  { config, clock }: Pick<TelnyxParts, "config" | "clock">,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<Found<T>> {
  const reply = await ask(config, { path, timeoutMs: TIMEOUT_MS, signal });
  const { came } = readAsked(reply, schema, clock.real());
  if (!isFailure(came)) return { kind: "found", it: came };
  const status = reply.outcome === "answered" ? reply.status : null;
  if (status === 404) return { kind: "missing" };
  const probe = troubleOf(came.reason, status);
  return probe === null ? { kind: "hidden" } : { kind: "bad", probe };
}

function troubleOf(reason: Refusal, status: number | null): Bad | null {
  if (status === null && reason !== "server-error")
    return bad(
      "Telnyx cannot be reached",
      "Look whether this machine reaches the internet, and TELNYX_API_URL, if it is set, is right.",
    );
  if (reason === "server-error" || (status !== null && status < 400))
    return bad(
      "Telnyx does not answer as it should",
      "Look at status.telnyx.com, and whether TELNYX_API_URL, if it is set, is right.",
    );
  if (reason === "unpaid")
    return bad(
      "Telnyx has blocked the account or wants it verified",
      "Open portal.telnyx.com: it says what is missing.",
    );
  return status === 401
    ? bad("Telnyx refuses our key", "Set TELNYX_API_KEY to an API key that is active.")
    : null;
}

function bad(said: string, mend: string): Bad {
  return { ok: false, said, mend };
}

function isFailure(came: unknown): came is Failure {
  return typeof came === "object" && came !== null && "outcome" in came;
}
