import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { socketFolder } from "./socket-folder.ts";
import { sleep } from "./timers.ts";

/** `heldBy`: the holder's process id; null when it does not answer. */
export type FolderLock = { release(): Promise<void> } | { readonly heldBy: number | null };

type Rival =
  | { readonly state: "dead" }
  | { readonly state: "trying" | "held"; readonly pid: number | null };

const NAME = /^lock-[0-9a-f]{8}\.sock$/;

/**
 * One holder per folder, on one machine. Each process listens on a socket of its own name and then looks at all others:
 * of two that try at once, at least one sees the other. A socket whose process was killed refuses connections, so a dead
 * holder never blocks, and a process id used again never looks like a holder.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = await socketFolder(folder, "lock-00000000.sock");
  for (;;) {
    const own = await listen(place);
    const verdict = await contend(place, own.name);
    if (verdict === "mine") {
      own.hold();
      return { release: () => own.close() };
    }
    await own.close();
    if (verdict !== "yield") return { heldBy: verdict.heldBy };
    await sleep(50);
  }
}

/** Of several that try at once the smallest name stays; the others step back and look again. */
async function contend(
  place: string,
  own: string,
): Promise<"mine" | "yield" | { readonly heldBy: number | null }> {
  for (;;) {
    let rivals = 0;
    for (const name of await readdir(place)) {
      if (name === own || !NAME.test(name)) continue;
      const rival = await ask(join(place, name));
      if (rival.state === "held") return { heldBy: rival.pid };
      if (rival.state === "dead") await rm(join(place, name), { force: true });
      else if (name < own) return "yield";
      else rivals += 1;
    }
    if (rivals === 0) return "mine";
    await sleep(20);
  }
}

async function listen(
  place: string,
): Promise<{ readonly name: string; hold(): void; close(): Promise<void> }> {
  const name = `lock-${randomBytes(4).toString("hex")}.sock`;
  let state = "trying";
  const server: Server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(`${state} ${process.pid}\n`, () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(join(place, name), resolve);
  });
  server.unref();
  return {
    name,
    hold: () => {
      state = "held";
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function ask(path: string): Promise<Rival> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(path);
    // Whoever listens but does not answer is stopped, not dead: it may go on at any moment.
    socket.setTimeout(1_000, () => {
      socket.destroy();
      resolve({ state: "held", pid: null });
    });
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    socket.on("end", () => {
      const [, state, pid] = /^(trying|held) (\d+)\n$/.exec(text) ?? [];
      resolve(
        state === "trying"
          ? { state, pid: Number(pid) }
          : { state: "held", pid: pid === undefined ? null : Number(pid) },
      );
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve({ state: "dead" });
      else if (error.code === "ECONNRESET" || error.code === "EPIPE")
        resolve({ state: "trying", pid: null });
      else reject(error);
    });
  });
}
