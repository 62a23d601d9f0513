import { call } from "./api.ts";
import type { Me } from "./contract.ts";
import { byId, on } from "./dom.ts";

/** Asks who this is; resolves once the room has let them in. */
export function askWhoThisIs(): Promise<Me> {
  const name = byId("name") as HTMLInputElement;
  const problem = byId("join-problem");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  byId("zone").textContent = zone;
  name.focus();

  return new Promise((resolve) => {
    on(byId("join"), "submit", async (event) => {
      event.preventDefault();
      const phone = (byId("page-me") as HTMLInputElement).checked || undefined;
      const reply = await call<Me>("POST", "/room/join", { name: name.value.trim(), zone, phone });
      if (reply.ok) return resolve(reply.body);
      problem.textContent = reply.error;
      name.ariaInvalid = "true";
      name.focus();
    });
  });
}
