import type { Notices } from "../../src/ports/notices.ts";
import { createRecordReader, type RecordReader } from "../../src/store/record-reader.ts";

/** Remembers what was said, by name. */
export interface RecordedNotices extends Notices {
  readonly said: Map<string, string>;
}

export function recordedNotices(): RecordedNotices {
  const said = new Map<string, string>();
  return {
    said,
    say: (name, { what }) => void said.set(name, what),
    mended: (name) => void said.delete(name),
    problems: () => Promise.resolve([...said.values()].map((what) => ({ what, mend: "" }))),
  };
}

export function recordReader(): RecordReader & { readonly said: Map<string, string> } {
  const notices = recordedNotices();
  return { ...createRecordReader(notices), said: notices.said };
}
