import { describe, expect, it } from "vitest";
import { tlsOptions, withoutVerifying } from "../../../src/lib/redis-tls.ts";

describe("an address of a Redis by TLS", () => {
  it("is verified unless it is marked", () => {
    expect(tlsOptions("rediss://red.example.com:6380")).toEqual({});
    expect(tlsOptions("rediss://red.example.com:6380/?family=6")).toEqual({});
  });

  it.each(["rediss://:p@red.example.com:6380", "rediss://red.example.com/0?family=6"])(
    "is taken as it is once it is marked: %s",
    (address) => {
      expect(tlsOptions(withoutVerifying(address))).toEqual({ tls: { rejectUnauthorized: false } });
    },
  );

  it("is not made of one without TLS", () => {
    expect(tlsOptions("redis://red.example.com?tls-verify=no")).toEqual({});
  });
});
