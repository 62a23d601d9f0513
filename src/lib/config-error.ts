/** A fault in what the operator has set up. The message is for humans, whole and without secrets; the program ends with it, without a stack. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
