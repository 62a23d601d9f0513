import { reachesLoopbackOnly } from "./loopback.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Null: nobody can call us back. A vendor elsewhere refuses an address of this machine, and with it the page that names it. */
export function callbackUrlOf(publicUrl: string | null, given: Environment): string | null {
  if (publicUrl === null || !reachesLoopbackOnly(publicUrl)) return publicUrl;
  return Object.entries(given).some(isVendorHere) ? publicUrl : null;
}

function isVendorHere([name, value = ""]: readonly [string, string | undefined]): boolean {
  return name.endsWith("_API_URL") && URL.canParse(value) && reachesLoopbackOnly(value);
}
