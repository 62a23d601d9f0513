import { posix } from "node:path";
import { parseSync } from "oxc-parser";

const DOMAIN = ["alerts", "oncall", "presence", "incidents", "playbooks"] as const;
const EDGE = [...DOMAIN, "ports", "watch"] as const;

/** What each place may import beside itself and `lib`. A place is a folder of src, or a file directly in it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  alerts: [],
  oncall: [],
  presence: [],
  incidents: ["alerts", "oncall", "presence"],
  playbooks: ["alerts", "incidents"],
  ports: DOMAIN,
  watch: [...DOMAIN, "ports"],
  store: [...DOMAIN, "ports"],
  queue: EDGE,
  collector: EDGE,
  commands: [...EDGE, "charts"],
  charts: [...DOMAIN, "ports"],
  http: [...EDGE, "charts"],
  "http/page": [],
  adapters: [...DOMAIN, "ports"],
  cli: [...EDGE, "app", "config"],
  config: [],
  app: [...EDGE, "store", "queue", "collector", "commands", "charts", "http", "adapters", "config"],
  main: ["cli", "app", "config"],
};

/** Packages that live behind one wall each: everywhere else they are foreign. */
const ONLY_IN: readonly { readonly name: RegExp; readonly where: RegExp }[] = [
  { name: /^ioredis(\/|$)/, where: /^(store|queue|adapters\/redis)\// },
  { name: /^pg(\/|$)/, where: /^adapters\/postgres\// },
  { name: /^mysql2(\/|$)/, where: /^adapters\/mysql\// },
  { name: /^bullmq(\/|$)/, where: /^queue\// },
  { name: /^node-fetch(\/|$)/, where: /^lib\/http\.ts$/ },
  { name: /^(fastify|@fastify\/.*)$/, where: /^http\// },
];

/** Every import that the table does not allow, and every reading of the environment outside of config.ts. Paths are relative to src. */
export function findViolations(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([file, text]) => {
    if (placeOf(file) === null) return [`${file} is in no folder of the layout`];
    const { imports, readsEnvironment } = readModule(file, text);
    const found = imports.flatMap((specifier) => judge(file, specifier) ?? []);
    return readsEnvironment && file !== "config.ts"
      ? [...found, `${file} reads the environment`]
      : found;
  });
}

function judge(file: string, specifier: string | null): string | null {
  if (specifier === null) return `${file} imports what cannot be read`;
  if (!specifier.startsWith(".")) {
    const fenced = ONLY_IN.find(({ name, where }) => name.test(specifier) && !where.test(file));
    return fenced === undefined ? null : `${file} imports ${specifier}`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  return isAllowed(file, target) ? null : `${file} imports ${target}`;
}

function isAllowed(file: string, target: string): boolean {
  const [from, to] = [placeOf(file), placeOf(target)];
  if (from === null || to === null) return false;
  if (from === to) return from !== "adapters" || vendorOf(file) === vendorOf(target);
  if (to === "lib") return from !== "http/page";
  return MAY_IMPORT[from]!.includes(to);
}

function placeOf(path: string): string | null {
  const [first = "", second, third] = path.split("/");
  if (second === undefined) {
    if (/^app(-[a-z-]+)?\.ts$/.test(first)) return "app";
    return first === "config.ts" || first === "main.ts" ? first.slice(0, -3) : null;
  }
  if (first === "http" && second === "page") return "http/page";
  if (first === "adapters" && third === undefined) return null;
  return first !== "app" &&
    first !== "config" &&
    first !== "main" &&
    Object.hasOwn(MAY_IMPORT, first)
    ? first
    : null;
}

function vendorOf(path: string): string | undefined {
  return path.split("/")[1];
}

type Node = Readonly<Record<string, unknown>>;

interface Module {
  /** Null: computed when it runs. */
  readonly imports: (string | null)[];
  readsEnvironment: boolean;
}

function readModule(file: string, text: string): Module {
  const { program, errors } = parseSync(file, text, { lang: "ts", sourceType: "module" });
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]!.message}`);
  const found: Module = { imports: [], readsEnvironment: false };
  visit(program, found);
  return found;
}

const WITH_SOURCE = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
]);

function visit(value: unknown, found: Module): void {
  if (Array.isArray(value)) return value.forEach((each) => visit(each, found));
  if (typeof value !== "object" || value === null) return;
  const node = value as Node;
  if (WITH_SOURCE.has(String(node["type"])) && node["source"] != null)
    found.imports.push(literal(node["source"]));
  const thread = threadEntry(node);
  if (thread !== null) found.imports.push(thread);
  if (touchesEnvironment(node)) found.readsEnvironment = true;
  for (const child of Object.values(node)) visit(child, found);
}

/** `new URL("./thread.js", import.meta.url)` reaches a module as an import does. */
function threadEntry(node: Node): string | null {
  if (node["type"] !== "NewExpression" || (node["callee"] as Node)["name"] !== "URL") return null;
  const path = literal((node["arguments"] as readonly unknown[])[0]);
  return path !== null && /^\.{1,2}\/.*\.[jt]s$/.test(path) ? path.replace(/\.js$/, ".ts") : null;
}

/** `process.env`, also of `globalThis.process`; `const { env } = process`; `import { env } from "node:process"`. */
function touchesEnvironment(node: Node): boolean {
  const named = (part: unknown, name: string): boolean => {
    const { type, name: own, value, property } = (part ?? {}) as Node;
    if (type === "MemberExpression") return named(property, name);
    return own === name || value === name;
  };
  if (node["type"] === "MemberExpression")
    return named(node["object"], "process") && named(node["property"], "env");
  if (node["type"] === "VariableDeclarator") {
    const properties = ((node["id"] as Node)["properties"] ?? []) as readonly Node[];
    return named(node["init"], "process") && properties.some(({ key }) => named(key, "env"));
  }
  if (
    node["type"] !== "ImportDeclaration" ||
    !/^(node:)?process$/.test(literal(node["source"]) ?? "")
  )
    return false;
  return (node["specifiers"] as readonly Node[]).some(({ imported }) => named(imported, "env"));
}

function literal(node: unknown): string | null {
  const { type, value } = (node ?? {}) as Node;
  return type === "Literal" && typeof value === "string" ? value : null;
}
