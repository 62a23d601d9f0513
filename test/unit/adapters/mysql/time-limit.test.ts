import { describe, expect, it } from "vitest";
import { timeLimit } from "../../../../src/adapters/mysql/time-limit.ts";

describe("the time limit of a query", () => {
  it.each([
    ["10.11.19-MariaDB-0+deb12u1", "SET SESSION max_statement_time = 8.100"],
    ["5.5.5-10.6.12-MariaDB-log", "SET SESSION max_statement_time = 8.100"],
    ["8.0.43-0ubuntu0.24.04.1", "SET SESSION max_execution_time = 8100"],
    ["9.4.0", "SET SESSION max_execution_time = 8100"],
  ])("of %s is set by: %s", (version, statement) => {
    expect(timeLimit(version, 8_099.5)).toBe(statement);
  });
});
