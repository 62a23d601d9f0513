import { BlockList, isIPv6 } from "node:net";

/** `own`: this machine. `near`: a private network. `far`: the rest. `link-local`: where clouds hand out credentials. */
export type Distance = "own" | "near" | "far" | "link-local";

const LINK_LOCAL = blockOf("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32");
const OWN = blockOf("127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128");
const NEAR = blockOf("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

/** Of an IP address, without brackets. One that is mapped into IPv6 counts as what it is. */
export function distanceOf(address: string): Distance {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (LINK_LOCAL.check(address, family)) return "link-local";
  if (OWN.check(address, family)) return "own";
  return NEAR.check(address, family) ? "near" : "far";
}

function blockOf(...subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = "", bits] = subnet.split("/");
    list.addSubnet(address, Number(bits), isIPv6(address) ? "ipv6" : "ipv4");
  }
  return list;
}
