const ANY = "*";

export function isPattern(queue: string): boolean {
  return queue.includes(ANY);
}

/** For the server, which minds neither upper nor lower case. */
export function patternForServer(pattern: string): string {
  const parts = pattern
    .split(ANY)
    .map((part) => part.replaceAll(/[!-/:-@[-^`{-~]/g, String.raw`\$&`));
  return `^${parts.join(".*")}$`;
}

/** Case matters, as it does to RabbitMQ. Takes time in proportion to the name, whatever the pattern. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [head = "", ...rest] = pattern.split(ANY);
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head) || !name.endsWith(tail)) return false;
  const end = name.length - tail.length;
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= end;
}
