import { z } from "zod";
import { sqlQuery } from "../../playbooks/sql-query.ts";
import type { SourceSchema } from "../../ports/source.ts";

/** `SHOW GLOBAL STATUS LIKE 'Threads_running'` has a column Value, and the name as a label. */
export const mysqlOptions = z.strictObject({ query: sqlQuery(["SELECT", "WITH"], ["SHOW"]) });

/** One series for each row: the column `value` is the number, all others are labels. */
export const mysqlSchema: SourceSchema = { kind: "mysql", options: mysqlOptions, threshold: true };
