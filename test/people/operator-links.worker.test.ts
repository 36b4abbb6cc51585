import { describe, expect, it } from "vitest";
import { manage } from "../support/worker.ts";
import { activationsOf } from "../triggers/support.ts";
import { answer, asked, blocks, linksOf, makeLink, open, SAYS } from "./support.ts";

describe("the operator", () => {
  it("makes links to a run that waits, each good beside the others", async () => {
    const { run, link } = await asked();
    const made = await makeLink(run, "approval", "PT1H");
    expect(made).toMatchObject({ number: 2, block: "approval", visit: 1, state: "open", by: "operator" });
    expect(made.url).not.toBe(link);
    expect((await answer(made.url)).page).toContain("Thank");
    expect((await answer(link)).page).toContain(SAYS.answered);
    expect(await activationsOf(run)).toBe(1);
  });

  it("sees links without their tokens", async () => {
    const { run, link } = await asked();
    const { body } = await manage("GET", `/runs/${run}/links`);
    expect(body).toEqual({
      items: [
        {
          number: 1,
          block: "approval",
          visit: 1,
          state: "open",
          madeAt: expect.any(Number),
          expiresAt: expect.any(Number),
          revokedAt: null,
          by: "flow",
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(link.slice(-40));
  });

  it("revokes a link, which then neither shows anything nor takes an answer, while another one does", async () => {
    const { run, link } = await asked({ approval: { ...blocks.approval, page: { text: "Sign here" } } });
    const other = await makeLink(run, "approval");
    for (const time of [1, 2])
      expect((await manage("DELETE", `/runs/${run}/links/1`)).status, `${time}`).toBe(204);
    for (const { status, page, headers } of [await open(link), await answer(link)]) {
      expect([status, page]).toEqual([410, expect.stringContaining(SAYS.revoked)]);
      expect(page).not.toMatch(/Sign here|Approval/);
      const receipt = headers.get("holdpoint-receipt");
      if (receipt)
        expect((await manage("GET", `/receipts/${receipt}`)).body).toMatchObject({
          outcome: "refused",
          code: 70411,
        });
    }
    expect(await activationsOf(run)).toBe(0);
    expect(await linksOf(run)).toMatchObject([
      { number: 1, state: "revoked", revokedAt: expect.any(Number) },
      { number: 2, state: "open", revokedAt: null },
    ]);
    expect((await answer(other.url)).page).toContain("Thank");
  });

  it("gets no link where there is nothing to answer", async () => {
    const { run } = await asked();
    const status = async (id: string, body: unknown) =>
      (await manage("POST", `/runs/${id}/links`, body)).status;
    expect(await status(run, { block: "done" })).toBe(400);
    expect(await status(run, { block: "nowhere" })).toBe(400);
    expect(await status(run, { block: "approval", expires: "P366D" })).toBe(400);
    expect(await status(run, { block: "approval", expires: "PT0S" })).toBe(400);
    expect(await status(crypto.randomUUID(), { block: "approval" })).toBe(404);
    expect((await manage("DELETE", `/runs/${run}/links/7`)).status).toBe(404);
    await manage("POST", `/runs/${run}/terminate`);
    expect(await status(run, { block: "approval" })).toBe(410);
    const past = await asked({ done: { type: "delay", for: "P1D" } });
    await answer(past.link);
    expect(await status(past.run, { block: "approval" })).toBe(409);
  });
});
