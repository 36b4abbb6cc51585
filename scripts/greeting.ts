import { DEMO, type Seeded } from "./seed.ts";

export interface Greeting {
  origin: string;
  adminKey: string;
  /** Signs in to the console once, within five minutes. */
  code: string;
  seeded: Seeded | undefined;
}

/** What `npm start` prints when the server is ready. The two calls fit each other: paste one after the other. */
export function greeting({ origin, adminKey, code, seeded }: Greeting): string {
  return `
  Holdpoint    ${origin}
  Console      ${origin}/console/#code=${code}
               (signs you in once, within five minutes; after that, sign in with the admin key)
  Reference    ${origin}/docs/
  Admin key    ${adminKey}
${seeded ? demo(origin, adminKey, seeded) : '\n  The flow "Order payment" has no LIVE version: launch one to try it.\n'}
  Ctrl-C stops the server; what it knows stays.
`;
}

function demo(origin: string, adminKey: string, { flowId, callbackUrl, token }: Seeded): string {
  // Fresh ones, so that no run that still waits from an earlier start is meant.
  const orderId = `A-${Date.now().toString(36)}`;
  const order = { orderId, items: [{ name: "shampoo", price: 25, quantity: 2 }] };
  return `
  Start a run; it answers its executionId and waits for a payment:

${post(`${origin}/api/automation/flow/${flowId}/activate`, order)}

  Call it back, as ${DEMO.email} (password ${DEMO.password}):
${token ? "" : "  (that password was changed: log in by POST /api/users/login and put the token in)\n"}
${post(callbackUrl, { orderId, paid: 50 }, token ?? "TOKEN")}

  See what became of it:

curl -H 'Authorization: Bearer ${adminKey}' '${origin}/api/manage/runs?flowId=${flowId}'
curl -H 'Authorization: Bearer ${adminKey}' '${origin}/api/manage/runs/EXECUTION-ID'
`;
}

function post(url: string, body: unknown, token?: string): string {
  const user = token === undefined ? "" : ` -H 'user-token: ${token}'`;
  return `curl -i -X POST '${url}' -H 'Content-Type: application/json'${user} -d '${JSON.stringify(body)}'`;
}
