const TOKEN = /<([^<>]*)>|&(amp|lt|gt);/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">" } as const;
/** A line of chat mentions a few; more is somebody's joke. */
const MOST_MENTIONS = 20;

/** Ids of the users that a text from Slack mentions, each once. */
export function mentioned(text: string): readonly string[] {
  const ids = [...text.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, id = ""]) => id);
  return [...new Set(ids)].slice(0, MOST_MENTIONS);
}

/** A text as Slack sends it, as its writer saw it. `handles` by user id; whoever is missing there keeps the name that Slack gave, or their id. */
export function asWritten(text: string, handles: ReadonlyMap<string, string>): string {
  return text.replaceAll(TOKEN, (_all, token?: string, entity?: keyof typeof ENTITIES) =>
    token === undefined ? ENTITIES[entity ?? "amp"] : plainEntities(written(token, handles)),
  );
}

const plainEntities = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt);/g, (_all, entity: keyof typeof ENTITIES) => ENTITIES[entity]);

function written(token: string, handles: ReadonlyMap<string, string>): string {
  const bar = token.indexOf("|");
  const target = bar === -1 ? token : token.slice(0, bar);
  const label = bar === -1 ? "" : token.slice(bar + 1);
  const id = target.slice(1);
  switch (target.charAt(0)) {
    case "@":
      return `@${handles.get(id) ?? (label || id)}`;
    case "#":
      return `#${label || id}`;
    case "!":
      return label || `@${id.split("^")[0] ?? ""}`;
    default:
      // What Slack made a link of by itself was a number or an address, and not a link.
      return /^(tel|mailto):/.test(target) ? label || target.replace(/^\w+:/, "") : target;
  }
}
