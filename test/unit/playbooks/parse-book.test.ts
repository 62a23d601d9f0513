import { describe, expect, it } from "vitest";
import { BUILT_IN_POLICY } from "../../../src/incidents/policy.ts";
import { alertBlock, bookOf, policyBlock, read } from "./book-parts.ts";

const BUILDS = `# Builds

What runs where.

## Builds are queueing up

\`\`\`yaml alert
name: builds-queue-backlog
source: broker
queue: builds
measure: messages_ready
above: 5000
for: 5m30s
clears: { below: 4000, for: 2m }
every: 15s
severity: warning
policy: slow
no-data: keep
connection: billing
aliases: [build queue, "17"]
\`\`\`

1. Are the workers alive?

### If not

Start them.

## Another
`;

describe("reading alerts", () => {
  it("reads every key", () => {
    const book = bookOf(
      { path: "builds.md", text: BUILDS },
      { path: "escalation.md", text: policyBlock("name: slow") },
    );

    expect(book.alerts).toEqual([
      {
        name: "builds-queue-backlog",
        aliases: ["build queue", "17"],
        severity: "warning",
        policy: "slow",
        source: {
          kind: "broker",
          connection: "billing",
          options: { queue: "builds", measure: "messages_ready" },
        },
        threshold: { above: 5000 },
        forMs: 330_000,
        clears: { threshold: { below: 4000 }, forMs: 120_000 },
        everyMs: 15_000,
        noData: "keep",
      },
    ]);
  });

  it("takes the defaults for what is left out", () => {
    const book = bookOf({
      path: "a.md",
      text: alertBlock("name: low\nsource: host\nmeasure: memory\nbelow: 5"),
    });

    expect(book.alerts).toEqual([
      {
        name: "low",
        aliases: [],
        severity: "critical",
        policy: "default",
        source: { kind: "host", connection: null, options: { measure: "memory", path: "/" } },
        threshold: { below: 5 },
        forMs: 0,
        clears: null,
        everyMs: 30_000,
        noData: "alert",
      },
    ]);
  });

  it("reads an alert that others evaluate, without a threshold", () => {
    const book = bookOf({
      path: "a.md",
      text: alertBlock("name: errors\nsource: inbound\nmatch: { alertname: HighErrorRate }"),
    });

    expect(book.alerts[0]).toMatchObject({
      threshold: null,
      source: { kind: "inbound", options: { match: { alertname: "HighErrorRate" } } },
    });
  });

  it("passes over other code blocks", () => {
    const book = bookOf({
      path: "a.md",
      text: "# A\n\n```yaml\nname: x\n```\n\n```sh\nalert\n```\n\n```yaml values\na: 1\n```\n",
    });

    expect(book.alerts).toEqual([]);
  });
});

describe("reading policies", () => {
  it("takes everything from the built-in policy but the name", () => {
    expect(bookOf({ path: "a.md", text: policyBlock("name: quiet") }).policies).toEqual([
      { ...BUILT_IN_POLICY, name: "quiet" },
    ]);
  });

  it("reads every key", () => {
    const keys = `name: default
wait: 3m
empty-room: wait
reactions: { acknowledge: [eyes], resolve: [tada, thumbsup] }
steps:
  - page: on-call
    by: [dm, push, dm]
  - after: 2m
    page: "@ana"
    by: [voice]
    repeat: { every: 3m, times: 5 }
again: { after: 5m }
acknowledged: { remind: 10m }`;

    expect(bookOf({ path: "a.md", text: policyBlock(keys) }).policies).toEqual([
      {
        name: "default",
        waitMs: 180_000,
        emptyRoom: "wait",
        reactions: { acknowledge: ["eyes"], resolve: ["tada", "+1"], escalate: ["sos"] },
        steps: [
          { afterMs: 0, page: "on-call", by: ["dm", "push"], repeat: { everyMs: 0, times: 1 } },
          { afterMs: 120_000, page: "ana", by: ["voice"], repeat: { everyMs: 180_000, times: 5 } },
        ],
        againMs: 300_000,
        acknowledged: { remindMs: 600_000, reopenMs: 3_600_000 },
      },
    ]);
  });
});

describe("sections", () => {
  it("ends a section at the next heading of the same or a higher level", () => {
    const book = bookOf({ path: "builds.md", text: BUILDS.replace("policy: slow\n", "") });

    expect(
      book.sections.map(({ heading, anchor, depth, line, alerts }) => ({
        heading,
        anchor,
        depth,
        line,
        alerts,
      })),
    ).toEqual([
      { heading: "Builds", anchor: "builds", depth: 1, line: 1, alerts: [] },
      {
        heading: "Builds are queueing up",
        anchor: "builds-are-queueing-up",
        depth: 2,
        line: 5,
        alerts: ["builds-queue-backlog"],
      },
      { heading: "If not", anchor: "if-not", depth: 3, line: 24, alerts: [] },
      { heading: "Another", anchor: "another", depth: 2, line: 28, alerts: [] },
    ]);
    expect(book.sections.map(({ body }) => body)).toEqual([
      expect.stringMatching(
        /^What runs where\.\n\n## Builds are queueing up\n\n_Fires [^]*## Another$/,
      ),
      "_Fires when messages_ready is above 5,000 for 5 min 30 s; warning._\n\n1. Are the workers alive?\n\n### If not\n\nStart them.",
      "Start them.",
      "",
    ]);
  });

  it("keeps the one-line reading a paragraph of its own, whatever stands beside the block", () => {
    const text =
      "# A\nSome words.\n```yaml alert\nname: a\nsource: heartbeat\nexpect: 26h\n```\n===\n\n    code\n";

    expect(bookOf({ path: "a.md", text }).sections[0]!.body).toBe(
      "Some words.\n\n_Fires when no heartbeat comes for 1 d 2 h; critical._\n\n===\n\n    code",
    );
  });

  it("are the same with other line breaks and a byte order mark", () => {
    const text = BUILDS.replace("policy: slow\n", "");
    const { sections } = bookOf({ path: "builds.md", text });

    expect(
      bookOf({ path: "builds.md", text: `\uFEFF${text.replaceAll("\n", "\r\n")}` }).sections,
    ).toEqual(sections);
  });

  it("makes anchors as GitHub does, unique in the file", () => {
    const book = bookOf(
      { path: "a.md", text: "# The `disk` is *full*!\n\n# Größe & mehr\n\n# Twice\n\n# Twice\n" },
      { path: "b.md", text: "# Twice" },
    );

    expect(book.sections.map(({ anchor }) => anchor)).toEqual([
      "the-disk-is-full",
      "größe--mehr",
      "twice",
      "twice-1",
      "twice",
    ]);
  });

  it("says a policy in one line", () => {
    const book = bookOf({
      path: "a.md",
      text: policyBlock(
        "name: p\nwait: 1m\nsteps: [{ page: on-call, by: [dm, push] }, { after: 2m, page: ana_b, by: [voice], repeat: { every: 3m, times: 5 } }]",
      ),
    });

    expect(book.sections[0]!.body).toBe(
      "_Policy p: the room has 1 min; then on-call by dm and push; 2 min later ana_b by voice, 5 times; again 30 min later._",
    );
  });

  it("says what is handed over, which need not name a person", () => {
    const book = bookOf({
      path: "a.md",
      text: policyBlock(
        "name: p\nwait: 1m\nsteps: [{ page: on-call, by: [pagerduty, dm] }, { after: 2m, by: [opsgenie] }]",
      ),
    });

    expect(book.policies[0]!.steps[1]).toMatchObject({ page: "on-call", by: ["opsgenie"] });
    expect(book.sections[0]!.body).toBe(
      "_Policy p: the room has 1 min; then on-call by dm and handed over to PagerDuty; 2 min later handed over to Opsgenie; again 30 min later._",
    );
  });

  it("shows a measure from the book as text", () => {
    const book = bookOf({
      path: "a.md",
      text: alertBlock(
        'name: a\nsource: broker\nqueue: q\nmeasure: "[x](http://x.test)"\nbelow: 0.5\nfor: 1m',
      ),
    });

    expect(book.sections[0]!.body).toContain(String.raw`_Fires when \[x\](http`);
  });
});

describe("the version", () => {
  it("depends on every path and text, and not on the order of the files", () => {
    const a = { path: "a.md", text: "# A" };
    const b = { path: "b.md", text: "# B" };
    const { version } = bookOf(a, b);

    expect(bookOf(b, a).version).toBe(version);
    expect(bookOf(a, { ...b, text: "# b" }).version).not.toBe(version);
    expect(bookOf(a, { ...b, path: "c.md" }).version).not.toBe(version);
    expect(version).toMatch(/^[0-9a-f]{64}$/);
  });
});

function section(n: number): string {
  return `## Part ${n}\n\n\`\`\`sh\n\n# not a heading\n\n\`\`\`\n\n${alertBlock(`name: a-${n}\nsource: inbound`)}\nSee [one](#part-${n}).\n\n`;
}

describe("a large book", () => {
  it("gives the same sections whether parsed in pieces or not", () => {
    const parts = Array.from({ length: 60 }, (_, n) => section(n)).join("");
    // Raw HTML forbids cutting.
    const whole = bookOf({ path: "a.md", text: `<!-- x -->\n\n${parts}` });

    const reading = read(`Some words\n\n${parts}`, "a.md");

    expect(reading).toMatchObject({ ok: true, problems: [], book: { sections: whole.sections } });
    expect(whole.sections).toHaveLength(120);
  });
});
