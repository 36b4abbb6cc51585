import { afterAll, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { eventually } from "../support/eventually.ts";
import { accessibilityOf, closeBrowser, openConsole, overflowOf } from "./support.ts";

const client = new Client(inject("url"));
const origin = inject("url");

afterAll(closeBrowser);

/** A run that waits for a signed callback with a number of an order. */
async function signedRun() {
  const flow = await client.publish({
    details: { type: "set", values: {}, next: "payment" },
    payment: {
      type: "external-callback",
      name: "Payment",
      authentication: { type: "SIGNATURE", scheme: "GITHUB", secret: "NOT_SET_ANYWHERE" },
      schema: { type: "object", required: ["orderId"] },
      next: "done",
    },
    done: { type: "return" },
  });
  const id = await client.startRun(flow.flowId);
  await client.runBecomes(id, "waiting");
  return { flowId: flow.flowId, stableUrl: flow.triggers["payment"]?.stableUrl ?? "", id };
}

it("makes a link for a run that waits, shows it but once, and revokes it", async () => {
  const { id } = await signedRun();
  const { page, problems, close } = await openConsole(`/runs/${id}`);
  await page.getByText("There is no command to copy").waitFor();
  const links = page.getByRole("region", { name: "Links for people" });
  await links.getByRole("button", { name: "Make a link" }).click();
  const url = await links.getByLabel("Link 1", { exact: true }).inputValue();
  expect(url.startsWith(`${origin}/link/`)).toBe(true);
  expect((await fetch(url)).status).toBe(200);
  await links.getByRole("listitem").filter({ hasText: "Open" }).waitFor();
  expect(await accessibilityOf(page)).toEqual([]);

  await links.getByRole("button", { name: "Revoke link 1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke the link" }).click();
  await links.getByRole("listitem").filter({ hasText: "Revoked" }).waitFor();
  expect(await (await fetch(url)).text()).toContain("withdrawn");
  expect(await overflowOf(page)).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

it("answers for a sender whose signature was refused, and says what of its data was wrong", async () => {
  const { flowId, stableUrl, id } = await signedRun();
  const refused = await client.callback(stableUrl, id, { orderId: "A-7" });
  expect(refused.status).toBe(401);
  const wrong = await client.callback(stableUrl, id, { order: "A-7" });
  const receiptOf = ({ headers }: typeof refused) => headers.get("holdpoint-receipt");

  const { page, problems, close } = await openConsole(`/receipts/${receiptOf(wrong)}?flow=${flowId}`);
  await page.getByText("No valid user or signature").waitFor();
  const judged = page.getByLabel("Judged as");
  await judged.getByText("Its sender: you answer for it").waitFor({ state: "attached" });
  // Once it is known that senders sign there.
  await eventually(
    () => judged.inputValue(),
    (value) => value === "verified",
  );
  await page.getByRole("button", { name: "Replay" }).click();
  await page.getByRole("link", { name: "Its receipt" }).click();
  await page.getByText("The data didn't fit the schema (code 70425)").waitFor();
  await page.getByRole("list", { name: "What was wrong" }).getByText("orderId").waitFor();
  expect(await accessibilityOf(page)).toEqual([]);

  await page.goto(`${origin}/console/receipts/${receiptOf(refused)}?flow=${flowId}`);
  await page.getByRole("button", { name: "Replay" }).click();
  await page.getByRole("status").filter({ hasText: "Activated" }).waitFor();
  expect((await client.runBecomes(id, "completed")).status).toBe("completed");
  expect(problems).toEqual([]);
  await close();
});
