/** A number from what INFO says; 0 when it is not there. */
export function infoFigure(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
}
