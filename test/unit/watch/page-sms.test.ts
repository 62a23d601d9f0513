import * as fc from "fast-check";
import { anyText } from "../../support/any-text.ts";
import { expect, test } from "vitest";
import { pageSms } from "../../../src/watch/page-sms.ts";
import { incident } from "../../support/in-memory-watch.ts";

const LINK = `https://watch.example.com/a/v.p${"x".repeat(12)}.abcdefg.${"y".repeat(43)}`;
const builds = incident(17, { title: "Builds are queueing up", value: 8_200, threshold: 5_000 });
const ASCII = /^[ -~]*$/;

test("an SMS says number, what, value, how to answer, and where to look", () => {
  expect(pageSms([builds], LINK)).toBe(
    `Incident 17. Builds are queueing up, 8,200 of 5,000. Reply ack 17 or esc 17. ${LINK}`,
  );
});

test("where no answer arrives and no phone reaches us, it says neither how nor where", () => {
  expect(pageSms([builds], null)).toBe("Incident 17. Builds are queueing up, 8,200 of 5,000.");
});

test("an SMS about several says how to take all, or one", () => {
  expect(pageSms([builds, incident(30, { title: "Disk full" })], LINK)).toBe(
    `Incident 17. Builds are queueing up, 8,200 of 5,000. Incident 30. Disk full. Reply ack for all, ack 17 for one, or esc. ${LINK}`,
  );
});

test("a title in other letters is replaced by its alert's name, and that by a word about it", () => {
  const title = "ディスクがいっぱい";

  expect(pageSms([incident(17, { title, alert: "disk-full" })], null)).toBe(
    "Incident 17. disk-full.",
  );
  expect(pageSms([incident(17, { title, alert: title, value: 99 })], null)).toBe(
    "Incident 17 (title in other letters), 99.",
  );
  expect(
    pageSms(
      [17, 18].map((number) => incident(number, { title, alert: title })),
      null,
    ),
  ).toBe("2 incidents (title in other letters), the first is 17.");
});

test("a long title is cut until all but the link fits into one SMS", () => {
  const long = incident(17, { title: "very ".repeat(100), value: 8_200, threshold: 5_000 });

  const body = pageSms([long], LINK).replace(` ${LINK}`, "");

  expect(body.length).toBeLessThanOrEqual(160);
  expect(body).toMatch(/ve?r?y?\.\.\., 8,200 of 5,000\. Reply ack 17 or esc 17\.$/);
});

test("whatever it is about: ASCII, and three SMS at most", () => {
  const some = fc.record({
    number: fc.integer({ min: 1, max: 999_999_999 }),
    title: anyText(80),
    alert: fc.constantFrom("a", "b", "ж", "d"),
    value: fc.option(fc.double({ noNaN: true })),
    threshold: fc.option(fc.double({ noNaN: true })),
  });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 8 }), (all) => {
      const sms = pageSms(
        all.map(({ number, ...rest }) => incident(number, rest)),
        LINK,
      );
      expect(sms).toMatch(ASCII);
      expect(sms.length).toBeLessThanOrEqual(3 * 153);
      expect(sms.endsWith(` ${LINK}`)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
