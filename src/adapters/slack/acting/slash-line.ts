/** Those that are a command of their own, whatever stands before or after it; everything else is `/watchroom`. */
const OWN: readonly string[] = ["playbook", "oncall", "handoff"];

/** What a slash command says: `/playbook builds` and `/watchroom playbook builds` are the same. */
export function slashLine(command: string, text: string): string {
  const words = command.replace(/^\//, "").toLowerCase().split(/[-_]/);
  const own = words.find((word) => OWN.includes(word));
  return (own === undefined ? text : `${own} ${text}`).trim();
}
