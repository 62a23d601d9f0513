/** One caller of the HTTP API, with the cookie it was given. */
export interface Caller {
  readonly base: string;
  get<T>(path: string): Promise<T>;
  post<T>(
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: T; readonly headers: Headers }>;
  delete(path: string, body?: unknown): Promise<{ readonly status: number }>;
  /** Opens an event stream; the function closes it. */
  stream(path: string, hear?: (event: string, data: unknown) => void): Promise<() => void>;
}

export function caller(base: string): Caller {
  let cookie = "";
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(cookie && { cookie }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  return {
    base,
    get: async <T>(path: string) => {
      const response = await send("GET", path);
      const body = await read(response);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${JSON.stringify(body)}`);
      return body as T;
    },
    post: async <T>(path: string, body?: unknown) => {
      const response = await send("POST", path, body ?? {});
      return {
        status: response.status,
        body: (await read(response)) as T,
        headers: response.headers,
      };
    },
    delete: async (path, body) => {
      const response = await send("DELETE", path, body);
      await response.text();
      return { status: response.status };
    },
    stream: async (path, hear) => {
      const ending = new AbortController();
      const response = await fetch(base + path, { headers: { cookie }, signal: ending.signal });
      if (!response.ok || !response.body) throw new Error(`GET ${path}: ${response.status}`);
      void follow(response.body, hear).catch((error: unknown) => {
        if (!ending.signal.aborted) throw error;
      });
      return () => ending.abort();
    },
  };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

async function follow(
  body: ReadableStream<Uint8Array>,
  hear?: (event: string, data: unknown) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (event !== undefined && data !== undefined) hear?.(event, JSON.parse(data));
    }
  }
}
