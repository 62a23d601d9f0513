import { expect, it } from "vitest";
import { distanceOf } from "../../../src/lib/distance.ts";

it.each([
  ["127.0.0.1", "own"],
  ["127.8.9.10", "own"],
  ["0.0.0.0", "own"],
  ["::1", "own"],
  ["::", "own"],
  ["::ffff:127.0.0.1", "own"],
  ["10.1.2.3", "near"],
  ["172.31.255.255", "near"],
  ["192.168.0.1", "near"],
  ["100.64.0.1", "near"],
  ["fd12:3456::1", "near"],
  ["::ffff:10.0.0.1", "near"],
  ["169.254.169.254", "link-local"],
  ["::ffff:169.254.169.254", "link-local"],
  ["fe80::1", "link-local"],
  ["fd00:ec2::254", "link-local"],
  ["8.8.8.8", "far"],
  ["172.32.0.1", "far"],
  ["2001:4860:4860::8888", "far"],
])("an address says how far it is: %s is %s", (address, distance) => {
  expect(distanceOf(address)).toBe(distance);
});
