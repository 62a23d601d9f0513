import { MINUTE } from "../../lib/durations.ts";
import { parseForm } from "../../lib/form.ts";
import type { Log } from "../../lib/log.ts";
import { createSeldom } from "../../lib/seldom.ts";
import { deadline } from "../../lib/timers.ts";
import type { Callbacks } from "../../ports/callbacks.ts";
import type { Route, WebReply, WebRequest } from "../../ports/web.ts";
import { TIMEOUT_MS, type PushoverApi } from "./api.ts";
import { askReceipt, readReceipt, writeReceipt } from "./receipt.ts";

const PATH = "/hooks/pushover";
const TAKEN: WebReply = { status: 200, body: null };

export function callbackAddress(callbackUrl: string, token: string, print: string): string {
  return `${callbackUrl}${PATH}/${token}?print=${print}`;
}

/** Pushover does not sign what it tells: a callback is a reason to ask it, and nothing more. */
export function callbackRoute(api: PushoverApi, callbacks: Callbacks, log: Log): Route {
  const isWorthALine = createSeldom(MINUTE);
  return {
    method: "POST",
    path: `${PATH}/:token`,
    raw: true,
    handle: async ({ params, query, rawBody }: WebRequest) => {
      const token = params["token"] ?? "";
      const { receipt: id = "" } = parseForm(rawBody);
      const receipt = readReceipt(writeReceipt({ id, print: query["print"] ?? "" }));
      const told = { providerId: receipt && writeReceipt(receipt), sequence: null };
      // Asked first, so that a stranger cannot make us ask Pushover again and again.
      if (
        !receipt ||
        !(await callbacks.reported(token, { ...told, state: { kind: "under-way" } }))
      ) {
        if (isWorthALine("refused")) log.warn({ notifier: "pushover" }, "a callback was refused");
        return { status: 403, body: { error: "This was not asked for." } };
      }
      const state = await askReceipt(api, receipt, deadline(TIMEOUT_MS));
      if ("outcome" in state) {
        const { reason } = state;
        log.warn({ notifier: "pushover", reason }, "a receipt could not be confirmed");
        return { status: 503, body: { error: "Pushover could not be asked." } };
      }
      await callbacks.reported(token, { ...told, state });
      return TAKEN;
    },
  };
}
