import type { ConfigSurvey } from "../../config.ts";
import { listed } from "../../lib/listed.ts";
import { warn, type Line } from "./line.ts";

/** A line instead of a check whose variables are wrong: what it would say of the defaults leads astray. Null: go on. */
export function atFault(
  what: string,
  { faults }: Pick<ConfigSurvey, "faults">,
  names: readonly string[],
): readonly Line[] | null {
  const wrong = names.filter((name) => faults.some((fault) => fault.name === name));
  if (wrong.length === 0) return null;
  const said = `Not looked at: ${listed(wrong)} ${wrong.length > 1 ? "are" : "is"} at fault.`;
  return [warn(what, said, "Mend the environment first.")];
}
