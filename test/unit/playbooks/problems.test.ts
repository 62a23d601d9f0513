import { describe, expect, it } from "vitest";
import { alertBlock, bookOf, marked, policyBlock, problemsOf, read } from "./book-parts.ts";

interface Case {
  readonly text: string;
  readonly message: string;
  readonly mend: string;
}

function alert(keys: string, message: string, mend: string): Case {
  return { text: alertBlock(keys), message, mend };
}

function policy(keys: string, message: string, mend: string): Case {
  return { text: policyBlock(keys), message, mend };
}

const DISK = "name: disk\nsource: host\nmeasure: disk\nfor: 5m";
const DURATION = "Write a number and a unit, such as 30s, 5m, 5m30s, 2h or 1d.";
const NUMBER = "Write it plainly, such as 5000: no quotes, commas or units.";

/** Each text holds one mistake, and the mark where it is to be shown. */
const MISTAKES: readonly Case[] = [
  alert(`${DISK}\nabove: 5\n‸abov: 5`, "Unknown key `abov`", "Did you mean `above`?"),
  alert(`${DISK}\nabove: 5\n‸pth: /data`, "Unknown key `pth`", "Did you mean `path`?"),
  alert(
    `${DISK}\nabove: 5\n‸whatever: 1`,
    "Unknown key `whatever`",
    "Known: measure, path, name, source, connection, above, below, for, clears, every, severity, policy, aliases, no-data.",
  ),
  alert(
    `name: disk\n‸sorce: host\nsource: host\nmeasure: disk\nabove: 5\nfor: 1m`,
    "Unknown key `sorce`",
    "Did you mean `source`?",
  ),
  alert(`${DISK}\nabove: ‸"90"`, "`above` must be a number, not `90`", NUMBER),
  alert(`${DISK}\nabove: ‸90%`, "`above` must be a number, not `90%`", NUMBER),
  alert(`${DISK}\nabove: ‸5,000`, "`above` must be a number, not `5,000`", NUMBER),
  alert(`${DISK}\nabove: ‸.inf`, "`above` must be a number, not `null`", NUMBER),
  alert(
    `name: disk\nsource: host\nmeasure: disk\nabove: 5\nfor: ‸5`,
    "`for` must be a duration, not `5`",
    DURATION,
  ),
  alert(
    `name: disk\nsource: host\nmeasure: disk\nabove: 5\nfor: ‸5 min`,
    "`for` must be a duration, not `5 min`",
    DURATION,
  ),
  alert(`${DISK}\nabove: 5\nevery: ‸0s`, "`every` must be at least 1 s", "Write a longer time."),
  alert(
    `${DISK}\nabove: 5\nevery: ‸367d`,
    "`every` must be at most 366 d",
    "Write a shorter time.",
  ),
  alert(
    `${DISK}\nabove: 5\nseverity: ‸critcal`,
    "`severity` must be critical, warning or info, not `critcal`",
    "Did you mean `critical`?",
  ),
  alert(
    `${DISK}\nabove: 5\nno-data: ‸ignore`,
    "`no-data` must be alert, keep or ok, not `ignore`",
    "Known: alert, keep, ok.",
  ),
  alert(
    `${DISK}\nabove: 5\npolicy: ‸Slow`,
    "`policy` must be lowercase letters, digits and dashes, not `Slow`",
    "Write a name such as disk-full, at most 80 letters.",
  ),
  alert(
    `${DISK}\nabove: 5\nconnection: ‸a-b`,
    "`connection` must be a short lowercase name",
    "Write a name such as billing: letters, digits and underscores.",
  ),
  alert(
    `${DISK}\nabove: 5\nconnection: ‸`,
    "`connection` has no value",
    "Give it a value, or leave the key out.",
  ),
  alert(
    `${DISK}\nabove: 5\naliases: ‸disk`,
    "`aliases` must be a list, not `disk`",
    "Write a list, such as [a, b].",
  ),
  alert(
    `${DISK}\nabove: 5\naliases: [a, ‸5]`,
    "`aliases` must be a word or a few, not `5`",
    "Write a few words on one line; put digits in quotes.",
  ),
  alert(
    `${DISK}\nabove: 5\naliases: ‸[${Array.from({ length: 21 }, (_, n) => `a${n}`).join(", ")}]`,
    "`aliases` has more than 20 names",
    "Change it.",
  ),
  alert(
    `name: ‸Disk full\nsource: inbound`,
    "`name` must be lowercase letters, digits and dashes, not `Disk full`",
    "Write a name such as disk-full, at most 80 letters.",
  ),
  alert(
    `name: disk\nsource: host\nmeasure: ‸dsk\nabove: 5\nfor: 5m`,
    "`measure` must not be `dsk`",
    "Did you mean `disk`?",
  ),
  alert(
    `name: disk\nsource: host\nmeasure: disk\npath: ‸5\nabove: 5\nfor: 5m`,
    "`path` must be text, not `5`",
    "Put it in quotes.",
  ),
  alert(
    `name: disk\nsource: ‸hst\nmeasure: disk\nabove: 5`,
    "Unknown source `hst`",
    "Did you mean `host`?",
  ),
  alert(
    `name: disk\nsource: ‸5`,
    "`source` must be the name of a source, not `5`",
    "Write a few words on one line; put digits in quotes.",
  ),
  alert(
    `${DISK}\nabove: 90\n‸below: 5`,
    "Both `above` and `below` are given",
    "Keep one; make two alerts of it if both count.",
  ),
  alert(
    `${DISK}\nabove: 90\n‸clears: { for: 5m }`,
    "`clears` needs `above` or `below`, one of them",
    "Write it as in `clears: { below: 4000, for: 2m }`.",
  ),
  alert(
    `${DISK}\nabove: 90\nclears: { ‸above: 80 }`,
    "An alert that fires above a value cannot clear above one",
    "Write `below`.",
  ),
  alert(
    `${DISK}\nabove: 90\nclears: { ‸below: 95 }`,
    "It would clear below 95 while it fires above 90",
    "Write 90, or a value further below.",
  ),
  alert(
    `${DISK}\nbelow: 10\nclears:\n  ‸above: 5`,
    "It would clear above 5 while it fires below 10",
    "Write 10, or a value further above.",
  ),
  alert(
    `${DISK}\nabove: 90\nclears:\n  below: 80\n  ‸fro: 5m`,
    "Unknown key `fro`",
    "Leave it out.",
  ),
  alert(
    `${DISK}\nabove: 90\nclears: ‸80`,
    "`clears` must be keys with values, not `80`",
    "Write its keys below it, indented.",
  ),
  alert(
    `name: beat\nsource: heartbeat\nexpect: 1h\n‸above: 5`,
    "`above` means nothing with source `heartbeat`",
    "Leave it out: whoever sends the signal decides.",
  ),
  alert(
    `name: beat\nsource: inbound\n‸for: 5m`,
    "`for` means nothing with source `inbound`",
    "Leave it out: whoever sends the signal decides.",
  ),
  alert(
    `name: beat\nsource: inbound\n‸name: other`,
    "This key stands here twice",
    "Keep one of the two.",
  ),
  alert(`name: beat\n‸\tsource: x`, "Tabs do not count as indentation", "Indent with spaces."),
  alert(`name: beat\nsource: ‸a: b`, "A value must not hold `: `", "Put the value in quotes."),
  alert(
    `name: beat\nsource: ‸&x inbound`,
    "Anchors and aliases (`&`, `*`) are not read here",
    "Write the value out, or put it in quotes if it begins with `&` or `*`.",
  ),
  alert(
    `name: beat\nsource: ‸*x`,
    "Anchors and aliases (`&`, `*`) are not read here",
    "Write the value out, or put it in quotes if it begins with `&` or `*`.",
  ),
  alert(
    `name: beat\nsource: ‸!x inbound`,
    "Tags (`!`) are not read here",
    "Put the value in quotes if it begins with `!`.",
  ),
  alert(
    `name: beat\n‸---\nsource: inbound`,
    "A line of `---` ends the block",
    "Leave it out; give each alert a block of its own.",
  ),
  alert(
    `name: beat\nsource: "inbound‸`,
    'This is not YAML: Missing closing "quote',
    "Write one `key: value` a line; put a value with `: ` or `#` in quotes, and close brackets and quotes.",
  ),
  policy("name: p\n‸wat: 5m", "Unknown key `wat`", "Did you mean `wait`?"),
  policy("name: p\nwait: ‸10", "`wait` must be a duration, not `10`", DURATION),
  policy(
    "name: p\nempty-room: ‸maybe",
    "`empty-room` must be escalate or wait, not `maybe`",
    "Known: escalate, wait.",
  ),
  policy(
    "name: p\nagain: { after: ‸4m59s }",
    "`after` must be at least 5 min",
    "Write a longer time.",
  ),
  policy("name: p\nsteps: ‸[]", "`steps` must have at least one step", "Change it."),
  policy(
    "name: p\nsteps:\n  - page: ‸all of us\n    by: [sms]",
    "`page` must say whom to page",
    "Write on-call, secondary, everyone, or one person's handle.",
  ),
  policy(
    "name: p\nsteps:\n  - page: ‸pagerduty\n    by: [sms]",
    "`page` must be a person, and pagerduty is none",
    "Write `by: [pagerduty]` to hand over to it.",
  ),
  policy("name: p\nsteps:\n  - ‸by: [pagerduty, sms]", "`page` is missing", "Add it."),
  policy(
    "name: p\nsteps:\n  - page: on-call\n    by: [‸voce]",
    "`by` must be dm, push, sms, voice, pagerduty or opsgenie, not `voce`",
    "Did you mean `voice`?",
  ),
  policy(
    "name: p\nsteps:\n  - page: on-call\n    by: ‸sms",
    "`by` must be a list, not `sms`",
    "Write a list, such as [a, b].",
  ),
  policy(
    "name: p\nsteps:\n  - page: on-call\n    by: ‸[]",
    "`by` must name at least one way",
    "Change it.",
  ),
  policy(
    "name: p\nsteps:\n  - page: on-call\n    by: [sms]\n    ‸times: 3",
    "Unknown key `times`",
    "Leave it out.",
  ),
  policy(
    "name: p\nsteps:\n  - after: ‸2m\n    page: on-call\n    by: [sms]",
    "The first step starts as soon as the wait is over",
    "Leave `after` out here, and make `wait` longer.",
  ),
  policy(
    "name: p\nsteps:\n  - page: on-call\n    by: [sms]\n    repeat: { every: 1m, times: ‸0 }",
    "`times` must be a whole number from 1 to 50, not `0`",
    "Write such a number.",
  ),
  policy(
    "name: p\nsteps:\n  - page: on-call\n    by: [sms]\n    repeat: ‸{ times: 2 }",
    "`every` is missing",
    "Add it.",
  ),
  policy(
    'name: p\nreactions: { acknowledge: [‸":eyes:"] }',
    "`acknowledge` must be the name of an emoji",
    "Write it without colons, such as eyes or white_check_mark.",
  ),
  policy(
    "name: p\nreactions: { resolve: [‸eyes] }",
    "`eyes` means both acknowledge and resolve",
    "Keep it in one of the lists.",
  ),
  policy(
    "name: p\nacknowledged: { remind: ‸0s }",
    "`remind` must be at least 1 min",
    "Write a longer time.",
  ),
  {
    text: "Words.\n\n‸```yaml alert\nname: a\nsource: inbound\n```\n\n# Late\n\nSteps.",
    message: "This alert stands under no heading",
    mend: "Put a heading such as `## Disk is full` above it.",
  },
  {
    text: "‸```yaml policy\nname: a\n```",
    message: "This policy stands under no heading",
    mend: "Put a heading such as `## Disk is full` above it.",
  },
  {
    text: "# A\n\n‸```yml alert\nname: a\n```",
    message: "This block is not read: its fence says `yml alert`",
    mend: "Let the fence say `yaml alert`.",
  },
  {
    text: "# A\n\n‸```yaml alerts\nname: a\n```",
    message: "This block is not read: its fence says `yaml alerts`",
    mend: "Let the fence say `yaml alert`.",
  },
  {
    text: "# A\n\n‸```policy\nname: a\n```",
    message: "This block is not read: its fence says `policy`",
    mend: "Let the fence say `yaml policy`.",
  },
  {
    text: "# A\n\n1. Look\n\n   ‸```yaml alert\n   name: a\n   ```",
    message: "This alert is not read: it stands inside a list or a quote",
    mend: "Move the block to the left margin, below its heading.",
  },
  {
    text: "# A\n\n‸```yaml alert\n- a\n```",
    message: "This block has no keys",
    mend: "Write one `key: value` a line, such as `name: disk-full`.",
  },
  {
    text: "# A\n\n‸```yaml alert\n```",
    message: "This block has no keys",
    mend: "Write one `key: value` a line, such as `name: disk-full`.",
  },
  {
    text: "# A\n\n‸```yaml alert\n%YAML 1.1\n---\nname: a\nsource: inbound\n```\n\nSteps.",
    message: "A `%YAML` line is not read here",
    mend: "Leave it out.",
  },
  {
    text: `# A\n\n‸\`\`\`yaml alert\nname: ${"[".repeat(300)}\n\`\`\``,
    message: "This block is too long, or too deeply nested",
    mend: "Keep to the keys of an alert or a policy, one a line.",
  },
  {
    text: "# A\n\n‸```yaml alert\nsource: inbound\n```\n\nSteps.",
    message: "`name` is missing",
    mend: "Add it.",
  },
  {
    text: "# A\n\n‸```yaml alert\nname: a\n```\n\nSteps.",
    message: "`source` is missing",
    mend: "Add it.",
  },
  {
    text: "# A\n\n‸```yaml alert\nname: a\nsource: heartbeat\n```\n\nSteps.",
    message: "`expect` is missing",
    mend: "Add it.",
  },
  {
    text: "# A\n\n‸```yaml alert\nname: a\nsource: host\nmeasure: load\n```\n\nSteps.",
    message: "An alert with source `host` needs a threshold",
    mend: "Add `above: ...` or `below: ...`.",
  },
];

describe("mistakes in the book", () => {
  it.each(MISTAKES)("$message", ({ text, message, mend }) => {
    const { text: book, at } = marked(text);

    expect(read(book)).toEqual({
      ok: false,
      problems: [{ severity: "error", file: "hosts.md", ...at, message, mend }],
    });
  });

  it("are all shown at once, in the order of the book", () => {
    const files = [
      { path: "b.md", text: alertBlock("name: B\nsource: nothing\npolicy: none\nevery: 5") },
      { path: "a.md", text: policyBlock("wait: 5\nname: p\nagain: 7") },
    ];

    expect(
      problemsOf(files).map(({ file, line, message }) => `${file}:${line} ${message}`),
    ).toEqual([
      "a.md:4 `wait` must be a duration, not `5`",
      "a.md:6 `again` must be keys with values, not `7`",
      "b.md:4 `name` must be lowercase letters, digits and dashes, not `B`",
      "b.md:5 Unknown source `nothing`",
      "b.md:6 Unknown policy `none`",
      "b.md:7 `every` must be a duration, not `5`",
    ]);
  });

  it("are shown where they stand in an indented block, a file of another system, and after a byte order mark", () => {
    const { text, at } = marked(
      "# A\n\n   ```yaml alert\n   name: a\n   source: inbound\n   policy: ‸5\n   ```\n\nSteps.",
    );

    expect(read(text).problems).toMatchObject([at]);
    expect(read(text.replaceAll("\n", "\r\n")).problems).toMatchObject([at]);
    expect(read(text.replaceAll("\n", "\r")).problems).toMatchObject([at]);
    expect(read(`\uFEFF${text}`).problems).toMatchObject([at]);
  });

  it("show values from the book cut and on one line", () => {
    const [problem] = read(alertBlock(`name: "${"a`\\n".repeat(500)}"\nsource: inbound`)).problems;

    expect(problem!.message.length).toBeLessThan(150);
    expect(problem!.message).toMatch(/^[^\n]*not `a' a' .*…`$/);
  });

  it("of YAML are shown up to the first that confuses the parser, and keys that stand there twice each", () => {
    const { text, at } = marked(
      policyBlock(
        "name: p\nreactions { acknowledge: [eyes] ‸}\nsteps:\n  - page: on-call\n    [sms]",
      ),
    );

    expect(read(text).problems).toMatchObject([at]);
    expect(read(policyBlock("name: p\nname: q\nname: r")).problems).toMatchObject([
      { line: 5 },
      { line: 6 },
    ]);
  });

  it("do not include clearing at the threshold itself", () => {
    expect(read(alertBlock(`${DISK}\nabove: 90\nclears: { below: 90 }`)).problems).toEqual([]);
  });
});

describe("names in the book", () => {
  it("are given to one alert and one policy each", () => {
    const again = marked("## Again\n\n```yaml alert\nsource: inbound\nname: ‸a\n```\n\nSteps.\n");
    const files = [
      { path: "a.md", text: alertBlock("name: a\nsource: inbound") },
      { path: "b.md", text: again.text },
      { path: "c.md", text: policyBlock("name: a") },
      { path: "d.md", text: policyBlock("name: a") },
    ];

    expect(problemsOf(files)).toEqual([
      {
        severity: "error",
        file: "b.md",
        ...again.at,
        message: "There is another alert named `a`, in a.md:4",
        mend: "Rename one of the two.",
      },
      {
        severity: "error",
        file: "d.md",
        line: 4,
        column: 7,
        message: "There is another policy named `a`, in c.md:4",
        mend: "Rename one of the two.",
      },
    ]);
  });

  it("must be those of policies that the book has, or of the built-in one", () => {
    const wrong = marked(alertBlock("name: a\nsource: inbound\npolicy: ‸slwo"));
    const files = [
      { path: "a.md", text: wrong.text },
      { path: "b.md", text: policyBlock("name: slow") },
    ];

    expect(problemsOf(files)).toEqual([
      {
        severity: "error",
        file: "a.md",
        ...wrong.at,
        message: "Unknown policy `slwo`",
        mend: "Known: slow, default.",
      },
    ]);
    expect(
      problemsOf([{ path: "a.md", text: alertBlock("name: a\nsource: inbound\npolicy: default") }]),
    ).toEqual([]);
  });
});

describe("advice", () => {
  it("is given on an alert without steps", () => {
    const { text, at } = marked(
      "# Hosts\n\n‸## Bare\n\n<!-- later -->\n\n```yaml alert\nname: a\nsource: inbound\n```\n\n[x]: http://x.test\n\n## Next\n\nWords.",
    );

    expect(read(text)).toMatchObject({
      ok: true,
      problems: [
        {
          severity: "warning",
          ...at,
          message: "`a` has no steps to take",
          mend: "Write below the block what to do first, as a numbered list.",
        },
      ],
    });
  });

  it("is not given when the steps stand in a subsection", () => {
    expect(
      read("## A\n\n```yaml alert\nname: a\nsource: inbound\n```\n\n### Steps\n\n1. Look.")
        .problems,
    ).toEqual([]);
  });

  it("is given on a critical alert that does not wait", () => {
    const { text, at } = marked(alertBlock("name: a\nsource: host\nmeasure: load\n‸below: 5"));

    expect(read(text)).toMatchObject({
      ok: true,
      problems: [
        {
          severity: "warning",
          ...at,
          message: "`a` wakes somebody for a single bad reading",
          mend: "Add `for: 5m`, or `severity: warning`.",
        },
      ],
    });
    expect(read(text.replace("below", "severity: warning\nbelow")).problems).toEqual([]);
  });

  it("is given on an alias that stands for two alerts", () => {
    const { text, at } = marked(
      `${alertBlock("name: a\nsource: inbound\naliases: [Queue]")}\n${alertBlock("name: b\nsource: inbound\naliases: [‸queue]")}`,
    );

    expect(read(text)).toMatchObject({
      ok: true,
      problems: [
        {
          severity: "warning",
          ...at,
          message: "`queue` already stands for `a`",
          mend: "Keep it with one alert only.",
        },
      ],
    });
  });

  it("is given on an alias that is the name of another alert", () => {
    const { text, at } = marked(
      `${alertBlock("name: a\nsource: inbound\naliases: [‸B]")}\n${alertBlock("name: b\nsource: inbound")}`,
    );

    expect(read(text).problems).toMatchObject([
      { severity: "warning", ...at, message: "`B` already stands for `b`" },
    ]);
  });
});

function home(link: string): string {
  return `# Home page\n\nSee ${link} about it.\n`;
}

describe("links in the book", () => {
  it.each([
    ["‸[x](hots.md)", "The book has no page `hots.md`", "Did you mean `hosts.md`?"],
    [
      "‸[x](sub/gone.md#a)",
      "The book has no page `sub/gone.md`",
      "Known: home.md, hosts.md, sub/deep.md.",
    ],
    [
      "‸[x](../README.md)",
      "The book has no page `../README.md`",
      "Known: home.md, hosts.md, sub/deep.md.",
    ],
    [
      "‸[x](../../hosts.md)",
      "The book has no page `../../hosts.md`",
      "Known: home.md, hosts.md, sub/deep.md.",
    ],
    ["‸[x](hosts.md#dsk)", "`hosts.md` has no section `#dsk`", "Did you mean `#disk`?"],
    ["‸[x](#hom-page)", "`home.md` has no section `#hom-page`", "Did you mean `#home-page`?"],
    [
      "[x][1]\n\n‸[1]: gone.md?plain=1\n\n",
      "The book has no page `gone.md`",
      "Known: home.md, hosts.md, sub/deep.md.",
    ],
  ])("that lead nowhere are shown: %s", (link, message, mend) => {
    const { text, at } = marked(home(link));
    const files = [
      { path: "home.md", text },
      { path: "hosts.md", text: "# Disk" },
      { path: "sub/deep.md", text: "# Deep" },
    ];

    expect(problemsOf(files)).toEqual([
      { severity: "warning", file: "home.md", ...at, message, mend },
    ]);
  });

  it("that lead somewhere, or out of the book, are left alone", () => {
    const links = [
      "[a](hosts.md)",
      "[a](./hosts.md#disk)",
      "[a](sub/deep.md#gr%C3%B6%C3%9Fe)",
      "[a](#home-page)",
      "[a](#)",
      "[a](http://x.test/a.md)",
      "[a](/a.md)",
      "[a](//x.test/a.md)",
      "[a](script.sh)",
      "![a](picture.png)",
      "[a](mailto:a@x.test)",
      "[a](%E0%A4%A)",
    ];
    const files = [
      { path: "home.md", text: home(links.join(" ")) },
      { path: "hosts.md", text: "# Disk" },
      { path: "sub/deep.md", text: "# Größe\n\n[up](../hosts.md#disk) [beside](deep.md)" },
    ];

    expect(bookOf(...files).sections).toHaveLength(3);
    expect(problemsOf(files)).toEqual([]);
  });
});
