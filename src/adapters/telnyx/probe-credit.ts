import { z } from "zod";
import { look, type Bad } from "./look.ts";
import type { TelnyxParts } from "./parts.ts";

const amount = z.string().nullish().catch(null);
const schema = z.object({
  data: z.object({
    available_credit: amount,
    balance: amount,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .catch(""),
  }),
});

export interface Credit {
  /** "300.00 USD left"; null: the key may not ask. */
  readonly left: string | null;
}

/** Whether Telnyx knows our key, and what is left to be spent. */
export async function probeCredit(parts: TelnyxParts, signal: AbortSignal): Promise<Bad | Credit> {
  const found = await look(parts, "/balance", schema, signal);
  switch (found.kind) {
    case "bad":
      return found.probe;
    case "missing":
      return {
        ok: false,
        said: "no Telnyx answers at TELNYX_API_URL",
        mend: "Remove TELNYX_API_URL: without it, Telnyx is asked at its own address.",
      };
    case "hidden":
      return { left: null };
    case "found": {
      const { available_credit: credit, balance, currency } = found.it.data;
      const left = Number(credit ?? balance ?? Number.NaN);
      if (Number.isNaN(left)) return { left: null };
      return left > 0
        ? { left: `${left.toFixed(2)} ${currency} left` }
        : {
            ok: false,
            said: "Telnyx has no credit left",
            mend: "Add some in portal.telnyx.com, under Billing.",
          };
    }
  }
}
