import { describe, expect, it } from "vitest";
import { SCHEMAS } from "../../../src/app-schemas.ts";
import type { Problem } from "../../../src/playbooks/book.ts";
import { parseBook } from "../../../src/playbooks/parse-book.ts";
import { alertBlock, marked } from "../playbooks/book-parts.ts";

function problemsOf(text: string): readonly Problem[] {
  return parseBook([{ path: "web.md", text }], SCHEMAS).problems;
}

const http = (keys: string): string => `name: a\nsource: http\nfor: 5m\n${keys}`;
const redis = (keys: string): string => `name: a\nsource: redis\nfor: 5m\nabove: 1\n${keys}`;
const own = (keys: string): string => `name: a\nsource: watchroom\nfor: 5m\nabove: 1\n${keys}`;
const rabbitmq = (keys: string): string => `name: a\nsource: rabbitmq\nfor: 5m\nabove: 1\n${keys}`;
const prometheus = (keys: string): string =>
  `name: a\nsource: prometheus\nfor: 5m\nabove: 1\n${keys}`;
const sql = (kind: string, query: string): string =>
  `name: a\nsource: ${kind}\nfor: 5m\nabove: 1\n${query}`;

describe("a block that is right has no problem", () => {
  it.each([
    http("url: https://www.example.com/\nmeasure: status\nabove: 499"),
    http("connection: web\nurl: /health?full=1\nmeasure: latency\nabove: 2000\ntimeout: 3s"),
    http("url: /\nmeasure: up\nbelow: 1\nexpect: 200\ncontains: all well\nredirects: 0"),
    http("url: /\nmeasure: up\nbelow: 1\nexpect: 200-299"),
    http("url: /\nmeasure: up\nbelow: 1\nexpect: [200, 400-404]"),
    http("url: https://www.example.com\nmeasure: certificate-days\nbelow: 14"),
    redis("info: used_memory"),
    redis("connection: billing\ninfo: db0.keys"),
    own("measure: inbox-lag"),
    "name: builds-queue-backlog\nsource: rabbitmq\nqueue: builds\nmeasure: messages_ready\nabove: 5000\nfor: 5m\nclears: { below: 4000, for: 2m }\nevery: 30s\nseverity: critical\npolicy: default\naliases: [build queue]",
    rabbitmq("connection: shop\nvhost: eu/shop\nqueue: builds-*\nmeasure: ack_rate"),
    rabbitmq("measure: node_memory_alarm"),
    prometheus("query: sum by (job) (rate(http_requests_total[5m]))"),
    prometheus("connection: eu\nquery: |\n  sum(up)\n    / count(up)"),
    sql("postgres", "query: SELECT count(*) AS value FROM jobs"),
    sql("postgres", "query: |\n  -- late\n  /* jobs */ WITH a AS (SELECT 1) SELECT * FROM a"),
    sql("mysql", "connection: shop\nquery: (select 1 as Value) union (select 2)"),
    sql("mysql", "query: SHOW GLOBAL STATUS LIKE 'Threads_running'"),
  ])("%s", (keys) => {
    expect(problemsOf(alertBlock(keys))).toEqual([]);
  });
});

describe("a block with one mistake is answered with its place and the mend", () => {
  it.each<[string, string, string]>([
    [
      http("above: 1\nurl: ‸www.example.com\nmeasure: status"),
      "`url` must be a web address or a path, not `www.example.com`",
      "Write https://www",
    ],
    [
      http("above: 1\nurl: ‸ftp://example.com\nmeasure: status"),
      "`url` must be a web address or a path, not `ftp://example.com`",
      "Write https:",
    ],
    [
      http("above: 1\nurl: ‸https://ana:hunter2@example.com\nmeasure: status"),
      "`url` must hold no name or password",
      "SOURCE_HTTP_BILLING_URL",
    ],
    [
      http("above: 1\nurl: /\nmeasure: ‸stats"),
      "`measure` must be status, latency, up or certificate-days, not `stats`",
      "Did you mean `status`?",
    ],
    [
      http("above: 1\nurl: /\nmeasure: status\n‸expct: 200"),
      "Unknown key `expct`",
      "Did you mean `expect`?",
    ],
    [
      http("above: 1\nurl: /\nmeasure: status\nexpect: ‸200"),
      "`expect` is only for `measure: up`",
      "Remove it.",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\nexpect: ‸ok"),
      "`expect` must be a status or several, not `ok`",
      "Write 200, 200-299 or [200, 404].",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\nexpect: ‸299-200"),
      "`expect` must be a status or several, not `299-200`",
      "Write 200, 200-299 or [200, 404].",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\nexpect: ‸[]"),
      "`expect` must be a status or several, not `[]`",
      "Write 200",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\ncontains: ‸5"),
      "`contains` must be text, not `5`",
      "in quotes",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\nredirects: ‸11"),
      "`redirects` must be a whole number from 0 to 10, not `11`",
      "Write such a number.",
    ],
    [
      http("below: 1\nurl: /\nmeasure: certificate-days\nredirects: ‸1"),
      "`redirects` is only for `measure: status`, `measure: latency`, `measure: up`",
      "Remove it.",
    ],
    [
      http("below: 14\nurl: ‸http://example.com\nmeasure: certificate-days"),
      "`url` has no certificate",
      "Write https:// instead of http://.",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\ntimeout: ‸30s"),
      "`timeout` must be from 1s to 9s, not `30s`",
      "Write such a time.",
    ],
    [
      http("below: 1\nurl: /\nmeasure: up\ntimeout: ‸3"),
      "`timeout` must be from 1s to 9s, not `3`",
      "Write such a time.",
    ],
    [http("below: 1\nmeasure: up\nurl: ‸"), "`url` has no value", "Give it a value"],
    [
      redis("info: ‸used memory"),
      "`info` must be a field of INFO, not `used memory`",
      "Write a name such as used_memory",
    ],
    [redis("‸inf: used_memory\ninfo: used_memory"), "Unknown key `inf`", "Did you mean `info`?"],
    [
      rabbitmq("queue: builds\nmeasure: ‸mesages_ready"),
      "`measure` must be messages_ready, messages_unacknowledged, messages, consumers, publish_rate, deliver_rate, ack_rate, memory, node_memory_alarm, node_disk_alarm, node_memory or node_disk_free, not `mesages_ready`",
      "Did you mean `messages_ready`?",
    ],
    [
      rabbitmq('queue: ‸""\nmeasure: messages'),
      "`queue` must be the name of a queue, not ``",
      "a pattern such as builds-*",
    ],
    [
      rabbitmq("queue: ‸17\nmeasure: messages"),
      "`queue` must be the name of a queue, not `17`",
      "put digits in quotes",
    ],
    [
      rabbitmq("queue: ‸..\nmeasure: messages"),
      "`queue` must be the name of a queue, not `..`",
      "Write a name such as builds",
    ],
    [
      rabbitmq("queue: ‸a*b*c*d*e*f*g\nmeasure: messages"),
      "`queue` must have at most 5 times *",
      "Write a shorter pattern.",
    ],
    [
      rabbitmq('queue: builds\nvhost: ‸""\nmeasure: messages'),
      "`vhost` must be the name of a vhost, not ``",
      "leave it out: it is / then",
    ],
    [
      rabbitmq("queue: ‸builds\nmeasure: node_memory"),
      "`queue` is not for a measure of nodes",
      "Remove it: all nodes are measured.",
    ],
    [
      rabbitmq("‸quee: builds\nqueue: builds\nmeasure: memory"),
      "Unknown key `quee`",
      "Did you mean `queue`?",
    ],
    [prometheus("query: ‸1"), "`query` must be a query of Prometheus, not `1`", "Write it as text"],
    [
      prometheus(`query: ‸${"x".repeat(4_001)}`),
      "`query` must be at most 4,000 letters long",
      "Make a recording rule of it",
    ],
    [prometheus("‸qery: up\nquery: up"), "Unknown key `qery`", "Did you mean `query`?"],
    [
      sql("postgres", "query: ‸DELETE FROM jobs RETURNING 1 AS value"),
      "`query` must begin with SELECT or WITH, not `DELETE FROM jobs RETURNING 1 AS value`",
      "It may only read.",
    ],
    [
      sql("mysql", "query: ‸CALL mend()"),
      "`query` must begin with SELECT, WITH or SHOW, not `CALL mend()`",
      "It may only read.",
    ],
    [
      sql("postgres", "query: ‸SELECT count(*) FROM jobs"),
      "`query` has no column named value",
      "SELECT count(*) AS value",
    ],
    [sql("postgres", "query: ‸7"), "`query` must be a query, not `7`", "Write `query: |`"],
    [
      sql("mysql", "query: ‸SELECT 1 AS value INTO OUTFILE '/tmp/x'"),
      "`query` must not write a file",
      "It may only read.",
    ],
    [
      sql("postgres", `query: ‸SELECT 1 AS value ${"x".repeat(10_000)}`),
      "`query` has more than 10,000 letters, or one that cannot be",
      "Make it a view",
    ],
    [
      sql("postgres", "‸querry: SELECT 1 AS value\nquery: SELECT 1 AS value"),
      "Unknown key `querry`",
      "Did you mean `query`?",
    ],
    [
      own("measure: ‸inbox-leg"),
      "`measure` must be inbox-entries, inbox-lag, inbox-bad, wake-ups-late, outbox-age, pages-failed, open-incidents, collection-late or store-memory, not `inbox-leg`",
      "Did you mean `inbox-lag`?",
    ],
  ])("%s", (block, message, mend) => {
    const { text, at } = marked(alertBlock(block));

    const problems = problemsOf(text);

    expect(problems).toEqual([
      expect.objectContaining({
        severity: "error",
        file: "web.md",
        ...at,
        message,
        mend: expect.stringContaining(mend) as string,
      }),
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/hunter2/);
  });

  it("also where a key is missing altogether", () => {
    expect(problemsOf(alertBlock(redis(""))).map(({ message }) => message)).toEqual([
      "`info` is missing",
    ]);
    expect(
      problemsOf(alertBlock(rabbitmq("measure: messages"))).map(({ message }) => message),
    ).toEqual(["`queue` is missing"]);
    expect(problemsOf(alertBlock(prometheus(""))).map(({ message }) => message)).toEqual([
      "`query` is missing",
    ]);
    expect(
      problemsOf(alertBlock(http("below: 1\nmeasure: up"))).map(({ message }) => message),
    ).toEqual(["`url` is missing"]);
  });
});
