/**
 * A number out of the text of INFO: `used_memory`, or a part of a field, `db0.keys` of `db0:keys=2,expires=0`. Else why
 * there is none. INFO leaves a database without keys out.
 */
export function infoField(info: string, name: string): number | string {
  const [field = "", part] = name.split(".");
  const line = info.split(/\r?\n/).find((line) => line.startsWith(`${field}:`));
  if (line === undefined)
    return /^db\d+\.(keys|expires)$/.test(name) ? 0 : `INFO has no field ${field}`;
  const whole = line.slice(field.length + 1);
  const parts = whole.split(",");
  const prefix = `${part}=`;
  const text =
    part === undefined
      ? whole
      : parts.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  if (text === undefined) return `the field ${field} of INFO has no part ${part}`;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : `${name} of INFO is no number`;
}
