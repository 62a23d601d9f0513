import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";

/** Keeps the room's page open, as a browser does; whoever has it open is there. Answers what closes it. */
export async function openPage(url: string, cookie: string): Promise<() => void> {
  const asked = get(`${url}/room/stream`, { headers: { cookie }, agent: false });
  const [stream] = (await once(asked, "response")) as [IncomingMessage];
  // When the server ends first, nothing is left to close.
  asked.on("error", () => stream.destroy());
  stream.on("error", () => stream.destroy());
  stream.resume();
  return () => stream.destroy();
}
