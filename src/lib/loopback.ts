const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i;

/** Whether a host name or address, with or without brackets, is this machine's own. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** An address that is no URL is a path on this machine; so is a host that begins with a slash, or none, as databases write it. */
export function reachesLoopbackOnly(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { hostname } = new URL(address);
  return isLoopback(hostname) || hostname === "" || /^%2f/i.test(hostname);
}
