/** A line as it is to be understood. */
export interface Line {
  readonly addressed: boolean;
  /** Without the address. */
  readonly words: readonly string[];
}

const ADDRESS = /^(?:@watchroom(?:[:,]|(?=\s|$))|watchroom:|\/watchroom(?=\s|$))/i;
/** A path such as `/var/log` goes on with another slash and is chat. */
const SLASH = /^\/(?=[a-z][a-z-]*(?:\s|$))/i;

/** Takes the address off: `@watchroom ...`, `watchroom: ...`, `/watchroom ...`; `/ack #1` and any other word address by their slash. */
export function readAddress(text: string, isAddressed: boolean): Line {
  const line = text.trim();
  const body = line.replace(ADDRESS, "").trimStart();
  const rest = body.replace(SLASH, "");
  const addressed = isAddressed || rest !== line;
  return { addressed, words: rest.split(/\s+/).filter((word) => word !== "") };
}
