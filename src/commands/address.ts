/** A line as it is to be understood. */
export interface Line {
  readonly addressed: boolean;
  /** Without the address. */
  readonly words: readonly string[];
}

const ADDRESS = /^(?:@watchroom(?:[:,]|(?=\s|$))|watchroom:|\/watchroom(?=\s|$))/i;
const SLASH = /^\/(?=(?:playbook|oncall|handoff)(?:\s|$))/i;

/** Takes the address off: `@watchroom ...`, `watchroom: ...`, `/watchroom ...`; `/playbook ...`, `/oncall`, `/handoff ...` address by their slash. */
export function readAddress(text: string, isAddressed: boolean): Line {
  const line = text.trim();
  const body = line.replace(ADDRESS, "").trimStart();
  const rest = body.replace(SLASH, "");
  const addressed = isAddressed || rest !== line;
  return { addressed, words: rest.split(/\s+/).filter((word) => word !== "") };
}
