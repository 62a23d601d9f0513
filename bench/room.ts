import { get, request, type IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";
import { StringDecoder } from "node:string_decoder";

/** Somebody who is there: without them every alert would leave the room at once. */
export interface Member {
  /** How many messages the stream has told so far. */
  told(): number;
  leave(): void;
}

/** Joins as a responder and listens to the room's stream. `heard` gets each message's text, and when it came. */
export async function joinRoom(
  port: number,
  heard: (text: string, at: number) => void = () => undefined,
): Promise<Member> {
  const joined = await answerOf(
    request({
      port,
      host: "127.0.0.1",
      method: "POST",
      path: "/room/join",
      headers: { "content-type": "application/json" },
    }).end(JSON.stringify({ name: "Ana", phone: true })),
  );
  const cookie = joined.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  joined.resume();
  const asking = get({ port, host: "127.0.0.1", path: "/room/stream", headers: { cookie } });
  const stream = await answerOf(asking);
  let told = 0;
  let rest = "";
  const decoder = new StringDecoder();
  stream.on("data", (chunk: Buffer) => {
    const at = performance.now();
    const events = (rest + decoder.write(chunk)).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (!event.includes("event: message")) continue;
      told += 1;
      heard(event, at);
    }
  });
  stream.on("error", () => undefined);
  asking.on("error", () => undefined);
  return { told: () => told, leave: () => asking.destroy() };
}

function answerOf(asked: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", reject);
  });
}
