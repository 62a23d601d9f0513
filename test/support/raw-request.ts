import { request } from "node:http";

export interface RawAnswer {
  readonly status: number;
  readonly body: {
    readonly error?: string;
    readonly problems?: readonly { readonly path: string; readonly message: string }[];
  };
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface RawOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request as no browser would send it: any bytes, and any header, `Host` included. */
export function rawRequest(
  base: string,
  path: string,
  { method = "POST", headers = {}, body = "" }: RawOptions,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(base + path, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const answer = {
          status: response.statusCode ?? 0,
          body: text === "" ? {} : (JSON.parse(text) as RawAnswer["body"]),
          headers: response.headers,
        };
        resolve(answer);
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
