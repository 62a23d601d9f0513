const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i;

/** Whether a host name or address, with or without brackets, is this machine's own. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** An address that is no URL is a path on this machine. */
export function reachesLoopbackOnly(address: string): boolean {
  return !URL.canParse(address) || isLoopback(new URL(address).hostname);
}
