/** Small things that an adapter has to remember across restarts and processes. Keys are its own; values are JSON. */
export interface AdapterRecords {
  read(key: string): Promise<unknown>;
  /** In the order of the keys; null for what is not there. */
  readMany(keys: readonly string[]): Promise<readonly unknown[]>;
  /** Real milliseconds; null: for good. */
  write(key: string, value: unknown, keepMs: number | null): Promise<void>;
  remove(key: string): Promise<void>;
  /** True for the first one who says so within that many real milliseconds. */
  once(key: string, forMs: number): Promise<boolean>;
}
