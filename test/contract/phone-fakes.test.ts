import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TwilioServer, twilioSignature } from "../fakes/twilio-server.ts";
import { listening, type Listening } from "../support/listening.ts";

const ANA = "+6421000001";
const URL_OF_VECTORS = "https://mycompany.com/myapp.php?foo=1&bar=2";

interface Asked {
  readonly path: string;
  readonly fields: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** A program that is asked: answers what `say` holds for the path. */
class Program {
  readonly asked: Asked[] = [];
  say: Record<string, string> = {};
  contentType = "text/xml";
  #listening: Listening | null = null;

  get url(): string {
    return `http://127.0.0.1:${this.#listening?.port}`;
  }

  async start(): Promise<void> {
    const server: Server = createServer(
      (request, response) => void this.#answer(request, response),
    );
    this.#listening = await listening(server);
  }

  async stop(): Promise<void> {
    await this.#listening?.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const path = request.url ?? "";
    this.asked.push({ path, body, fields: new URLSearchParams(body), headers: request.headers });
    const said = this.say[path];
    response.writeHead(said === undefined ? 204 : 200, { "content-type": this.contentType });
    response.end(said ?? "");
  }
}

const program = new Program();
beforeAll(() => program.start());
afterAll(() => program.stop());

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

describe("Twilio", () => {
  let twilio: TwilioServer;
  beforeAll(async () => {
    twilio = await new TwilioServer().start();
  });
  afterAll(() => twilio.stop());

  async function post(path: string, fields: readonly [string, string][]): Promise<Response> {
    return fetch(`${twilio.url}/2010-04-01/Accounts/${twilio.accountSid}/${path}`, {
      method: "POST",
      headers: { authorization: basic(twilio.accountSid, twilio.authToken) },
      body: new URLSearchParams(fields as [string, string][]),
    });
  }

  test("signs as the published vectors say", () => {
    const call = [
      ["CallSid", "CA1234567890ABCDE"],
      ["Digits", "1234"],
      ["From", "+14158675309"],
      ["To", "+18005551212"],
    ] as const;
    const sign = (fields: readonly (readonly [string, string])[]): string =>
      twilioSignature("12345", URL_OF_VECTORS, fields);
    expect(sign([...call, ["Caller", "+14158675309"]])).toBe("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    expect(
      sign([
        ["Sid", "CA123"],
        ["SidAccount", "AC123"],
        ["Digits", "5678"],
        ["Digits", "1234"],
        ["Digits", "1234"],
      ]),
    ).toBe("IK+Dwps556ElfBT0I3Rgjkr1wJU=");
  });

  test("walks a call through its states", async () => {
    program.say = {
      "/call": `<Response><Gather numDigits="1" timeout="8" action="/keys"><Say>Press 1</Say></Gather><Redirect>/again</Redirect></Response>`,
      "/keys": `<?xml version="1.0" encoding="UTF-8"?><Response><Say>Thank you</Say><Hangup/></Response>`,
    };
    const answer = await post("Calls.json", [
      ["To", ANA],
      ["From", twilio.from],
      ["Url", `${program.url}/call`],
      ["StatusCallback", `${program.url}/status`],
      ["StatusCallbackEvent", "ringing"],
      ["StatusCallbackEvent", "completed"],
    ]);
    expect(answer.status).toBe(201);
    const call = twilio.calls.at(-1)!;
    await twilio.settled();
    await twilio.answers(call);
    await twilio.presses(call, "1");
    expect(call.spoken).toEqual(["Press 1", "Thank you"]);
    expect(call.status).toBe("completed");
    expect(program.asked.map(({ path }) => path)).toEqual(["/status", "/call", "/keys", "/status"]);
    expect(program.asked[2]?.fields.get("Digits")).toBe("1");
    twilio.expectNoFaults();
  });
});
