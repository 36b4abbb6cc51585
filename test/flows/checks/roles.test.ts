import { flow, reportsEach, trigger } from "./support.ts";

reportsEach([
  [
    "a role that doesn't exist",
    flow({
      a: trigger({ authentication: { type: "BACKENDLESS", requiredRoles: ["AuthenticatedUser", "Chef"] } }),
    }),
    "blocks.a.authentication.requiredRoles[1]",
    /"Chef"/,
  ],
  ["a role to start", flow({ a: trigger() }, { access: { start: ["Chef"] } }), "access.start[0]", /"Chef"/],
  [
    "a role to read",
    flow({ a: trigger() }, { access: { read: ["Cashier", "GuestUser", "Chef"] } }),
    "access.read[2]",
    /"Chef"/,
  ],
]);
