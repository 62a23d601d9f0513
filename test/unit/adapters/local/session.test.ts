import { parse } from "cookie";
import { describe, expect, it } from "vitest";
import { cookieFor, personOf } from "../../../../src/adapters/local/session.ts";
import { createSigner, type Signer } from "../../../../src/lib/sign.ts";
import type { Person } from "../../../../src/oncall/person.ts";
import type { PeopleRecords } from "../../../../src/ports/people-records.ts";
import type { WebRequest } from "../../../../src/ports/web.ts";

const FORMER = "a secret of sixteen and more";
const NEWER = "another secret that is long";
const signerOf = (...secrets: string[]): Signer => createSigner(secrets, "local room");

const called = (handle: string): Person => ({
  v: 1,
  handle,
  name: handle,
  joinedAt: 7,
  responder: true,
  zone: null,
});
const everybody = {
  find: (handle: string) => Promise.resolve(called(handle)),
} as unknown as PeopleRecords;

const pair = (person: Person, signer: Signer): string =>
  cookieFor(person, signer).split(";")[0] ?? "";
const nameOf = (signer: Signer): string => pair(called("ana"), signer).split("=")[0] ?? "";
const whose = async (signer: Signer, ...cookies: string[]): Promise<string | undefined> => {
  const request = { cookies: parse(cookies.join("; ")) } as unknown as WebRequest;
  return (await personOf(request, signer, everybody))?.handle;
};

describe("the cookie of a member", () => {
  it.each(["ana", "анна", "łukasz", "李-雷"])("knows %s again", async (handle) => {
    const signer = signerOf(FORMER);

    expect(await whose(signer, pair(called(handle), signer))).toBe(handle);
  });

  it("of somebody who turned out to be somebody else is that one's", async () => {
    const signer = signerOf(FORMER);
    const people = {
      find: (handle: string) =>
        Promise.resolve(
          handle === "ana-2"
            ? { ...called(handle), mergedInto: "ana" }
            : { ...called(handle), joinedAt: 3 },
        ),
    } as unknown as PeopleRecords;
    const cookies = parse(pair(called("ana-2"), signer));

    const found = await personOf({ cookies } as unknown as WebRequest, signer, people);

    expect(found?.handle).toBe("ana");
  });

  it("has a name that is this watchroom's alone, and the same after a restart", () => {
    expect(nameOf(signerOf(FORMER))).toMatch(/^watchroom-[\w-]{8}$/);
    expect(nameOf(signerOf(FORMER))).toBe(nameOf(signerOf(FORMER)));
    expect(nameOf(signerOf(FORMER))).not.toBe(nameOf(signerOf(NEWER)));
  });

  it("is found beside that of another watchroom on the same host", async () => {
    const [here, there] = [signerOf(FORMER), signerOf(NEWER)];
    const cookies = [pair(called("ana"), here), pair(called("bob"), there)];

    expect(await whose(here, ...cookies)).toBe("ana");
    expect(await whose(there, ...cookies)).toBe("bob");
  });

  it("stays good while its secret is being replaced, behind one of the newer secret", async () => {
    const rotating = signerOf(NEWER, FORMER);
    const former = pair(called("ana"), signerOf(FORMER));

    expect(await whose(rotating, former)).toBe("ana");
    expect(await whose(rotating, former, pair(called("bob"), rotating))).toBe("bob");
  });
});
