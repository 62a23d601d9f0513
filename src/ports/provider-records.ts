import type { Method } from "../incidents/policy.ts";
import type { Refusal } from "./failure.ts";

/** What went wrong at a provider since it last took something. Real milliseconds. */
export interface ProviderNote {
  readonly v: 1;
  readonly method: Method;
  readonly provider: string;
  /** In a row. */
  readonly failures: number;
  readonly reason: Refusal;
  readonly since: number;
  readonly last: number;
  /** Tried after the others until then; null: still in its place. */
  readonly outUntil: number | null;
}

/** How the providers of each method fare; all processes know the same. */
export interface ProviderRecords {
  all(): Promise<readonly ProviderNote[]>;
  /** It failed for a reason of its own. `isOut`: whatever came before. */
  failed(failure: {
    readonly method: Method;
    readonly provider: string;
    readonly reason: Refusal;
    readonly isOut: boolean;
    readonly now: number;
  }): Promise<void>;
  worked(method: Method, provider: string): Promise<void>;
}
