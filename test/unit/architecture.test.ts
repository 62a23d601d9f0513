import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findViolations } from "../support/import-table.ts";

const SRC = join(import.meta.dirname, "../../src");

function sources(): ReadonlyMap<string, string> {
  const paths = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  return new Map(
    paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(SRC, path), "utf8")]),
  );
}

describe("src", () => {
  it("has no import that the layout does not allow", () => {
    const files = sources();

    expect(files.size).toBeGreaterThan(20);
    expect(findViolations(files)).toEqual([]);
  });

  it("would be caught with one wrong import among all the right ones", () => {
    const files = new Map(sources()).set(
      "alerts/planted.ts",
      'import type { Room } from "../ports/room.ts";',
    );

    expect(findViolations(files)).toContain("alerts/planted.ts imports ports/room.ts");
  });
});

describe("a file", () => {
  it.each([
    [
      "incidents/a.ts",
      'import { x } from "../alerts/x.ts"; import { y } from "./y.ts"; import { z } from "../lib/z.ts";',
    ],
    ["ports/a.ts", 'import type { X } from "../playbooks/x.ts";'],
    [
      "store/scripts/a.ts",
      'import { Redis } from "ioredis"; import { x } from "../../ports/x.ts"; import { y } from "../y.ts";',
    ],
    [
      "queue/a.ts",
      'import { Queue } from "bullmq"; import { Redis } from "ioredis"; import { x } from "../watch/x.ts";',
    ],
    ["lib/http.ts", 'import fetch from "node-fetch"; import { Agent } from "node:http";'],
    ["http/a.ts", 'import fastify from "fastify"; import { x } from "../charts/x.ts";'],
    ["http/page/a.ts", 'import { x } from "./x.ts";'],
    [
      "adapters/slack/a.ts",
      'import { x } from "./deeper/x.ts"; import { y } from "../../ports/y.ts";',
    ],
    [
      "app.ts",
      'import { x } from "./adapters/slack/x.ts"; import { readConfig } from "./config.ts";',
    ],
    [
      "app-charts.ts",
      'import { x } from "./charts/x.ts"; import { y } from "./adapters/slack/y.ts";',
    ],
    ["app.ts", 'const thread = new URL("./app-charts.js", import.meta.url);'],
    [
      "cli/a.ts",
      'import { createApp } from "../app.ts"; import type { Config } from "../config.ts";',
    ],
    [
      "main.ts",
      'import { start } from "./cli/start.ts"; const { check } = await import("./cli/check.ts");',
    ],
    ["config.ts", "export const port = process.env.PORT;"],
    [
      "http/a.ts",
      'const page = new URL("./page/", import.meta.url); const env = { process: "a" }; env.process;',
    ],
  ])("%s may say %s", (file, text) => {
    expect(findViolations(new Map([[file, text]]))).toEqual([]);
  });

  it.each([
    ["lib/a.ts", 'import { x } from "../alerts/x.ts";', "alerts/x.ts"],
    ["alerts/a.ts", 'import type { X } from "../incidents/x.ts";', "incidents/x.ts"],
    ["alerts/a.ts", 'export { x } from "../oncall/x.ts";', "oncall/x.ts"],
    ["alerts/a.ts", 'export * from "../oncall/x.ts";', "oncall/x.ts"],
    ["alerts/a.ts", 'const x = await import("../store/x.ts");', "store/x.ts"],
    ["alerts/a.ts", 'export type X = import("../ports/x.ts").X;', "ports/x.ts"],
    ["alerts/a.ts", 'export type X = typeof import("../ports/x.ts");', "ports/x.ts"],
    ["alerts/a.ts", 'import "../store/x.ts";', "store/x.ts"],
    ["alerts/a.ts", 'import { x } from "../config.ts";', "config.ts"],
    ["ports/a.ts", 'import { x } from "../watch/x.ts";', "watch/x.ts"],
    ["watch/a.ts", 'import { x } from "../store/x.ts";', "store/x.ts"],
    ["store/a.ts", 'import { x } from "../watch/x.ts";', "watch/x.ts"],
    ["http/a.ts", 'import { x } from "../commands/x.ts";', "commands/x.ts"],
    ["http/a.ts", 'import { x } from "./page/x.ts";', "http/page/x.ts"],
    ["http/page/a.ts", 'import type { X } from "../x.ts";', "http/x.ts"],
    ["http/page/a.ts", 'import { x } from "../../lib/x.ts";', "lib/x.ts"],
    ["adapters/slack/a.ts", 'import { x } from "../twilio/x.ts";', "adapters/twilio/x.ts"],
    ["adapters/slack/a.ts", 'import { x } from "../../watch/x.ts";', "watch/x.ts"],
    ["cli/a.ts", 'import { x } from "../adapters/slack/x.ts";', "adapters/slack/x.ts"],
    [
      "charts/a.ts",
      'const t = new Worker(new URL("../adapters/slack/x.js", import.meta.url));',
      "adapters/slack/x.ts",
    ],
    ["main.ts", 'import { x } from "./adapters/slack/x.ts";', "adapters/slack/x.ts"],
    ["app.ts", 'import { x } from "./cli/x.ts";', "cli/x.ts"],
    ["app.ts", 'import { x } from "../package.json";', "../package.json"],
    ["watch/a.ts", 'import { Redis } from "ioredis";', "ioredis"],
    ["adapters/mysql/a.ts", 'import { Client } from "pg";', "pg"],
    ["lib/a.ts", 'import { createConnection } from "mysql2";', "mysql2"],
    ["watch/a.ts", 'import { x } from "ioredis/built/x.js";', "ioredis/built/x.js"],
    ["store/a.ts", 'import { Queue } from "bullmq";', "bullmq"],
    ["lib/a.ts", 'import fetch from "node-fetch";', "node-fetch"],
    ["adapters/slack/a.ts", 'import type { FastifyRequest } from "fastify";', "fastify"],
    ["app.ts", 'import cookie from "@fastify/cookie";', "@fastify/cookie"],
  ])("%s may not say %s", (file, text, target) => {
    expect(findViolations(new Map([[file, text]]))).toEqual([`${file} imports ${target}`]);
  });

  it.each([
    "const port = process.env.PORT;",
    'const port = process["env"]["PORT"];',
    "const port = globalThis.process.env.PORT;",
    "const { env } = process;",
    'import { env } from "node:process";',
    'import { env as e } from "process";',
  ])("outside of config.ts may not say %s", (text) => {
    expect(findViolations(new Map([["cli/a.ts", text]]))).toEqual([
      "cli/a.ts reads the environment",
    ]);
  });

  it("must be in a folder of the layout, and an adapter in one of its vendor", () => {
    const files = new Map(
      ["utils/a.ts", "helper.ts", "adapters/registry.ts", "app/a.ts"].map((file) => [file, ""]),
    );

    expect(findViolations(files)).toEqual(
      [...files.keys()].map((file) => `${file} is in no folder of the layout`),
    );
  });

  it("may not choose what it imports when it runs", () => {
    expect(findViolations(new Map([["watch/a.ts", "await import(name);"]]))).toEqual([
      "watch/a.ts imports what cannot be read",
    ]);
  });
});
