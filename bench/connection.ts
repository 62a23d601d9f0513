import { connect } from "node:net";

/** One kept connection, one request at a time: nothing of an HTTP client's own work is measured along. */
export interface Connection {
  /** Sends a whole request as it is; `answered` gets the status. */
  send(request: Buffer, answered: (status: number) => void): void;
  close(): void;
}

const HEAD_END = "\r\n\r\n";

export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let received = "";
  let waiting: ((status: number) => void) | null = null;
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    received += chunk;
    if (!isWhole(received)) return;
    const status = Number(received.slice(9, 12));
    const answered = waiting;
    received = "";
    waiting = null;
    answered?.(status);
  });
  return {
    send: (request, answered) => {
      waiting = answered;
      socket.write(request);
    },
    close: () => socket.destroy(),
  };
}

function isWhole(text: string): boolean {
  const end = text.indexOf(HEAD_END);
  if (end === -1) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1] ?? "0";
  return text.length >= end + HEAD_END.length + Number(length);
}
