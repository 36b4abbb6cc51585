import { afterAll, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { closeBrowser, openConsole } from "./support.ts";

const client = new Client(inject("url"));

afterAll(closeBrowser);

/** A run that waits for somebody with a role, and that somebody. */
async function guardedRun() {
  const role = `Role ${crypto.randomUUID()}`;
  const user = await client.logInUser([role]);
  const flow = await client.publish({
    approval: {
      type: "external-callback",
      name: "Approval",
      authentication: { type: "BACKENDLESS", requiredRoles: [role] },
      next: "done",
    },
    done: { type: "return", value: "{{ approval.user.email }}" },
  });
  const id = await client.startRun(flow.flowId);
  await client.runBecomes(id, "waiting");
  const { triggerId = "", stableUrl = "" } = flow.triggers["approval"] ?? {};
  return { ...flow, id, user, triggerId, stableUrl };
}

it("replays a callback that was refused as a user who may, and leads to the run that went on", async () => {
  const { flowId, triggerId, stableUrl, id, user } = await guardedRun();
  const refused = await client.callback(stableUrl, "any", { by: "nobody" });
  expect(refused.status).toBe(401);

  const { page, problems, close } = await openConsole(`/receipts/${flowId}/${triggerId}`);
  await page.getByLabel("Outcome").selectOption("refused");
  await page.getByRole("row").filter({ hasText: "code 1000" }).getByRole("link").first().click();
  await page.getByText("by: ").waitFor();
  const replay = page.getByRole("button", { name: "Replay" });
  expect(await replay.isDisabled()).toBe(true);
  await page.getByLabel("Email begins with").fill(user.email);
  await page.getByRole("radio", { name: user.email }).check();
  await replay.click();
  const result = page.getByRole("status").filter({ hasText: "Activated" });
  await result.getByRole("link", { name: `Run ${id.slice(0, 8)}` }).waitFor();
  expect(await client.runBecomes(id, "completed")).toMatchObject({ result: user.email });
  await result.getByRole("link", { name: "Its receipt" }).click();
  await page.getByRole("link", { name: "An earlier callback" }).waitFor();
  expect(problems).toEqual([]);
  await close();
});

it("sends a test callback as a chosen user to a named run, and shows what became of it", async () => {
  const { flowId, triggerId, id, user } = await guardedRun();
  const { page, problems, close } = await openConsole(`/waiting/${flowId}/${triggerId}`);
  await page.getByRole("link", { name: id }).waitFor();
  const form = page.getByRole("region", { name: "Test callback" });
  await form.getByLabel("Data as JSON").fill('{"by": "the console"}');
  await form.getByLabel("For which run").selectOption("named");
  expect(await form.getByLabel("executionId").inputValue()).toBe(id);
  await form.getByRole("button", { name: "Send the callback" }).click();
  await form.getByRole("status").filter({ hasText: "Refused" }).waitFor();

  await form.getByLabel("Sent as").selectOption("user");
  await form.getByLabel("Email begins with").fill(user.email);
  await form.getByRole("radio", { name: user.email }).check();
  await form.getByRole("button", { name: "Send the callback" }).click();
  await form.getByRole("status").filter({ hasText: "Activated" }).waitFor();
  await page.getByText("Nobody waits here").waitFor();
  expect(await client.runBecomes(id, "completed")).toMatchObject({ result: user.email });
  expect(problems).toEqual([]);
  await close();
});
