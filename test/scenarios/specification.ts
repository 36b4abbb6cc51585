/** What the specification prints, for the tests that hold us to it. */

/** Its sample callback's body, as its printed cURL sends it: with stray backslashes. */
export const PRINTED = String.raw`{ \
"data":[ \
{"name":"shampoo","price":9.95}, \
{"name":"conditioner","price":8.99}, \
{"name":"body wash","price":5.99}\
]\
}`;
/** The same without them. */
export const SAMPLE = PRINTED.replaceAll("\\", "");

export const REFUSAL = {
  code: 1000,
  message: "Unable to execute the callback. User is missing required security role(s)",
};

/** The keys of its user object, in its order. */
export const USER_KEYS = [
  ...["lastLogin", "lastName", "userStatus", "gender", "firstName", "phoneNumber", "name", "age", "email"],
  ...[
    "created",
    "accountType",
    "socialAccount",
    "ownerId",
    "oAuthIdentities",
    "blUserLocale",
    "updated",
    "objectId",
  ],
];

/** Order received → details processed → External Callback → order completed. */
export const ORDER = {
  received: {
    type: "set",
    name: "Order Received",
    values: { orderId: "{{ initial.data.orderId }}" },
    next: "details",
  },
  details: {
    type: "set",
    name: "Process Order Details",
    values: { total: "{{ sum(initial.data.items.map(i, i.price * i.quantity)) }}" },
    next: "callback",
  },
  callback: {
    type: "external-callback",
    name: "Callback with Orders",
    authentication: { type: "BACKENDLESS", requiredRoles: ["Cashier"], onFail: "ERROR" },
    next: "complete",
  },
  complete: {
    type: "set",
    name: "Complete Order",
    values: {
      order: "{{ received.orderId }}",
      total: "{{ details.total }}",
      firstPrice: "{{ callback.data.data[0].price }}",
      names: "{{ callback.data.data.map(p, p.name) }}",
      thanks: "Thank you, {{ callback.user.firstName }} <{{ callback.user.email }}>",
    },
    next: "done",
  },
  done: { type: "return", value: "{{ complete }}" },
};

/** A trigger and a block that keeps what it brought. */
export function waitsThenEnds(trigger: Record<string, unknown> = {}) {
  return {
    wait: { type: "set", values: {}, next: "callback" },
    callback: { type: "external-callback", name: "Callback", ...trigger, next: "done" },
    done: { type: "return", value: "{{ callback.data }}" },
  };
}

/** How often callbacks have let a run go on. */
export function activationsOf(run: { timeline: { type: string }[] }): number {
  return run.timeline.filter(({ type }) => type === "activated").length;
}
