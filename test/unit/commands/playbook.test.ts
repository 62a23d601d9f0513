import { beforeEach, describe, expect, it, vi } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import type { Section } from "../../../src/playbooks/book.ts";
import { EMPTY_BOOK, person, world } from "../../support/in-memory-watch.ts";

const search = vi.hoisted(() => ({ finds: { kind: "none" } as unknown, asked: [] as string[] }));
vi.mock("../../../src/playbooks/find-section.ts", () => ({
  findSection: (_: unknown, query: string) => {
    search.asked.push(query);
    return search.finds;
  },
}));

const ana = person("ana");
const section = (some: Partial<Section> = {}): Section => ({
  file: "builds.md",
  anchor: "builds-are-queueing-up",
  heading: "Builds are queueing up",
  depth: 2,
  line: 1,
  body: "1. Look at `rabbitmqctl`\n2. Breathe\n",
  alerts: ["builds"],
  ...some,
});
const say = (text: string) => {
  const it = world(ana);
  it.book = { ...EMPTY_BOOK, sections: [section()] };
  return hear(it.watch, { person: ana, text, addressed: false, room: "local" });
};

beforeEach(() => {
  Object.assign(search, { finds: { kind: "none" }, asked: [] });
});

describe("playbook", () => {
  it("shows the section with its heading and a link to it", async () => {
    search.finds = { kind: "found", section: section() };

    expect(await say("playbook Build queue")).toEqual({
      text: "### Builds are queueing up\n\n[builds.md#builds-are-queueing-up](<http://watch.test/playbooks/builds.md#builds-are-queueing-up>)\n\n1. Look at `rabbitmqctl`\n2. Breathe",
      toAll: true,
      subject: null,
      base: "http://watch.test/playbooks/builds.md#builds-are-queueing-up",
    });
    expect(search.asked).toEqual(["Build queue"]);
  });

  it("is also a slash command", async () => {
    search.finds = { kind: "found", section: section() };

    expect((await say("/playbook builds, please"))?.text).toContain("Breathe");
    expect(search.asked).toEqual(["builds, please"]);
  });

  it("cuts a very long section at the end of a line", async () => {
    search.finds = {
      kind: "found",
      section: section({ body: `${"a line of steps\n".repeat(2_000)}the end` }),
    };

    const text = (await say("playbook builds"))?.text ?? "";

    expect(text).toMatch(/a line of steps\n…$/);
    expect(text.length).toBeLessThan(21_000);
  });

  it("keeps a link whole whatever the file is called", async () => {
    search.finds = {
      kind: "found",
      section: section({ file: "a b/(c)>.md", anchor: "größe", heading: "[x](y)" }),
    };

    expect((await say("playbook builds"))?.text).toContain(
      "### \\[x\\](y)\n\n[a b/(c)\\>.md#größe](<http://watch.test/playbooks/a%20b/(c)%3E.md#gr%C3%B6%C3%9Fe>)",
    );
  });

  it("lists the sections when several match", async () => {
    search.finds = {
      kind: "several",
      sections: [section(), section({ anchor: "b", heading: "Builds fail" })],
    };

    expect((await say("playbook builds"))?.text.split("\n")).toEqual([
      "Several sections match “builds”:",
      "",
      "- [Builds are queueing up](<http://watch.test/playbooks/builds.md#builds-are-queueing-up>)",
      "- [Builds fail](<http://watch.test/playbooks/builds.md#b>)",
    ]);
  });

  it("names the nearest when none matches", async () => {
    expect((await say("@watchroom playbook builds are queuing up"))?.text).toBe(
      "The book has no section for “builds are queuing up”. Nearest: Builds are queueing up.",
    );
    expect((await say("@watchroom playbook <b>"))?.text).toBe(
      "The book has no section for “\\<b\\>”.",
    );
  });

  it("takes several words that speak to nobody and match nothing for chat, but not one word", async () => {
    expect(await say("playbook needs work")).toBeNull();
    expect((await say("playbook needs"))?.text).toBe("The book has no section for “needs”.");
  });

  it("does not even look for a sentence that speaks to nobody", async () => {
    expect(await say("playbook was wrong, again")).toBeNull();
    expect(await say("playbook for builds is far too long")).toBeNull();
    expect(search.asked).toEqual([]);
  });
});
