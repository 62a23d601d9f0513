/** Those that are a command of their own; everything else is `/watchroom`, whatever the manifest calls it. */
const OWN: readonly string[] = ["playbook", "oncall", "handoff"];

/** What a slash command says: `/playbook builds` and `/watchroom playbook builds` are the same. */
export function slashLine(command: string, text: string): string {
  const [first = ""] = command.replace(/^\//, "").toLowerCase().split(/[-_]/);
  return (OWN.includes(first) ? `${first} ${text}` : text).trim();
}
