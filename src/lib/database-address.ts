import { readFileSync } from "node:fs";
import type { SourceAddress } from "./source-addresses.ts";

/** `encrypted`: whoever answers; `authority`: its certificate is signed as it should be; `name`: and is the host's own. */
export type TlsMode = "off" | "encrypted" | "authority" | "name";

export interface DatabaseAddress {
  /** A path is the folder, or the file, of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls: TlsMode;
  /** Paths of files with the authority, and with our own certificate and key. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** How one kind of database writes its addresses. */
export interface AddressForm {
  readonly protocols: readonly string[];
  readonly port: number;
  /** The parameter that holds the path of a socket. */
  readonly socket: string;
  readonly tls: string;
  readonly tlsModes: Readonly<Record<string, TlsMode>>;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** For humans. */
  readonly example: string;
}

/** Or what is wrong with it, for humans: how the sentence goes on after the variable's name. Without a database's name it is the user's. */
export function databaseAddress(
  { url, token }: SourceAddress,
  form: AddressForm,
): DatabaseAddress | string {
  const no = `is no address of a database, as in ${form.example}`;
  if (!URL.canParse(url)) return no;
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  if (!form.protocols.includes(protocol)) return no;
  const [host, user, own, database] = [hostname, username, password, pathname.slice(1)].map(plain);
  if (host === null || user === null || own === null || database === null) return no;
  const place = searchParams.get(form.socket) ?? host!.replace(/^\[|\]$/g, "");
  const isSocket = place.startsWith("/");
  if (place === "" || user === "" || (searchParams.has(form.socket) && !isSocket)) return no;
  const said = searchParams.get(form.tls)?.toLowerCase();
  const tls = said === undefined ? "off" : form.tlsModes[said];
  if (tls === undefined)
    return `has a \`${form.tls}\` that is not known; write ${Object.keys(form.tlsModes).join(", ")}`;
  return {
    host: place,
    port: port === "" ? form.port : Number(port),
    user: user!,
    password: own === "" ? (token ?? "") : own!,
    database: database === "" ? user! : database!,
    tls: isSocket ? "off" : tls,
    files: Object.fromEntries(
      (["ca", "cert", "key"] as const).flatMap((part) => {
        const path = searchParams.get(form[part]);
        return path === null ? [] : [[part, path]];
      }),
    ),
  };
}

/** Null: it cannot be what it stands for. */
function plain(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The content of the files; null when one cannot be read. */
export function tlsFiles({
  files,
}: Pick<DatabaseAddress, "files">): Readonly<Record<string, string>> | null {
  try {
    return Object.fromEntries(
      Object.entries(files).map(([part, path]) => [part, readFileSync(path, "utf8")]),
    );
  } catch {
    return null;
  }
}
