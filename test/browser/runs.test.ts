import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { KEYS } from "../support/server.ts";
import { accessibilityOf, closeBrowser, copied, openConsole } from "./support.ts";

const origin = inject("url");
const client = new Client(origin);

afterAll(closeBrowser);

/** A run that waits at a trigger which takes the order that it was started with. */
async function waitingRun(orderId: string) {
  const flow = await client.publish(
    {
      order: { type: "set", name: "Order", values: {}, next: "payment" },
      payment: {
        type: "external-callback",
        name: "Payment confirmed",
        condition: "payment.data.orderId == initial.data.orderId",
        next: "done",
      },
      done: { type: "return", value: { paid: "{{ payment.data.paid }}" } },
    },
    { title: "Order {{ initial.data.orderId }}" },
  );
  const id = await client.startRun(flow.flowId, { orderId });
  await client.runBecomes(id, "waiting");
  return { ...flow, id };
}

describe("the page of a run", () => {
  it("shows the run complete while an outside system calls the URL that was copied from it", async () => {
    const orderId = crypto.randomUUID();
    const { id } = await waitingRun(orderId);
    const { page, problems, close } = await openConsole(`/runs/${id}`);
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Copy Callback URL of this run" }).click();
    const url = await copied(page);

    const { status } = await client.callback(url, undefined, { orderId, paid: 25.9 });
    expect(status).toBe(200);
    await page.getByRole("status").filter({ hasText: "Completed" }).waitFor();
    await page.getByRole("heading", { name: "Result" }).waitFor();
    expect(await page.getByRole("group", { name: "JSON" }).textContent()).toContain("paid: 25.9");

    const timeline = page.getByRole("region", { name: "Timeline" });
    await timeline.getByText("was activated by a callback").waitFor();
    await timeline.getByRole("button", { name: "Payment confirmed" }).last().click();
    expect(await page.getByRole("group", { name: "Data out" }).textContent()).toContain(orderId);
    await timeline.getByRole("link", { name: "Receipt" }).click();
    await page.getByRole("heading", { name: "Receipt", level: 1 }).waitFor();
    await page.getByRole("link", { name: id }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("asks to sign in when the session has ended that looks on, and then shows what became of the run", async () => {
    const { id, triggers } = await waitingRun("R-0");
    const { page, send, close } = await openConsole(`/runs/${id}`);
    await page.getByText("live", { exact: true }).waitFor();
    await send("DELETE /api/manage/console/session");
    await client.callback(triggers["payment"]?.stableUrl ?? "", id, { orderId: "R-0", paid: 1 });
    await page.getByText("Your session has ended").waitFor();
    await page.getByLabel("Admin key").fill(KEYS.ADMIN_KEY);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("status").filter({ hasText: "Completed" }).waitFor();
    await close();
  });

  it("releases a wait by hand with data, and terminates a run that was asked for", async () => {
    const [released, ended] = [await waitingRun("R-1"), await waitingRun("R-2")];
    const { page, problems, close } = await openConsole(`/runs/${released.id}`);
    await page.getByRole("button", { name: "Release by hand" }).click();
    await page.getByLabel("orderId", { exact: true }).fill("R-1");
    await page.getByLabel("paid", { exact: true }).fill("7");
    await page.getByLabel("Type of paid").selectOption("number");
    await page.getByRole("button", { name: "Release", exact: true }).click();
    await page.getByRole("status").filter({ hasText: "Completed" }).waitFor();
    expect(await client.run(released.id)).toMatchObject({ status: "completed", result: { paid: 7 } });

    await page.goto(`${origin}/console/runs/${ended.id}`);
    await page.getByRole("button", { name: "Terminate", exact: true }).click();
    await page.getByRole("button", { name: "Terminate the run" }).click();
    await page.getByRole("status").filter({ hasText: "Terminated" }).waitFor();
    expect(problems).toEqual([]);
    await close();
  });
});

describe("a wait on the page of a run", () => {
  it("is extended by its sender and by hand, rejected with a reason, and shown so", async () => {
    const flow = await client.publish({
      work: { type: "set", name: "Work", values: {}, next: "answer" },
      answer: {
        type: "external-callback",
        name: "Answer",
        timeout: { after: "PT1H", next: "done" },
        heartbeat: { most: "P1D" },
        onReject: "sorry",
        next: "done",
      },
      done: { type: "return", value: "done" },
      sorry: { type: "return", name: "Sorry", value: "{{ answer.error.message }}" },
    });
    const id = await client.startRun(flow.flowId);
    await client.runBecomes(id, "waiting");
    const { page, problems, close } = await openConsole(`/runs/${id}`);
    const timeline = page.getByRole("region", { name: "Timeline" });
    const { waits } = await client.run(id);
    const beat = await client.send(`POST ${waits[0].callbackUrl.replace("/activate", "/heartbeat")}`, {});
    expect(beat.status).toBe(200);
    await timeline.getByText("got another deadline, and waits until").waitFor();

    await page.getByRole("button", { name: "Extend", exact: true }).click();
    const extending = page.getByRole("dialog", { name: "Extend Answer" });
    await extending.getByLabel("Time left").fill("two");
    await extending.getByRole("button", { name: "Extend" }).click();
    await extending.getByText("A number greater than zero").waitFor();
    await extending.getByLabel("Time left").fill("2");
    await extending.getByLabel("Unit").selectOption("days");
    await extending.getByRole("button", { name: "Extend" }).click();
    await timeline.getByText("got another deadline by hand, and waits until").waitFor();
    const { waits: extended } = await client.run(id);
    expect(Math.abs(extended[0].timeoutAt - Date.now() - 2 * 86_400_000)).toBeLessThan(60_000);

    await page.getByRole("button", { name: "Reject by hand" }).click();
    const rejecting = page.getByRole("dialog", { name: "Reject Answer by hand" });
    await rejecting.getByRole("button", { name: "Reject" }).click();
    await rejecting.getByText("Say why").waitFor();
    await rejecting.getByLabel("Reason").fill("Out of stock");
    expect(await accessibilityOf(page)).toEqual([]);
    await rejecting.getByRole("button", { name: "Reject" }).click();
    await page.getByRole("status").filter({ hasText: "Completed" }).waitFor();
    await timeline.getByText("was rejected by hand: Out of stock").waitFor();
    expect(await client.run(id)).toMatchObject({ status: "completed", result: "Out of stock" });
    expect(problems).toEqual([]);
    await close();
  });
});

describe("the list of runs", () => {
  it("keeps what it is narrowed down to in the address", async () => {
    const orderId = crypto.randomUUID();
    const { id } = await waitingRun(orderId);
    const { page, close } = await openConsole("/runs");
    await page.getByLabel("Title").fill(orderId);
    await page.getByRole("link", { name: `Order ${orderId}` }).waitFor();
    await page.getByLabel("Status").selectOption("completed");
    await page.getByText("No such runs").waitFor();
    expect(new URL(page.url()).search).toBe(`?status=completed&title=${orderId}`);
    await page.reload();
    await page.getByText("No such runs").waitFor();
    await page.getByLabel("Status").selectOption("waiting");
    await page.getByRole("link", { name: `Order ${orderId}` }).click();
    await page.getByText(id).first().waitFor();
    await close();
  });
});
