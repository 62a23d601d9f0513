import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRecord } from "../../../src/store/read-record.ts";
import { RECORD_KINDS, UPGRADES, versionOf } from "../../../src/store/record-kinds.ts";
import { recordReader } from "../../support/reader.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures/records");

describe("a stored record", () => {
  it("of an older version goes through every step up to the newest", () => {
    const upgrades = [
      ({ name }: Readonly<Record<string, unknown>>) => ({ v: 2, names: [name] }),
      ({ names }: Readonly<Record<string, unknown>>) => ({ v: 3, all: names }),
    ];

    for (const older of ['{"name":"a"}', '{"v":1,"name":"a"}', '{"v":2,"names":["a"]}'])
      expect(readRecord(older, upgrades)).toEqual({
        outcome: "read",
        record: { v: 3, all: ["a"] },
      });
  });

  it("of a newer version is told from a damaged one", () => {
    expect(readRecord('{"v":2}', [])).toEqual({ outcome: "newer", version: 2 });
    for (const damaged of ["", "{", "null", "7", "[]", '{"v":"1"}', '{"v":0}', '{"v":1.5}'])
      expect(readRecord(damaged, [])).toEqual({ outcome: "damaged" });
  });

  it("that cannot be read is left out of a list, and said with its kind", () => {
    const reader = recordReader();

    expect(reader.all("reaction", ['{"emoji":"a"}', '{"v":9}', "{"])).toEqual([{ emoji: "a" }]);
    expect([...reader.said]).toEqual([
      ["newer:reaction", expect.stringContaining("(reaction) was written by a newer watchroom")],
      ["damaged:reaction", expect.stringContaining("(reaction) is damaged")],
    ]);
  });
});

describe("the fixtures", () => {
  it.each(RECORD_KINDS)("hold a %s of every version, and it can be read", (kind) => {
    for (let version = 1; version <= versionOf(kind); version += 1) {
      const file = join(FIXTURES, `${kind}-v${version}.json`);

      expect(existsSync(file), `a fixture ${file}`).toBe(true);
      expect(readRecord(readFileSync(file, "utf8"), UPGRADES[kind])).toMatchObject({
        outcome: "read",
        record: { v: versionOf(kind) },
      });
    }
  });

  it("are of versions that there are", () => {
    const known = RECORD_KINDS.flatMap((kind) =>
      Array.from({ length: versionOf(kind) }, (_, index) => `${kind}-v${index + 1}.json`),
    );

    expect(readdirSync(FIXTURES).toSorted()).toEqual(known.toSorted());
  });
});
