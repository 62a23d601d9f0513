import { isIP } from "node:net";
import {
  databaseAddress,
  type AddressForm,
  type DatabaseAddress,
} from "../../lib/database-address.ts";
import type { SourceAddress } from "../../lib/source-addresses.ts";

const FORM: AddressForm = {
  protocols: ["mysql:", "mariadb:"],
  port: 3306,
  socket: "socket",
  tls: "ssl-mode",
  tlsModes: {
    disabled: "off",
    required: "encrypted",
    verify_ca: "authority",
    verify_identity: "name",
  },
  ca: "ssl-ca",
  cert: "ssl-cert",
  key: "ssl-key",
  example: "mysql://user@host:3306/database",
};

/** Or what is wrong with it, for humans. The driver looks for a name in the certificate, never for a number. */
export function mysqlAddress(given: SourceAddress): DatabaseAddress | string {
  const address = databaseAddress(given, FORM);
  return typeof address !== "string" && address.tls === "name" && isIP(address.host) !== 0
    ? "has `ssl-mode=verify_identity` and a number for a host; write the host's name"
    : address;
}
