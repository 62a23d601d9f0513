import { beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../../src/commands/hear.ts";
import { overview } from "../../../src/commands/overview.ts";
import { person, type World, world } from "../../support/in-memory-watch.ts";

const ana = person("ana");
let the: World;

beforeEach(() => {
  the = world(ana, person("bob"));
});

async function say(text: string, direct?: boolean): Promise<string> {
  const line = { person: ana, text, addressed: true, room: "slack" };
  const answer = await hear(the.watch, { ...line, ...(direct !== undefined && { direct }) });
  expect(answer?.toAll).toBe(false);
  return answer?.text ?? "";
}

describe("phone", () => {
  it("keeps a number that is written where nobody else reads it, and shows its ends only", async () => {
    const answers = [
      await say("phone +64 21 555 0189", true),
      await say("phone"),
      await say("contact"),
    ];

    expect(the.contacts.kept.get("ana|phone")).toMatchObject({ value: "+64215550189" });
    for (const answer of answers) {
      expect(answer).toContain("+64…89");
      expect(answer).not.toMatch(/555|0189/);
    }
    expect(answers[1]).toMatch(/not verified.*calls nobody/);
    expect((await overview(the.watch, ana)).phone).toBe("+64…89");
  });

  it.each([undefined, false])(
    "takes none where others read it, and does not say it again (direct: %j)",
    async (direct) => {
      const answer = await say("phone +64 21 555 0189", direct);

      expect(answer).toMatch(/not taken.*Remove your line.*direct message/);
      expect(answer).not.toMatch(/\d/);
      expect(the.contacts.kept.size).toBe(0);
    },
  );

  it("says what a number looks like when it is none, and keeps nothing", async () => {
    for (const text of ["phone 021 555 0189", "phone +64 (0)21 555 0189", "phone +64 21"])
      expect(await say(text, true)).toMatch(/no phone number: it begins with \+/);
    expect(await say("phone home", true)).toMatch(/^`phone \[/);
    expect(the.contacts.kept.size).toBe(0);
  });

  it("can be removed, and says when there is none", async () => {
    await say("phone +64 21 555 0189", true);

    expect(await say("phone remove")).toMatch(/^Removed/);
    expect(await say("phone remove")).toMatch(/no phone number/);
    expect(await say("phone")).toMatch(/no phone number/);
    expect((await overview(the.watch, ana)).phone).toBeNull();
  });

  it("says that it cannot be read, rather than that there is none", async () => {
    the.contacts.kept.set("ana|phone", { state: "unreadable" });

    for (const text of ["phone", "contact"])
      expect(await say(text)).toMatch(/phone number cannot be read/);
  });

  it("is chat when it is said to nobody", async () => {
    const line = { person: ana, text: "phone +64 21 555 0189", room: "slack", direct: true };

    expect(await hear(the.watch, { ...line, addressed: false })).toBeNull();
    expect(the.contacts.kept.size).toBe(0);
  });
});
