import { z } from "zod";
import { sqlQuery } from "../../playbooks/sql-query.ts";
import type { SourceSchema } from "../../ports/source.ts";

export const postgresOptions = z.strictObject({ query: sqlQuery(["SELECT", "WITH"]) });

/** One series for each row: the column `value` is the number, all others are labels. */
export const postgresSchema: SourceSchema = {
  kind: "postgres",
  options: postgresOptions,
  threshold: true,
};
