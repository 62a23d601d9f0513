const DIGITS = 8;

/** A request that is built once; before each sending only the numbers of its signals are written into it. */
export interface SignalRequest {
  readonly bytes: Buffer;
  /** How many signals it carries. */
  readonly size: number;
  /** Makes these the signals number `from`, `from + 1`, ... */
  number(from: number): void;
}

/** `size` signals: alone, or as a list. Each stands for another host. */
export function signalRequest(size: number): SignalRequest {
  const mark = "#".repeat(DIGITS);
  const signal = JSON.stringify({
    alert: "build-queue",
    status: "firing",
    summary: "12,345 builds wait and nobody takes them",
    severity: "critical",
    labels: { host: `build-${mark}`, queue: "builds", region: "eu-central", team: "platform" },
    value: 12_345,
  });
  const list = Array.from({ length: size }, () => signal).join(",");
  const body = size === 1 ? signal : `[${list}]`;
  const head = [
    "POST /api/v1/signals HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  const bytes = Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
  const places = placesOf(bytes, mark);
  return {
    bytes,
    size,
    number: (from) => {
      for (const [index, place] of places.entries()) writeDigits(bytes, place, from + index);
    },
  };
}

/** How the signal's host reads in what watchroom tells of it. */
export function hostOf(signal: number): string {
  return `build-${String(signal).padStart(DIGITS, "0")}`;
}

function placesOf(bytes: Buffer, mark: string): readonly number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) places.push(at);
  return places;
}

function writeDigits(bytes: Buffer, place: number, value: number): void {
  let rest = value;
  for (let digit = DIGITS - 1; digit >= 0; digit -= 1) {
    bytes[place + digit] = 0x30 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
