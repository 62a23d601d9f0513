import { randomBytes } from "node:crypto";
import type { Invitation } from "../../ports/notifier.ts";
import { publicAddress, type NtfyServer } from "./server.ts";

const RANDOM_BYTES = 18;

/** A topic that nobody can guess: on a server that is open to all, its name is its password. */
export function invite(server: NtfyServer): Invitation {
  const topic = `watchroom-${randomBytes(RANDOM_BYTES).toString("base64url")}`;
  const address = publicAddress(server);
  return {
    destination: topic,
    how: [
      `Your topic is \`${topic}\` on ${address}. Keep it to yourself: whoever knows it can read your pages and answer them.`,
      "",
      `1. In the ntfy app, add a subscription with this topic, on the server ${address}.`,
      `2. Or open ${address}/${topic} on the phone.`,
    ].join("\n"),
  };
}
