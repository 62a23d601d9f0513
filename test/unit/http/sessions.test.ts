import { parse } from "cookie";
import { describe, expect, it } from "vitest";
import { createSessions, type Sessions } from "../../../src/http/sessions.ts";
import { HOUR } from "../../../src/lib/durations.ts";
import { createSigner } from "../../../src/lib/sign.ts";
import type { Person } from "../../../src/oncall/person.ts";
import { person } from "../../support/in-memory-watch.ts";

const FORMER = "a secret of sixteen and more";
const NEWER = "another secret that is long";

interface Given {
  readonly secrets?: readonly string[];
  readonly secure?: boolean;
  readonly now?: number;
  readonly known?: Person;
}

function sessions({ secrets = [FORMER], secure = true, now = 0, known }: Given = {}): Sessions {
  const find = (handle: string): Promise<Person> => Promise.resolve(known ?? person(handle));
  const signer = createSigner(secrets, "sign-in");
  return createSessions({ signer, people: { find }, secure, now: () => now });
}

const cookies = (header: string): Record<string, string | undefined> =>
  parse(header.split(";")[0] ?? "");
const whose = async (by: Sessions, header: string): Promise<string | null> =>
  (await by.personOf(cookies(header)))?.handle ?? null;

describe("the cookie of a sign-in", () => {
  it.each(["ana", "анна", "ana-maría"])("knows %s again for twelve hours", async (handle) => {
    const header = sessions().cookieFor(person(handle));

    expect(await whose(sessions(), header)).toBe(handle);
    expect(await whose(sessions({ now: 12 * HOUR - 1 }), header)).toBe(handle);
    expect(await whose(sessions({ now: 12 * HOUR }), header)).toBeNull();
  });

  it("of somebody who turned out to be somebody else is that one's", async () => {
    const gone = person("ana-2", { mergedInto: "ana", responder: false });
    const ana = person("ana", { joinedAt: 3 });
    const by = createSessions({
      signer: createSigner([FORMER], "sign-in"),
      people: { find: async (handle) => (handle === "ana" ? ana : gone) },
      secure: true,
      now: () => 0,
    });

    expect(await whose(by, by.cookieFor(gone))).toBe("ana");
  });

  it("stays with its browser, on https alone where that is the address", () => {
    const attributes = (secure: boolean): string =>
      sessions({ secure }).cookieFor(person("ana")).split("; ").slice(1).join("; ");

    expect(attributes(true)).toBe("Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure");
    expect(attributes(false)).not.toContain("Secure");
  });

  it("is worth nothing when any part of it was changed", async () => {
    const header = sessions().cookieFor(person("ana"));
    const forged = [
      header.replace("=ana.", "=bob."),
      header.replace(/\.(\d+)\.(\d+)\./, ".$1.9$2."),
      header.replace(/\.\d+\.(\d+)\./, ".7.$1."),
      header.replace(/\.[^.;]+;/, ".;"),
    ];

    expect(await Promise.all(forged.map((each) => whose(sessions(), each)))).toEqual(
      forged.map(() => null),
    );
  });

  it("is not that of a later person of the same name", async () => {
    const header = sessions().cookieFor(person("ana", { joinedAt: 1 }));

    expect(await whose(sessions({ known: person("ana", { joinedAt: 2 }) }), header)).toBeNull();
  });

  it("is known while its secret is being replaced, and not after", async () => {
    const header = sessions().cookieFor(person("ana"));

    expect(await whose(sessions({ secrets: [NEWER, FORMER] }), header)).toBe("ana");
    expect(await whose(sessions({ secrets: [NEWER] }), header)).toBeNull();
  });

  it("is over when the clock went back to long before it was made", async () => {
    const header = sessions({ now: 100 * HOUR }).cookieFor(person("ana"));

    expect(await whose(sessions(), header)).toBeNull();
  });
});
