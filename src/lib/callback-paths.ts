/** Where a vendor of calls and messages calls us back below `root`, as our server mounts it. */
export function callbackPaths<const Root extends string>(root: Root) {
  return {
    round: `${root}/calls/:token/rounds/:round`,
    keys: `${root}/calls/:token/keys`,
    callStatus: `${root}/calls/:token/status`,
    messageStatus: `${root}/messages/:token/status`,
    messages: `${root}/messages`,
  } as const;
}
