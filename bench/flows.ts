/** The flows that are measured. All sum up an order, wait for its payment and end with a `return`. */

const CORRELATION = "payment.data.orderId == initial.data.orderId && payment.data.paid >= details.total";

type Blocks = Record<string, unknown>;

function order(trigger: Record<string, unknown>, after: Blocks = {}): { start: string; blocks: Blocks } {
  const [complete = "done"] = Object.keys(after);
  return {
    start: "details",
    blocks: {
      details: {
        type: "set",
        values: { total: "{{ sum(initial.data.items.map(i, i.price * i.quantity)) }}" },
        next: "payment",
      },
      payment: { type: "external-callback", ...trigger, next: complete },
      ...after,
      done: {
        type: "return",
        value: {
          order: "{{ initial.data.orderId }}",
          total: "{{ details.total }}",
          paid: "{{ payment.data.paid }}",
        },
      },
    },
  };
}

export const PLAIN = order({});
/** Its condition's first conjunct is an index, so that a callback that names no run finds its own. */
export const CORRELATED = order({ condition: CORRELATION });
export const ROLE = "Cashier";
export const PROTECTED = order({ authentication: { type: "BACKENDLESS", requiredRoles: [ROLE] } });
/** Asks an outside server at the end: `initial.data.outside`, a port of this machine and a path. */
export const ASKING = order(
  {},
  {
    complete: {
      type: "http-request",
      request: {
        method: "POST",
        url: "{{ initial.data.outside }}",
        body: { paid: "{{ payment.data.paid }}" },
      },
      next: "done",
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

/** The callback that pays it. */
export function paymentOf(orderId: string, paid = 50): string {
  return JSON.stringify({ orderId, paid, currency: "EUR", method: "card" });
}
