import { describe, expect, it } from "vitest";
import verification from "../../examples/email-verification.json";
import approval from "../../examples/two-person-approval.json";
import { logInUser, publish, startRun, viewRun } from "../support/worker.ts";
import { statusOf } from "../triggers/support.ts";
import { answer, open } from "./support.ts";

function linkIn(text: unknown): string {
  return /http\S+/.exec(String(text))?.[0] ?? "";
}

describe("the example of an e-mail verification", () => {
  it("waits for the address's owner, in her language", async () => {
    const { blocks, title } = verification;
    const run = await startRun(await publish(blocks, { title }), { email: "ada@example.com" });
    const link = linkIn(Object((await viewRun(run)).context["mail"]).text);
    expect((await open(link)).page).toContain("<p>ada@example.com</p>");
    const german = { "accept-language": "de" };
    expect((await open(link, { headers: german })).page).toContain("Ja, das ist meine Adresse");
    expect((await answer(link, german, { choice: "yes" })).page).toContain("Ihre Adresse ist bestätigt.");
    expect((await viewRun(run)).result).toEqual({ email: "ada@example.com", confirmed: true });
  });
});

describe("the example of a two-person approval", () => {
  const { blocks, title } = approval;

  async function asked() {
    const people = [await logInUser(), await logInUser(), await logInUser()];
    const flow = await publish(blocks, { title });
    const run = await startRun(flow, { amount: 500, to: "Ada" }, { "user-token": people[0]?.token ?? "" });
    const link = linkIn(Object((await viewRun(run)).context["request"]).text);
    const answerAs = (index: number, choice: string) =>
      answer(link, { cookie: `holdpoint-person=${people[index]?.token}` }, { choice });
    return { run, answerAs };
  }

  it("is approved by two who haven't asked for it", async () => {
    const { run, answerAs } = await asked();
    expect((await answerAs(0, "approve")).status).toBe(403);
    await answerAs(1, "approve");
    expect(await statusOf(run)).toBe("waiting");
    await answerAs(2, "approve");
    expect((await viewRun(run)).result).toMatchObject({
      status: "approved",
      by: [expect.stringContaining("@"), expect.stringContaining("@")],
    });
  });

  it("is rejected by one", async () => {
    const { run, answerAs } = await asked();
    await answerAs(1, "approve");
    await answerAs(2, "reject");
    expect((await viewRun(run)).result).toEqual({ status: "rejected" });
  });
});
