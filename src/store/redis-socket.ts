import { connect } from "node:net";

/** `absent`: nobody listens there. `silent`: somebody may, but says nothing now. */
export type Pulse = "ready" | "loading" | "absent" | "silent";

/** Who is at this socket. Real milliseconds. */
export async function feelPulse(socket: string, timeoutMs: number): Promise<Pulse> {
  try {
    // Any other error is said by a server that lives, for instance one whose disk is full.
    return (await ask(socket, "PING", timeoutMs)).startsWith("-LOADING") ? "loading" : "ready";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ECONNREFUSED" ? "absent" : "silent";
  }
}

/** How many are connected to this socket, whoever asks not counted; null when it does not say. */
export async function countClients(socket: string, timeoutMs: number): Promise<number | null> {
  try {
    const found = /^connected_clients:(\d+)/m.exec(await ask(socket, "INFO clients", timeoutMs));
    return found === null ? null : Number(found[1]) - 1;
  } catch {
    // Whoever does not answer says nothing of those who are connected either.
    return null;
  }
}

/** The first line of the answer over a connection of its own. Rejects when there is none. */
function ask(socket: string, command: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const wire = connect(socket, () => wire.write(`${command}\r\n`));
    wire.setEncoding("utf8").setTimeout(timeoutMs);
    wire.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\r\n")) wire.destroy();
    });
    wire.on("timeout", () => wire.destroy(new Error("no answer in time")));
    wire.on("error", reject);
    wire.on("close", () => {
      if (text.includes("\r\n")) resolve(text);
      else reject(new Error("no answer"));
    });
  });
}
