import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";

/**
 * The peer: the flow of `flows.ts` as a Cloudflare Workflow. A block whose output is kept is a step, whose output is
 * kept too; the trigger is a wait for an event.
 */
interface Order {
  orderId: string;
  items: { price: number; quantity: number }[];
  /** Asked by the last step instead, where it is given. */
  outside?: string;
}

interface PeerEnv {
  ORDERS: Workflow<Order>;
}

export class OrderWorkflow extends WorkflowEntrypoint<PeerEnv, Order> {
  override async run({ payload }: Readonly<WorkflowEvent<Order>>, step: WorkflowStep) {
    const details = await step.do("details", async () => ({
      total: payload.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    }));
    const payment = await step.waitForEvent<{ paid: number }>("payment", {
      type: "payment",
      timeout: "1 day",
    });
    const { paid } = payment.payload;
    const { orderId, outside } = payload;
    return step.do("complete", async () => {
      if (outside === undefined) return { order: orderId, total: details.total, paid };
      const answer = await fetch(outside, { method: "POST", body: JSON.stringify({ paid }) });
      return { status: answer.status };
    });
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
