import { SECOND } from "../../lib/durations.ts";
import type { ContactRecords } from "../../ports/contact-records.ts";
import type { Delivery, Notifier, PageMessage } from "../../ports/notifier.ts";
import { invite } from "./invite.ts";
import { messageJson, update } from "./message.ts";
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
    stop: async (providerId, signal, page) => {
      const topic = await contacts.find(page.handle, "push");
      return topic?.state === "known"
        ? replace(server, { id: providerId, topic: topic.value, page }, signal)
        : { outcome: "sent", providerId };
    },
    probe: (signal) => probe(server, signal),
  };
}

interface Published {
  readonly id: string;
  readonly topic: string;
  readonly page: PageMessage;
}

/**
 * A server since 2.16 lets a message be published anew under the id of the former, whose place it takes on Android and in browsers.
 * The app on an iPhone shows it as a second one, without a sound. Older servers have nothing at this address, so that all stays as it was:
 * the link and the button of the message say who has it.
 */
async function replace(
  server: NtfyServer,
  { id, topic, page }: Published,
  signal: AbortSignal,
): Promise<Delivery> {
  const { headers, text } = update(page);
  const reply = await call(server, {
    method: "POST",
    path: `/${encodeURIComponent(topic)}/${encodeURIComponent(id)}`,
    headers: { ...headers, "content-type": "text/plain; charset=utf-8" },
    body: text,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  const isOlder = reply.outcome === "answered" && reply.status === 404;
  const read = isOlder ? null : readReply(reply);
  return read?.outcome === "failed" ? read : { outcome: "sent", providerId: id };
}
