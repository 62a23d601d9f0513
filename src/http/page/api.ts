export type Reply<T> =
  | { readonly ok: true; readonly body: T }
  | { readonly ok: false; readonly status: number; readonly error: string };

const TIMEOUT_MS = 10_000;

/** Status 0: the server was not reached at all. */
export async function call<T>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: object,
): Promise<Reply<T>> {
  try {
    const sent = body && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...sent,
    });
    const { ok, status } = response;
    const text = await response.text();
    const answer = text ? JSON.parse(text) : {};
    if (ok) return { ok, body: answer };
    const problems = (answer.problems ?? []) as { readonly message: string }[];
    return {
      ok,
      status,
      error: [answer.error, ...problems.map(({ message }) => message)].join(" "),
    };
  } catch {
    return { ok: false, status: 0, error: "The room cannot be reached." };
  }
}

/** The server is away or cannot write: trying again later may help. */
export function isPassing({ status }: { readonly status: number }): boolean {
  return status === 0 || status >= 500;
}
