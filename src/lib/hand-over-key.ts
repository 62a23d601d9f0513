const PREFIX = "watchroom-";
const OURS = /^watchroom-(\d{1,15})(?:-\d{1,15})?$/;

/** What a service that is handed over to knows an incident by; another one for each time that it was taken and given back, as what was taken there does not ring again. */
export function handOverKey(name: number | string, generation: number): string {
  return `${PREFIX}${name}${generation === 0 ? "" : `-${generation + 1}`}`;
}

/** Number of the incident that a key stands for; null: it is none of ours. */
export function incidentOf(key: string): number | null {
  const [, digits] = OURS.exec(key) ?? [];
  return digits === undefined ? null : Number(digits);
}
