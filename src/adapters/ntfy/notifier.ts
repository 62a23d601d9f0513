import { SECOND } from "../../lib/durations.ts";
import type { ContactRecords } from "../../ports/contact-records.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { invite } from "./invite.ts";
import { messageJson } from "./message.ts";
import { probe } from "./probe.ts";
import { readReply } from "./read-reply.ts";
import { call, type NtfyServer } from "./server.ts";

const TIMEOUT_MS = 10 * SECOND;

export interface NtfyParts extends NtfyServer {
  readonly contacts: Pick<ContactRecords, "find">;
}

/** Push through an ntfy server, to a topic that each responder has for themselves. */
export function createNtfy({ contacts, ...server }: NtfyParts): Notifier {
  return {
    method: "push",
    name: "ntfy",
    timeoutMs: TIMEOUT_MS,
    ringsMs: null,
    destinationOf: async ({ handle, responder }) => {
      const contact = responder ? await contacts.find(handle, "push") : null;
      return contact?.state === "known" ? contact.value : null;
    },
    invite: () => invite(server),
    send: async (page, to, signal) =>
      readReply(
        await call(server, {
          method: "POST",
          path: "/",
          body: messageJson(page, to),
          timeoutMs: TIMEOUT_MS,
          signal,
        }),
      ),
    // What was published stays where it is: only the newest servers can take it back, and a second message would be noise.
    // Its link and its button say who has it.
    stop: (providerId) => Promise.resolve({ outcome: "sent", providerId }),
    probe: (signal) => probe(server, signal),
  };
}
