import { describe, expect, it } from "vitest";
import {
  guardApi,
  guardOrigin,
  guardPages,
  type Access,
  type Caller,
} from "../../../src/http/guard.ts";

const here: Access = { isPublic: false, tokens: [], publicUrl: "http://127.0.0.1:3000" };
const outside: Access = { isPublic: true, tokens: [], publicUrl: "https://watch.example" };
const caller = (some: Partial<Caller> = {}): Caller => ({
  address: "127.0.0.1",
  method: "GET",
  headers: {},
  isSignedIn: false,
  ...some,
});
const from = (host: string, origin?: string): Caller =>
  caller({ headers: { host, ...(origin !== undefined && { origin }) } });

describe("the pages", () => {
  it("are for this machine, and elsewhere for whoever is signed in", () => {
    expect(guardPages(here, caller())).toBeNull();
    expect(guardPages(outside, caller())?.status).toBe(401);
    expect(guardPages(here, caller({ address: "10.0.0.1" }))?.status).toBe(401);
    expect(guardPages(here, caller({ headers: { "x-real-ip": "10.0.0.1" } }))?.status).toBe(401);
    expect(guardPages(outside, caller({ address: "10.0.0.1", isSignedIn: true }))).toBeNull();
  });
});

describe("the API", () => {
  it("can be read by whoever is signed in, and no more than read", () => {
    const browser = caller({ isSignedIn: true });

    expect(guardApi(outside, browser, "read")).toBeNull();
    expect(guardApi(outside, browser, "act")?.status).toBe(401);
    expect(guardApi(outside, { ...browser, method: "POST" }, "read")?.status).toBe(401);
    const wrong = { ...browser, headers: { authorization: "Bearer not-one-of-ours" } };
    expect(guardApi(outside, wrong, "read")?.status).toBe(401);
  });
});

describe("another site", () => {
  it.each([
    ["watch.example", undefined],
    ["watch.example", "https://watch.example"],
    ["127.0.0.1:3000", "https://watch.example"],
    ["localhost:3000", "http://localhost:3000"],
    ["[::1]:3000", "http://[::1]:3000"],
  ])("is not what %s with the origin %s is", (host, origin) => {
    expect(guardOrigin(outside, from(host, origin))).toBeNull();
  });

  it.each([
    ["evil.example", undefined],
    ["evil.example", "https://evil.example"],
    ["watch.example.evil.example", undefined],
    ["watch.example:444", undefined],
    ["", undefined],
    ["watch.example", "https://evil.example"],
    ["watch.example", "http://watch.example"],
    ["watch.example", "null"],
    ["watch.example", "http://localhost:3000"],
    ["localhost:3000", "http://localhost:3001"],
    ["localhost:3000", "https://localhost:3000"],
  ])("is kept out with the host %s and the origin %s", (host, origin) => {
    expect(guardOrigin(outside, from(host, origin))?.status).toBe(403);
  });
});
