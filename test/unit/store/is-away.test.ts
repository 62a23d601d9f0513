import { describe, expect, test } from "vitest";
import { isStoreAway, STORE_FULL } from "../../../src/store/is-away.ts";

describe("the store says 'not now' when", () => {
  test.each([
    "Connection is closed.",
    "Command aborted due to connection close",
    "Stream isn't writeable and enableOfflineQueue options is false",
    "Command timed out",
    "connect ECONNREFUSED 127.0.0.1:6379",
    "connect ENOENT /tmp/r.sock",
    "write EPIPE",
    "LOADING Redis is loading the dataset in memory",
    "OOM command not allowed when used memory > 'maxmemory'.",
    "MISCONF Redis is configured to save RDB snapshots",
    "READONLY You can't write against a read only replica.",
    STORE_FULL,
  ])("%s", (message) => {
    expect(isStoreAway(new Error(message))).toBe(true);
  });

  test("it gave up by itself", () => {
    const gaveUp = Object.assign(new Error("x"), { name: "MaxRetriesPerRequestError" });

    expect(isStoreAway(gaveUp)).toBe(true);
  });
});

describe("what it was given is bad when", () => {
  test.each([
    "WRONGTYPE Operation against a key holding the wrong kind of value",
    "ERR user_script:5: attempt to compare nil with number",
    "incident 17 was written by a newer watchroom (version 2): upgrade this one",
  ])("%s", (message) => {
    expect(isStoreAway(new Error(message))).toBe(false);
  });

  test("it is no error at all", () => {
    expect(isStoreAway("Connection is closed.")).toBe(false);
  });
});
