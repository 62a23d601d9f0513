import { z } from "zod";
import { SECOND } from "../../../lib/durations.ts";
import { request } from "../../../lib/http.ts";
import type { SlackApi } from "../connection/api.ts";

const TIMEOUT_MS = 5 * SECOND;
const MAX_BYTES = 4 * 1024 * 1024;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

const placeSchema = z.object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string() });

/** A picture of our own, given to Slack. Answers the file's id, or in which step it failed. */
export async function uploadPicture(
  api: SlackApi,
  picture: { readonly url: string; readonly name: string },
  signal: AbortSignal,
): Promise<{ readonly outcome: "uploaded"; readonly file: string } | Failed> {
  const bytes = await fetchPicture(picture.url, signal);
  if (bytes === null) return failed("drawing");
  const asked = await api.call(
    "files.getUploadURLExternal",
    { filename: `${picture.name}.png`, length: bytes.length, alt_txt: picture.name },
    signal,
  );
  const place = placeSchema.safeParse(asked.outcome === "answered" ? asked.data : null);
  if (!place.success) return failed("asking");
  const { upload_url: url, file_id: file } = place.data;
  const sent = await request({
    url,
    method: "POST",
    headers: { "content-type": "image/png" },
    body: bytes,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (sent.outcome === "failed" || sent.status !== 200) return failed("sending");
  const completed = await api.call(
    "files.completeUploadExternal",
    { files: [{ id: file, title: picture.name }] },
    signal,
  );
  return completed.outcome === "answered" ? { outcome: "uploaded", file } : failed("completing");
}

interface Failed {
  readonly outcome: "failed";
  readonly step: "drawing" | "asking" | "sending" | "completing";
}

function failed(step: Failed["step"]): Failed {
  return { outcome: "failed", step };
}

async function fetchPicture(url: string, signal: AbortSignal): Promise<Buffer | null> {
  if (!URL.canParse(url)) return null;
  const reply = await request({ url, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, signal });
  if (reply.outcome === "failed" || reply.status !== 200) return null;
  return reply.body.subarray(0, PNG.length).equals(PNG) ? reply.body : null;
}
