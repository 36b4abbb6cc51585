import { createHmac } from "node:crypto";

/**
 * The flows that are measured: the specification's order, whose details are processed, which waits for its payment
 * and is completed then. What `details` and `complete` yield is kept durably; the run ends with a `return`.
 */

const CORRELATION = "payment.data.orderId == initial.data.orderId && payment.data.paid >= details.total";

const COMPLETE = {
  type: "set",
  values: {
    order: "{{ initial.data.orderId }}",
    total: "{{ details.total }}",
    paid: "{{ payment.data.paid }}",
  },
};

function order(trigger: Record<string, unknown>, complete: Record<string, unknown> = COMPLETE) {
  return {
    start: "details",
    blocks: {
      details: {
        type: "set",
        values: { total: "{{ sum(initial.data.items.map(i, i.price * i.quantity)) }}" },
        next: "payment",
      },
      payment: { type: "external-callback", ...trigger, next: "complete" },
      complete: { ...complete, next: "done" },
      done: { type: "return", value: "{{ complete }}" },
    },
  };
}

export const PLAIN = order({});
/** Its condition's first conjunct is an index, so that a callback that names no run finds its own. */
export const CORRELATED = order({ condition: CORRELATION });
export const ROLE = "Cashier";
export const PROTECTED = order({ authentication: { type: "BACKENDLESS", requiredRoles: [ROLE] } });
/** What its senders sign with. */
export const SECRET = { name: "BENCH", value: "bench-secret" };
export const SIGNED = order({
  authentication: { type: "SIGNATURE", scheme: "GITHUB", secret: SECRET.name },
});
/** Asks an outside server at the end: `initial.data.outside`, a port of this machine and a path. */
export const ASKING = order(
  {},
  {
    type: "http-request",
    request: {
      method: "POST",
      url: "{{ initial.data.outside }}",
      body: { paid: "{{ payment.data.paid }}" },
    },
  },
);

/** What an order starts with. */
export function orderOf(orderId: string, outside?: string): string {
  const items = [
    { name: "shampoo", price: 9.95, quantity: 2 },
    { name: "conditioner", price: 8.99, quantity: 1 },
  ];
  return JSON.stringify({ orderId, items, ...(outside !== undefined && { outside }) });
}

/** As GitHub signs a body. */
export function signatureOf(body: string): Record<string, string> {
  const hex = createHmac("sha256", SECRET.value).update(body).digest("hex");
  return { "x-hub-signature-256": `sha256=${hex}` };
}

/** The callback that pays it. */
export function paymentOf(orderId: string, paid = 50): string {
  return JSON.stringify({ orderId, paid, currency: "EUR", method: "card" });
}
