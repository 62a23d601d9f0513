/** The story cannot go on. The message is for humans, whole; the demo ends with it, without a stack. */
export class StoryStopped extends Error {
  override readonly name = "StoryStopped";
}
