import { isIP, type LookupFunction } from "node:net";
import { connect, type TLSSocket } from "node:tls";

export interface TlsPeer {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly lookup?: LookupFunction;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type Expiry =
  /** An instant. */
  | { readonly outcome: "read"; readonly at: number }
  | { readonly outcome: "failed"; readonly reason: "unreachable" | "timeout" };

/**
 * When the certificate of a server ends. Any certificate counts, trusted or not, for nothing is said to the server.
 * Never throws.
 */
export function certificateExpiry(peer: TlsPeer): Promise<Expiry> {
  return new Promise((resolve) => {
    const socket = connect({
      host: peer.host,
      port: peer.port,
      rejectUnauthorized: false,
      ...(isIP(peer.host) === 0 && { servername: peer.host }),
      ...(peer.lookup && { lookup: peer.lookup }),
    });
    const end = (expiry: Expiry): void => {
      clearTimeout(timer);
      peer.signal.removeEventListener("abort", onTimeout);
      socket.destroy();
      resolve(expiry);
    };
    const onTimeout = (): void => end({ outcome: "failed", reason: "timeout" });
    const timer = setTimeout(onTimeout, peer.timeoutMs);
    peer.signal.addEventListener("abort", onTimeout);
    socket.on("error", () => end({ outcome: "failed", reason: "unreachable" }));
    socket.once("close", () => end({ outcome: "failed", reason: "unreachable" }));
    socket.once("secureConnect", () => end(expiryOf(socket)));
    if (peer.signal.aborted) onTimeout();
  });
}

function expiryOf(socket: TLSSocket): Expiry {
  const at = Date.parse(socket.getPeerX509Certificate()?.validTo ?? "");
  return Number.isNaN(at) ? { outcome: "failed", reason: "unreachable" } : { outcome: "read", at };
}
