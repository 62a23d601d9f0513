import { describe, expect, it } from "vitest";
import { readPhoneNumber, shownPhoneNumber } from "../../../src/oncall/phone-number.ts";

describe("a phone number", () => {
  it.each([
    ["+64 21 555 0100", "+64215550100"],
    ["+1 (415) 555-0100", "+14155550100"],
    ["+49.30.5550.100", "+49305550100"],
    ["+44\u00A020\u201312345678", "+442012345678"],
    ["+12345678", "+12345678"],
    ["+123456789012345", "+123456789012345"],
  ])("%j is dialled as %s", (text, number) => {
    expect(readPhoneNumber(text)).toBe(number);
  });

  it.each([
    "",
    "021 555 0100",
    "0064 21 555 0100",
    "+64 (0)21 555 0100",
    "+0123456789",
    "+1234567",
    "+1234567890123456",
    "+64 21 555 0100 ext 5",
    "+64 21 CALL ANA",
    "++6421555010",
    "+64215550100;drop",
    "+٦٤٢١٥٥٥٠١٠٠",
  ])("is not %j", (text) => {
    expect(readPhoneNumber(text)).toBeNull();
  });

  it("is shown by its ends only", () => {
    expect(shownPhoneNumber("+64215550189")).toBe("+64…89");
  });
});
