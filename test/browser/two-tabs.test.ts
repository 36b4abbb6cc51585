import { afterAll, describe, expect, inject, it } from "vitest";
import { Client } from "../support/client.ts";
import { closeBrowser, openConsole } from "./support.ts";

const client = new Client(inject("url"));

afterAll(closeBrowser);

describe("two tabs that edit one flow", () => {
  it("say so, keep both, and let one choose", async () => {
    const { flowId } = await client.publish({ a: { type: "return", value: 1 } }, { start: "a" });
    const { page: one, problems, close } = await openConsole(`/flows/${flowId}/edit`);
    const other = await one.context().newPage();
    await other.goto(one.url());
    const [mine, theirs] = [one.getByLabel("Description"), other.getByLabel("Description")];
    await theirs.waitFor();

    await mine.fill("of one");
    await other.getByText(/Another tab edits this flow.* aren't saved yet/).waitFor();
    await theirs.fill("of the other");
    await other.getByText(/until you choose, both are kept/).waitFor();
    await other.getByText("not saved yet, kept beside the edits of another tab").waitFor();

    await other.reload();
    await other.getByText(/gave way to those of another tab, and are kept/).waitFor();
    expect(await theirs.inputValue()).toBe("of one");
    await other.getByRole("button", { name: "Bring them back" }).click();
    expect(await theirs.inputValue()).toBe("of the other");

    await one.getByText(/until you choose, both are kept/).waitFor();
    expect(await mine.inputValue()).toBe("of one");
    await one.getByRole("button", { name: "Take the other tab's" }).click();
    expect(await mine.inputValue()).toBe("of the other");
    await one.getByRole("button", { name: "Undo" }).click();
    await other.getByText(/until you choose, both are kept/).waitFor();
    await other.getByRole("button", { name: "Keep mine" }).click();
    await one.getByText(/until you choose, both are kept/).waitFor();
    expect([await mine.inputValue(), await theirs.inputValue()]).toEqual(["of one", "of the other"]);
    expect(problems).toEqual([]);
    await close();
  });
});
