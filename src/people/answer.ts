import { createHash } from "node:crypto";
import { say } from "../blocks/callback/page-texts.ts";
import { Failure } from "../errors.ts";
import type { AppContext } from "../hono.ts";
import type { Json, JsonObject } from "../json.ts";
import type { LinkView } from "../runs/link-view.ts";
import type { Callback, Credential, Outcome } from "../triggers/callback.ts";
import { type EdgePorts, route } from "../triggers/edge.ts";
import { RECEIPT_HEADER } from "../triggers/receipt.ts";
import { report } from "../triggers/report.ts";
import { fieldsOf, lengthOf, readFields } from "./form.ts";
import { messagePage } from "./page.ts";
import { asksWho, personAt, tokenOf } from "./person.ts";
import { COMMENT, COMMENT_PROBLEM, LONGEST_COMMENT } from "./question.ts";
import { ask, DONE, show } from "./show.ts";

/** A form as it was sent from the page of a link. */
export interface Sent {
  view: LinkView;
  /** The link's number. */
  link: number;
  sent: URLSearchParams;
  /** What the link shows by now; undefined: the run is no more. */
  again: () => Promise<LinkView | undefined>;
}

/** The answer goes the way of every callback that names its run. Where the form isn't filled in right, nothing is sent. */
export async function answer(c: AppContext, edge: EdgePorts, form: Sent): Promise<Response> {
  const { view, sent } = form;
  const { data, problems } = read(view, sent);
  const person = await personAt(c, edge, view);
  if (Object.keys(problems).length > 0) {
    // Nothing else judges what a page sends by the schema, now or once the run has come to that wait.
    if (view.state === "open") return ask(c, view, person, { sent, problems });
    if (view.state === "not-yet") return c.html(messagePage("not-yet", view), 422);
  }
  const token = asksWho(view) ? tokenOf(c) : undefined;
  const credential: Credential = token === undefined ? { kind: "link" } : { kind: "token", token };
  const callback = callbackOf(c, form, data, credential);
  const routed = await route(edge, callback, c.req.url);
  report(c, routed, callback);
  c.header(RECEIPT_HEADER, routed.receipt);
  return tell(c, edge, routed.outcome, form);
}

/** What was filled in, chosen and remarked, and by field what is wrong with it. */
function read(view: LinkView, sent: URLSearchParams): { data: JsonObject; problems: Record<string, string> } {
  const { schema, texts, choices, comment } = view;
  const { data, problems } = readFields(fieldsOf(schema, texts), sent, { schema, texts });
  const more: Record<string, Json> = {};
  const wrong: Record<string, string> = {};
  if (choices.length > 0) {
    const choice = choices.find(({ id }) => id === sent.get("choice"));
    if (choice) more["choice"] = choice.id;
    else wrong[""] = say(texts, "notOffered");
  }
  const remark = comment === "none" ? "" : (sent.get(COMMENT) ?? "").replaceAll("\r\n", "\n").trim();
  if (remark !== "") more["comment"] = remark;
  else if (comment === "required") wrong[COMMENT_PROBLEM] = say(texts, "required");
  if (lengthOf(remark) > LONGEST_COMMENT)
    wrong[COMMENT_PROBLEM] = say(texts, "tooLong", { limit: LONGEST_COMMENT });
  return { data: { ...data, ...more }, problems: { ...problems, ...wrong } };
}

function callbackOf(
  c: AppContext,
  { view: { to }, link }: Sent,
  data: JsonObject,
  credential: Credential,
): Callback {
  return {
    receipt: "",
    to,
    data,
    // The same from another link is no repetition.
    bodyHash: createHash("sha256")
      .update(JSON.stringify([to.execution, link, data]))
      .digest("hex"),
    dedupe: undefined,
    credential,
    sender: {
      address: c.req.header("cf-connecting-ip") ?? null,
      agent: c.req.header("user-agent")?.slice(0, 200) ?? null,
    },
    link,
    receivedAt: Date.now(),
  };
}

async function tell(
  c: AppContext,
  edge: EdgePorts,
  outcome: Outcome,
  { view, again }: Sent,
): Promise<Response> {
  switch (outcome.outcome) {
    case "activated":
    case "approved":
    case "started":
    case "duplicate":
    case "held":
    // A page asks for neither of these.
    case "rejected":
    case "extended":
      return c.redirect(`${c.req.path}?${DONE}`, 303);
    case "ignored":
      return c.html(messagePage("refused", view));
    case "refused": {
      if (outcome.code === 70503) throw new Failure(70503, { retryAfter: 1 });
      const now = await again();
      if (!now) return c.html(messagePage("ended", view), 410);
      // Somebody else was quicker, it is good no more, or it has to be said first who answers.
      if (now.state !== "open" || outcome.code === 1000 || outcome.code === 3064) return show(c, edge, now);
      return c.html(messagePage("refused", view), 409);
    }
    default:
      return outcome satisfies never;
  }
}
