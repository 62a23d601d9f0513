import { expect, test } from "vitest";
import { pageText, pageTitle } from "../../../src/watch/page-text.ts";
import { incident } from "../../support/in-memory-watch.ts";

test("a page says what it is about, in plain words", () => {
  const one = incident(17, { title: "Builds are queueing up", value: 8_200, threshold: 5_000 });

  expect(pageText([one])).toBe("Incident 17. Builds are queueing up, 8,200 of 5,000.");
  expect(pageText([incident(3, { title: "Disk full" })])).toBe("Incident 3. Disk full.");
});

test("a page of many says three, and how many more", () => {
  const many = [1, 2, 3, 4, 5].map((number) => incident(number, { title: "Trouble" }));

  expect(pageText(many)).toBe(
    "Incident 1. Trouble. Incident 2. Trouble. Incident 3. Trouble. And 2 more.",
  );
});

test("a storm in one alert hides no other, and each is said once", () => {
  const storm = Array.from({ length: 12 }, (_, index) =>
    incident(28 - index, { alert: "builds", title: "Builds are queueing up" }),
  );
  const disk = incident(30, { alert: "disk", title: "Disk full" });

  expect(pageText([...storm, disk])).toBe(
    "12 incidents of Builds are queueing up, the first is 17. Incident 30. Disk full.",
  );
});

test("a title from outside is cut with a mark, and kept on one line", () => {
  const hostile = incident(1, { title: `a\r\nb\u0000\tc ${"x".repeat(10_000)}` });

  const text = pageText([hostile]);

  expect(text).toMatch(/^Incident 1\. a b c x+…\.$/);
  expect(text.length).toBeLessThan(150);
});

test("a title is never cut inside a character", () => {
  const text = pageText([incident(1, { title: "\u{1F525}".repeat(200) })]);

  expect(text).not.toMatch(/\p{Surrogate}/u);
});

test("a notification is headed by what it is about, or by how much it is", () => {
  const one = incident(17, { title: "Builds are\nqueueing up" });

  expect(pageTitle([one])).toBe("Builds are queueing up");
  expect(pageTitle([one, incident(16)])).toBe("2 incidents");
});

test.each([
  ["Disk is full.", "Incident 17. Disk is full, 97 of 90.", "Disk is full."],
  ["Help!", "Incident 17. Help, 97 of 90.", "Help!"],
  [" \u0007 ", "Incident 17. alert-17, 97 of 90.", "alert-17"],
])("a title reads well in our sentence: %j", (title, text, head) => {
  const one = incident(17, { title, value: 97, threshold: 90 });

  expect(pageText([one])).toBe(text);
  expect(pageTitle([one])).toBe(head);
  expect(pageText([{ ...one, alert: "", title: "" }])).toBe("Incident 17, 97 of 90.");
});
