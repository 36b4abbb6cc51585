import { describe, expect, it } from "vitest";
import { manage, publish, startRun, viewRun } from "../support/worker.ts";
import { activationsOf, callBack, statusOf } from "../triggers/support.ts";
import { answer, asked, blocks, makeLink, open, submit } from "./support.ts";

const choices = [
  { id: "approve", label: "Approve {{ initial.data.order }}" },
  { id: "reject", label: "Reject", style: "danger" },
];
const schema = {
  type: "object",
  required: ["amount"],
  additionalProperties: false,
  properties: { amount: { type: "number", title: "Amount", minimum: 1 }, gift: { type: "boolean" } },
};

function askedWith(more: object, data: object = { order: "A-7" }) {
  return asked({ approval: { ...blocks.approval, ...more } }, data);
}

describe("the choices of a page", () => {
  it("are its buttons, and what the run reads of the one that was pressed", async () => {
    const { run, link } = await askedWith({ page: { choices } });
    const { page } = await open(link);
    expect(page).toContain('<button name="choice" value="approve" class="primary">Approve A-7</button>');
    expect(page).toContain('<button name="choice" value="reject" class="danger">Reject</button>');
    await answer(link, {}, { choice: "reject" });
    expect(await viewRun(run)).toMatchObject({ status: "completed", result: { choice: "reject" } });
  });

  it("are not made by the Enter key, which presses the first button", async () => {
    const { link } = await askedWith({ page: { choices } });
    expect((await open(link)).page).toMatch(/<form[^>]*><button disabled hidden><\/button>/);
  });

  it.each([{}, { choice: "else" }, { choice: "" }])("are the only ones: %j is none", async (fields) => {
    const { run, link } = await askedWith({ page: { choices } });
    const { status, page } = await submit(link, fields);
    expect([status, page]).toEqual([422, expect.stringContaining("choose one of these")]);
    expect(await activationsOf(run)).toBe(0);
  });
});

describe("the comment of a page", () => {
  it("is asked for, kept as it was written, and told to the run", async () => {
    const { run, link } = await askedWith({ page: { choices, comment: "optional" } });
    expect((await open(link)).page).toContain('<textarea id="f0" name="comment" rows="4"></textarea>');
    await answer(link, {}, { choice: "approve", comment: " Fine.\r\n<b>Go</b> " });
    expect((await viewRun(run)).result).toEqual({ choice: "approve", comment: "Fine.\n<b>Go</b>" });
  });

  it("may be left out where it is optional, and must not be where it is required", async () => {
    const { run, link } = await askedWith({ page: { comment: "optional" } });
    await answer(link, {}, { comment: "  " });
    expect((await viewRun(run)).result).toEqual({});
    const strict = await askedWith({ page: { comment: "required" } });
    for (const comment of ["", " ", "x".repeat(2_001)]) {
      expect((await submit(strict.link, { comment })).status).toBe(422);
    }
    expect(await statusOf(strict.run)).toBe("waiting");
  });

  it("is taken by no page that doesn't ask for it", async () => {
    const { run, link } = await askedWith({});
    await answer(link, {}, { comment: "Hello", choice: "approve", "field.x": "1" });
    expect((await viewRun(run)).result).toEqual({});
  });
});

describe("the form of a page", () => {
  it("asks for what the schema says, and gives it to the run", async () => {
    const { run, link } = await askedWith({ schema, page: { choices, comment: "optional" } });
    const { page } = await open(link);
    expect(page).toContain('<label for="f0">Amount</label>');
    expect(page).toContain('<input type="number" step="any" id="f0" name="field.amount" required value="">');
    await answer(link, {}, { "field.amount": "7.5", choice: "approve", comment: "Fine" });
    expect((await viewRun(run)).result).toEqual({
      amount: 7.5,
      gift: false,
      choice: "approve",
      comment: "Fine",
    });
  });

  it("says at the field what is wrong, keeps what was entered, and lets nothing go on", async () => {
    const { run, link } = await askedWith({ schema, page: { comment: "optional" } });
    const { status, page } = await submit(link, {
      "field.amount": "0",
      "field.gift": "on",
      comment: '"><script>',
    });
    expect(status).toBe(422);
    expect(page).toContain('<p class="problem" role="alert">Nothing was sent yet.');
    expect(page).toContain('<p class="problem" id="e0">Please enter at least 1.</p>');
    expect(page).toContain('aria-describedby="e0" aria-invalid="true" autofocus value="0">');
    expect(page).toContain('name="field.gift" checked>');
    expect(page).toContain("&quot;&gt;&lt;script&gt;</textarea>");
    expect(await activationsOf(run)).toBe(0);
  });

  it("is judged also where the answer comes before the run waits for it", async () => {
    const first = { type: "external-callback", next: "approval" };
    const flow = await publish({ first, approval: { ...blocks.approval, schema }, done: blocks.done });
    const run = await startRun(flow);
    const { url } = await makeLink(run, "approval");
    expect((await submit(url, {})).status).toBe(422);
    await callBack(flow, "first", { execution: run });
    expect(await statusOf(run)).toBe("waiting");
  });

  it("leaves what other senders send to the schema as a whole", async () => {
    const { flow, run } = await askedWith({ schema, page: { choices } });
    const sent = { execution: run, body: { amount: 3, choice: "approve" } };
    expect((await callBack(flow, "approval", sent)).status).toBe(422);
    expect((await callBack(flow, "approval", { execution: run, body: { amount: 3 } })).status).toBe(200);
  });

  it("takes no other kind of body, and none that is too large", async () => {
    const { run, link } = await askedWith({ schema });
    const json = {
      method: "POST",
      headers: { origin: new URL(link).origin, "content-type": "application/json" },
    };
    expect((await open(link, { ...json, body: '{"field.amount":"7"}' })).status).toBe(422);
    expect((await submit(link, { "field.amount": "7", comment: "x".repeat(1_100_000) })).status).toBe(400);
    expect(await statusOf(run)).toBe("waiting");
  });
});

describe("after the answer", () => {
  it("a GET of the same link thanks, and does so again when it is reloaded", async () => {
    const { run, link } = await askedWith({
      page: { thanks: "Thanks, {{ approval.data.choice }}d.", choices },
    });
    const { status, headers, page } = await submit(link, { choice: "approve" });
    expect([status, page]).toEqual([303, ""]);
    const location = new URL(headers.get("location") ?? "", link);
    expect(location.href).toBe(`${link}?done`);
    for (const time of [1, 2]) {
      expect((await open(location.href)).page, `${time}`).toContain("<p>Thanks, approved.</p>");
    }
    expect(await activationsOf(run)).toBe(1);
  });

  it("that address thanks nobody who hasn't answered", async () => {
    const { run, link } = await askedWith({});
    expect((await open(`${link}?done`)).page).toContain("<button>Confirm</button>");
    expect(await statusOf(run)).toBe("waiting");
  });

  it.each([
    ["page", { page: { redirect: "https://shop.example/{{ approval.data.choice }}?a=1&b=2", choices } }],
    [
      "response",
      {
        page: { choices },
        response: { redirect: "https://shop.example/{{ approval.data.choice }}?a=1&b=2" },
      },
    ],
  ])("it leads on to where the %s says", async (_, more) => {
    const { link } = await askedWith(more);
    const { page } = await answer(link, {}, { choice: "reject" });
    const url = "https://shop.example/reject?a=1&amp;b=2";
    expect(page).toContain(`<meta http-equiv="refresh" content="0;url=${url}">`);
    expect(page).toContain(`<a href="${url}">Continue</a>`);
  });

  it.each(["javascript:alert(1)", "/relative", "data:text/html,x", "{{ 1 / 0 }}"])(
    "it leads nowhere by %j",
    async (redirect) => {
      const { link } = await askedWith({ page: { redirect } });
      const { page } = await answer(link);
      expect(page).toContain("Thank you.");
      expect(page).not.toMatch(/http-equiv|href/);
    },
  );
});

describe("the texts of a page", () => {
  const page = {
    title: "Your order",
    choices: [{ id: "yes", label: "Yes" }],
    comment: "required",
    texts: {
      de: {
        title: "Bestellung {{ initial.data.order }}",
        "choice.yes": "Ja",
        comment: "Anmerkung",
        thanks: "Danke.",
        required: "Bitte ausfüllen.",
      },
      fr: { comment: "Remarque {{ initial.data.missing }}" },
    },
  };

  it("are in the language that the reader likes best", async () => {
    const { link } = await askedWith({ page });
    const german = { "accept-language": "de-CH,en;q=0.5" };
    const { page: shown } = await open(link, { headers: german });
    for (const text of ['<html lang="de">', "<h1>Bestellung A-7</h1>", "Anmerkung</label>", ">Ja</button>"]) {
      expect(shown).toContain(text);
    }
    expect((await submit(link, { choice: "yes" }, german)).page).toContain("Bitte ausfüllen.");
    expect((await answer(link, german, { choice: "yes", comment: "x" })).page).toContain("<p>Danke.</p>");
  });

  it("are ours where nothing else is said, or what is said can't be filled in", async () => {
    const { link } = await askedWith({ page });
    const { page: shown } = await open(link, { headers: { "accept-language": "fr" } });
    for (const text of ['<html lang="fr">', "<h1>Your order</h1>", "Comment</label>", ">Yes</button>"]) {
      expect(shown).toContain(text);
    }
  });

  it("are in the page's own language for everybody else", async () => {
    const { link } = await askedWith({ page: { ...page, language: "de" } });
    const { page: shown } = await open(link, { headers: { "accept-language": "es" } });
    expect(shown).toContain('<html lang="de">');
    expect(shown).toContain("Anmerkung</label>");
  });
});

describe("a document", () => {
  it("is told what its pages can't say or ask", async () => {
    const wide = {
      required: ["lines"],
      properties: { lines: { type: "array" }, comment: { type: "string" } },
    };
    const page = {
      comment: "optional",
      choices: [{ id: "a", label: "A" }],
      texts: { de: { titel: "x", "choice.b": "B", "field.lines": "Zeilen" } },
    };
    const { body } = await manage("POST", "/flows", {
      name: `flow ${crypto.randomUUID()}`,
      start: "approval",
      blocks: { approval: { type: "external-callback", schema: wide, page } },
    });
    expect(Object(body).errors).toEqual([
      { path: "blocks.approval.page.texts.de", message: expect.stringContaining("`titel`") },
      { path: "blocks.approval.page.texts.de", message: expect.stringContaining("`choice.b`") },
      { path: "blocks.approval.schema.required", message: expect.stringContaining("`lines`") },
      { path: "blocks.approval.schema.properties.comment", message: "The page itself fills in `comment`" },
    ]);
  });
});
