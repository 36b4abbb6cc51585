import { afterAll, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { closeBrowser, openConsole } from "./support.ts";

const client = new Client(inject("url"));

afterAll(closeBrowser);

async function userByEmail(email: string) {
  const { body } = await client.manage(`GET /users?email=${encodeURIComponent(email)}`);
  return body.items[0];
}

it("makes a role and a user, gives the role and takes it", async () => {
  const role = `Role ${crypto.randomUUID()}`;
  const email = `${crypto.randomUUID()}@example.com`;
  const { page, problems, close } = await openConsole("/users");
  await page.getByRole("tab", { name: "Roles" }).click();
  await page.getByLabel("New role").fill(role);
  await page.getByRole("button", { name: "Make the role" }).click();
  await page.getByRole("cell", { name: role }).first().waitFor();

  await page.getByRole("tab", { name: "Users", exact: true }).click();
  await page.getByRole("button", { name: "New user" }).click();
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password").fill("s3cr3t");
  await page.getByRole("button", { name: "Add the user" }).click();
  await page.getByRole("button", { name: email }).click();
  // It shows what the server has made of it, so it changes a little after the click.
  const checkbox = page.getByRole("checkbox", { name: role });
  await checkbox.click();
  await expect.poll(async () => (await userByEmail(email)).roles).toEqual([role]);
  await expect.poll(() => checkbox.isChecked()).toBe(true);
  await checkbox.click();
  await expect.poll(async () => (await userByEmail(email)).roles).toEqual([]);
  expect(problems).toEqual([]);
  await close();
});

it("ends the sessions of a user, disables and deletes her, each after it was asked for", async () => {
  const user = await client.logInUser();
  const isValid = async () => (await client.send(`GET /api/users/isvalidusertoken/${user.token}`)).body;
  const { page, close } = await openConsole("/users");
  await page.getByLabel("Email begins with").fill(user.email);
  await page.getByRole("button", { name: user.email }).click();
  await page.getByText("1 session", { exact: true }).waitFor();
  await page.getByRole("button", { name: "End sessions" }).click();
  expect(await isValid()).toBe(true);
  await page.getByRole("button", { name: "End the sessions" }).click();
  await page.getByText("0 sessions", { exact: true }).waitFor();
  expect(await isValid()).toBe(false);

  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await page
    .getByRole("dialog", { name: "Disable this user?" })
    .getByRole("button", { name: "Disable" })
    .click();
  await expect.poll(async () => (await userByEmail(user.email)).userStatus).toBe("DISABLED");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete the user" }).click();
  await page.getByText("Nobody's email begins so").waitFor();
  expect(await userByEmail(user.email)).toBeUndefined();
  await close();
});
