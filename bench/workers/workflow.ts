import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";

/**
 * The peer: the flow of `flows.ts` as a Cloudflare Workflow. What the flow computes in a `set` block is plain code
 * here, not a step, which is the cheaper of the two ways to write it.
 */
interface Order {
  orderId: string;
  items: { price: number; quantity: number }[];
  /** Asked by a last step, where there is one. */
  outside?: string;
}

interface PeerEnv {
  ORDERS: Workflow<Order>;
}

export class OrderWorkflow extends WorkflowEntrypoint<PeerEnv, Order> {
  override async run({ payload }: Readonly<WorkflowEvent<Order>>, step: WorkflowStep) {
    const total = payload.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const payment = await step.waitForEvent<{ paid: number }>("payment", {
      type: "payment",
      timeout: "1 day",
    });
    const { outside } = payload;
    if (outside !== undefined) {
      await step.do("complete", async () => {
        const answer = await fetch(outside, {
          method: "POST",
          body: JSON.stringify({ paid: payment.payload.paid }),
        });
        return { status: answer.status };
      });
    }
    return { order: payload.orderId, total, paid: payment.payload.paid };
  }
}

export default {
  async fetch(request, { ORDERS }) {
    const { pathname, searchParams } = new URL(request.url);
    const id = searchParams.get("id") ?? "";
    if (pathname === "/start") {
      await ORDERS.create({ id, params: await request.json<Order>() });
      return new Response(null);
    }
    const instance = await ORDERS.get(id);
    if (pathname === "/status") return Response.json(await instance.status());
    await instance.sendEvent({ type: "payment", payload: await request.json<object>() });
    return new Response(null);
  },
} satisfies ExportedHandler<PeerEnv>;
