import * as fc from "fast-check";

/** Whatever may come from outside: every letter there is, halves of letters, controls, and plain words between. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const letter = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xff_ff }),
    fc.integer({ min: 0x1_f3_00, max: 0x1_fa_ff }),
  );
  return fc.array(letter, { maxLength }).map((codes) => String.fromCodePoint(...codes));
}
