import { describe, expect, it } from "vitest";
import { playbookPage } from "../../../../src/http/pages/playbook-page.ts";
import { playbooksIndexPage } from "../../../../src/http/pages/playbooks-index-page.ts";
import type { Book } from "../../../../src/playbooks/book.ts";
import { BUILDS, compileInProcess, ESCALATION } from "../../../support/book.ts";
import { EMPTY_BOOK } from "../../../support/in-memory-watch.ts";

async function bookOf(files: Readonly<Record<string, string>>): Promise<Book> {
  const reading = await compileInProcess(
    Object.entries({ "escalation.md": ESCALATION, ...files }).map(([path, text]) => ({
      path,
      text,
    })),
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.book;
}

const idsIn = (html: string): readonly (string | undefined)[] =>
  [...html.matchAll(/<h\d id="([^"]*)"/g)].map(([, id]) => id);

describe("the book's index", () => {
  it("links every section under its file, with its alerts", async () => {
    const html = playbooksIndexPage(await bookOf({ "team/builds.md": BUILDS }));

    expect(html).toContain(
      '<a href="/playbooks/team/builds.md#builds-are-queueing-up">Builds are queueing up</a> <span class="alerts">builds-queue-backlog</span>',
    );
    expect(html).toContain("<h2>escalation.md</h2>");
  });

  it("says that a book without sections is empty", () => {
    expect(playbooksIndexPage(EMPTY_BOOK)).toContain("The book is empty.");
  });

  it("shows headings as text", async () => {
    const html = playbooksIndexPage(await bookOf({ "x.md": "# Mind `<script>` & co\n" }));

    expect(html).toContain("Mind &lt;script&gt; &amp; co");
    expect(html).not.toContain("<script>");
  });
});

describe("a file of the book", () => {
  it("shows every heading once, under its anchor, and the steps", async () => {
    const html = playbookPage(await bookOf({ "builds.md": BUILDS }), "builds.md") ?? "";

    expect(idsIn(html)).toEqual(["builds", "builds-are-queueing-up", "builds-are-slow"]);
    expect(html).toContain("<code>rabbitmqctl list_consumers -p builds</code>");
    expect(html).toContain("<title>Builds</title>");
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  it("keeps the order of headings whatever their levels", async () => {
    const html =
      playbookPage(
        await bookOf({
          "odd.md": "### Deep\n\na\n\n## Higher\n\nb\n\n### Below\n\nc\n\n## Higher\n\nd\n",
        }),
        "odd.md",
      ) ?? "";

    expect(idsIn(html)).toEqual(["deep", "higher", "below", "higher-1"]);
    expect(html).toContain("<h1>odd.md</h1>");
  });

  it("lets nothing of the book's text become live", async () => {
    const html =
      playbookPage(
        await bookOf({
          "x.md":
            "# Title <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n",
        }),
        "x.md",
      ) ?? "";

    expect(html).not.toMatch(/<script|<img|href="javascript/);
  });

  it("is null for a file that the book does not have", async () => {
    expect(playbookPage(await bookOf({}), "../package.json")).toBeNull();
  });
});
