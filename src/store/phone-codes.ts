import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { DAY, MINUTE } from "../lib/durations.ts";
import { createSigner, type Signer } from "../lib/sign.ts";
import type { PhoneRoute } from "../ports/phone-records.ts";
import { runScript } from "./run-script.ts";
import { RESERVE_SEND, TRY_CODE } from "./scripts/phones.ts";

/** Real milliseconds. */
export const CODE_LASTS_MS = 10 * MINUTE;
const CODE_TRIES = 5;
const AT_ONCE = { most: 3, spanMs: 10 * MINUTE };
/** Each costs, and may go to a number that earns by it. Of a person only: others cannot use it up for them. */
const A_DAY = { most: 12, spanMs: DAY };

/** What is known of a code that somebody has just tried. */
interface Tried {
  readonly hash: string;
  readonly by: PhoneRoute;
  readonly left: number;
}

/** What stands in the store instead of codes and numbers; hashed with the first secret, known by any: two are given while one is being replaced. */
export interface PhoneCodes {
  hashOf(handle: string, number: string, code: string): string;
  isRight(tried: Pick<Tried, "hash">, handle: string, number: string, code: string): boolean;
  /** Null: none is out, or its time or its tries are over. */
  tryOnce(handle: string, real: number): Promise<Tried | null>;
  reserve(handle: string, number: string, real: number): Promise<number | null>;
}

const said = (...of: readonly string[]): string => of.join("\n");

export function createPhoneCodes(
  redis: Redis,
  prefix: string,
  secrets: readonly string[],
): PhoneCodes {
  const codes = createSigner(secrets, "phone code");
  const numbers = secrets.map((secret): Signer => createSigner([secret], "phone number"));
  return {
    hashOf: (handle, number, code) => codes.sign(said(handle, number, code)),
    isRight: ({ hash }, handle, number, code) => codes.verify(said(handle, number, code), hash),
    tryOnce: async (handle, real) => {
      const args = [prefix, handle, real, CODE_TRIES, CODE_LASTS_MS];
      const [hash, by, left] = (await runScript(redis, TRY_CODE, args)) as [
        string?,
        PhoneRoute?,
        number?,
      ];
      return hash === undefined || by === undefined || left === undefined
        ? null
        : { hash, by, left };
    },
    reserve: async (handle, number, real) => {
      const groups = [
        { names: [`@${handle}`], limits: [AT_ONCE, A_DAY] },
        { names: numbers.map((signer) => signer.sign(number)), limits: [AT_ONCE] },
      ];
      const id = randomBytes(8).toString("hex");
      const args = [prefix, real, id, JSON.stringify(groups)];
      const free = (await runScript(redis, RESERVE_SEND, args)) as number;
      return free === 0 ? null : free;
    },
  };
}
