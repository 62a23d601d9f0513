import {
  databaseAddress,
  type AddressForm,
  type DatabaseAddress,
} from "../../lib/database-address.ts";
import type { SourceAddress } from "../../lib/source-addresses.ts";

const FORM: AddressForm = {
  protocols: ["postgres:", "postgresql:"],
  port: 5432,
  socket: "host",
  tls: "sslmode",
  tlsModes: {
    disable: "off",
    require: "encrypted",
    "verify-ca": "authority",
    "verify-full": "name",
  },
  ca: "sslrootcert",
  cert: "sslcert",
  key: "sslkey",
  example: "postgres://user@host:5432/database",
};

/** Or what is wrong with it, for humans. As libpq, `require` looks at the certificate when the authority is named. */
export function postgresAddress(given: SourceAddress): DatabaseAddress | string {
  const address = databaseAddress(given, FORM);
  if (typeof address === "string") return address;
  const looks = address.tls === "encrypted" && address.files.ca !== undefined;
  return looks ? { ...address, tls: "authority" } : address;
}
