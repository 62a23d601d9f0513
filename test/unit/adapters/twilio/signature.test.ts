import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSigned } from "../../../../src/adapters/twilio/signature.ts";
import { twilioSignature } from "../../../fakes/twilio-server.ts";

const URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
const TOKENS = ["12345"];

type Pairs = readonly (readonly [string, string])[];
const CALL: Pairs = [
  ["CallSid", "CA1234567890ABCDE"],
  ["Caller", "+14158675309"],
  ["Digits", "1234"],
  ["From", "+14158675309"],
  ["To", "+18005551212"],
];
const CALL_SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

const form = (pairs: Pairs): Buffer =>
  Buffer.from(
    new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString(),
  );
const accepts = (
  signature: string | undefined,
  { url = URL, body = form(CALL), tokens = TOKENS } = {},
): boolean => isSigned({ url, body, signature }, tokens);

describe("what Twilio signs", () => {
  it("is taken by the published examples", () => {
    const caller = CALL.map(([name, value]): readonly [string, string] => [
      name,
      name === "Caller" || name === "From" ? "+12349013030" : value,
    ]);

    expect(accepts(CALL_SIGNATURE)).toBe(true);
    expect(accepts("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", { body: form(caller) })).toBe(true);
  });

  it("counts a field that is repeated once for each of its values", () => {
    const body = form([
      ["Sid", "CA123"],
      ["SidAccount", "AC123"],
      ["Digits", "5678"],
      ["Digits", "1234"],
      ["Digits", "1234"],
    ]);

    expect(accepts("IK+Dwps556ElfBT0I3Rgjkr1wJU=", { body })).toBe(true);
  });

  it("may be JSON, which is signed by its hash in the address", () => {
    const json = Buffer.from('{"property": "value", "boolean": true}');
    const hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    const url = `${URL}&bodySHA256=${hash}`;
    const signature = "a9nBmqA0ju/hNViExpshrM61xv4=";

    expect(accepts(signature, { url, body: json })).toBe(true);
    expect(accepts(signature, { url, body: Buffer.from("{}") })).toBe(false);
    expect(createHash("sha256").update(json).digest("hex")).toBe(hash);
  });

  it("may be nothing but the address", () => {
    const signature = twilioSignature("12345", URL, []);

    expect(accepts(signature, { body: Buffer.alloc(0) })).toBe(true);
    expect(accepts(signature)).toBe(false);
  });

  it.each([
    ["https://watch.example/hooks/x", "https://watch.example:443/hooks/x"],
    ["https://watch.example:443/hooks/x", "https://watch.example/hooks/x"],
    ["http://watch.example/hooks/x", "http://watch.example:80/hooks/x"],
    ["https://watch.example:8443/hooks/x?a=%20b", "https://watch.example/hooks/x?a=%20b"],
  ])("is taken for %s when it was signed for %s", (url, signedUrl) => {
    expect(accepts(twilioSignature("12345", signedUrl, CALL), { url })).toBe(true);
  });

  it("is taken with either token while one is being replaced", () => {
    expect(accepts(CALL_SIGNATURE, { tokens: ["newer", "12345"] })).toBe(true);
    expect(accepts(CALL_SIGNATURE, { tokens: ["newer"] })).toBe(false);
    expect(accepts(CALL_SIGNATURE, { tokens: [] })).toBe(false);
  });

  it("takes also a field that appeared without notice, and letters of any script", () => {
    const body: Pairs = [...CALL, ["Body", "ack 17 – danke + grüße & 好"], ["NewField", ""]];

    expect(accepts(twilioSignature("12345", URL, body), { body: form(body) })).toBe(true);
  });
});

describe("what is not Twilio's", () => {
  it.each([undefined, "", "x", CALL_SIGNATURE.toLowerCase(), `${CALL_SIGNATURE} `])(
    "is refused with a signature of %j",
    (signature) => {
      expect(accepts(signature)).toBe(false);
    },
  );

  it.each([
    "https://mycompany.com/myapp.php?foo=1&bar=3",
    "https://mycompany.com/other.php?foo=1&bar=2",
    "https://another.com/myapp.php?foo=1&bar=2",
    "http://mycompany.com/myapp.php?foo=1&bar=2",
    "https://mycompany.com:8443http://elsewhere/",
  ])("is refused at %s", (url) => {
    expect(accepts(CALL_SIGNATURE, { url })).toBe(false);
  });

  it("is refused whichever field was changed, added or left out", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        const added: Pairs = [...CALL, [name, value]];
        const isSame = CALL.some(([one, other]) => one === name && other === value);

        expect(accepts(CALL_SIGNATURE, { body: form(added) })).toBe(isSame);
      }),
    );
    for (const [name] of CALL)
      expect(accepts(CALL_SIGNATURE, { body: form(CALL.filter(([one]) => one !== name)) })).toBe(
        false,
      );
  });

  it("is refused at once however many names it holds", () => {
    const names = Array.from({ length: 14_000 }, (_, at) => at.toString(36));
    const body = Buffer.from(names.join("&"));
    const before = performance.now();

    for (let times = 0; times < 10; times += 1)
      expect(accepts(CALL_SIGNATURE, { body })).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_500);
  });

  it("is refused when it is longer than anything that Twilio sends, whoever signed it", () => {
    const long = (length: number): Pairs => [["Body", "a".repeat(length)]];
    const signed = (body: Pairs): boolean =>
      accepts(twilioSignature("12345", URL, body), { body: form(body) });

    expect(signed(long(60_000))).toBe(true);
    expect(signed(long(70_000))).toBe(false);
  });
});
