import { generateKeyPairSync, sign } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSigned, readPublicKey } from "../../../../src/adapters/telnyx/signature.ts";
import { NOON } from "../../../support/manual-clock.ts";

/** The first key of RFC 8032, and what it signs. */
const PUBLISHED = {
  key: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
  timestamp: "1780315200",
  body: "CallSid=v3%3AabC&CallStatus=ringing",
  signature:
    "dXN8SBwPFQQpN4+NM++J+5fr5MBPcd0jzHaLkyYRxwp+3RyVYETu5J3cjwsngmvfVL189pwiFoeKO9aPa+sZCw==",
};
const MINUTES = 60_000;

const check = (changes: Partial<typeof PUBLISHED> = {}, now = NOON): boolean => {
  const { key, body, ...rest } = { ...PUBLISHED, ...changes };
  return isSigned({ ...rest, body: Buffer.from(body) }, readPublicKey(key), now);
};

describe("a callback's signature", () => {
  it("is Ed25519 over the time, a bar and the body, by the key that the portal shows", () => {
    expect(check()).toBe(true);
    expect(check({ body: `${PUBLISHED.body} ` })).toBe(false);
    expect(check({ timestamp: "1780315201" })).toBe(false);
    expect(check({ key: "eu2zvPjhY6odxV34Z/EsRiERvTodkev4Fq0SlK90Izg=" })).toBe(false);
  });

  it.each([
    ["of now", 0, true],
    ["five minutes old", 5 * MINUTES, true],
    ["a moment older than that", 5 * MINUTES + 1, false],
    ["five minutes ahead", -5 * MINUTES, true],
    ["a moment further ahead", -5 * MINUTES - 1, false],
    ["of yesterday", 24 * 60 * MINUTES, false],
  ])("%s is judged by its time too", (_what, age, isGood) => {
    expect(check({}, NOON + age)).toBe(isGood);
  });

  it.each([
    ["no signature", { signature: undefined }],
    ["an empty signature", { signature: "" }],
    ["half a signature", { signature: PUBLISHED.signature.slice(0, 44) }],
    ["a signature that is no base64", { signature: "ÄÖÜ".repeat(30) }],
    ["two signatures", { signature: `${PUBLISHED.signature}, ${PUBLISHED.signature}` }],
    ["no time", { timestamp: undefined }],
    ["two times", { timestamp: "1780315200, 1780315200" }],
  ])("with %s is none", (_what, changes) => {
    const headers = { timestamp: PUBLISHED.timestamp, signature: PUBLISHED.signature, ...changes };
    const signed = { ...headers, body: Buffer.from(PUBLISHED.body) };

    expect(isSigned(signed, readPublicKey(PUBLISHED.key), NOON)).toBe(false);
  });

  it.each(["1780315200.5", "-1780315200", "1e9", "NaN", "0x6a1d7600", ""])(
    "whose time is %j is refused, although it is signed",
    (timestamp) => {
      const { publicKey, privateKey } = generateKeyPairSync("ed25519");
      const body = Buffer.from("CallStatus=ringing");
      const signature = sign(
        null,
        Buffer.concat([Buffer.from(`${timestamp}|`), body]),
        privateKey,
      ).toString("base64");

      expect(isSigned({ body, timestamp, signature }, publicKey, NOON)).toBe(false);
    },
  );

  it("fits exactly one body, whatever bytes it has", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const { x = "" } = publicKey.export({ format: "jwk" });
    const key = readPublicKey(Buffer.from(x, "base64url").toString("base64"));
    const timestamp = String(NOON / 1_000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0 }), (bytes, at) => {
        const body = Buffer.from(bytes);
        const signature = sign(
          null,
          Buffer.concat([Buffer.from(`${timestamp}|`), body]),
          privateKey,
        ).toString("base64");
        const changed = Buffer.concat([body, Buffer.from("\n")]);
        changed[at % changed.length]! ^= 1;

        expect(isSigned({ body, timestamp, signature }, key, NOON)).toBe(true);
        expect(isSigned({ body: changed, timestamp, signature }, key, NOON)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
