const LONGEST = 16_000;
const OPENERS = 200;

/** Whether the YAML parser, which recurses, can be trusted with it: too deep a nesting ends the whole process. */
export function isReadableYaml(text: string): boolean {
  const openers = text.match(/[[{]/g)?.length ?? 0;
  return text.length <= LONGEST && openers <= OPENERS && !/(?:[-?:][ \t]+){20}/.test(text);
}
