import * as z from "zod";
import { LinkExpiry } from "../blocks/callback/people.ts";
import { durationMs } from "../blocks/time.ts";
import { Failure } from "../errors.ts";
import { type AppEnv, Hono } from "../hono.ts";
import { readJsonBody } from "../json-body.ts";
import { describe, shown } from "../openapi.ts";
import { parsed, valid } from "../validate.ts";
import { runAt } from "./read.ts";
import { LinkRecord, type Made } from "./run-links.ts";

const tag = "Links";
const LinkWanted = z.strictObject({
  block: z.string().meta({ description: "The trigger's block" }),
  expires: LinkExpiry.optional().meta({
    description: "How long it is good, as an ISO 8601 duration; absent: as the trigger says",
  }),
});
const LinkPage = shown(() => z.object({ items: z.array(LinkRecord) }));
const MadeLink = shown(() =>
  LinkRecord.extend({ url: z.string().meta({ description: "Whoever has it may answer" }) }),
);
const LinkParams = z.object({
  id: z.string(),
  number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

/** Links for people, relative to `/api/manage`, whose mount requires the key. */
export const linkRoutes = new Hono<AppEnv>()
  .get(
    "/runs/:id/links",
    describe("List the links that a run and the operator have made, without their tokens", {
      tag,
      status: 200,
      answer: LinkPage,
      failures: [28068],
    }),
    async (c) => {
      const items = await runAt(c.env, c.req.param("id")).links();
      if (!items) throw new Failure(28068);
      return c.json({ items });
    },
  )
  .post(
    "/runs/:id/links",
    describe("Make a link to the page of a trigger, for its present wait or else its coming one", {
      tag,
      status: 201,
      body: LinkWanted,
      answer: MadeLink,
      failures: [70400, 8058, 8048, 70413, 28068, 28100, 28136, 70409],
      description: "Nothing shows the URL again. Links that were made before stay good.",
    }),
    async (c) => {
      const { data } = await readJsonBody(c.req.raw);
      const { block, expires } = parsed(LinkWanted, data);
      const expiresMs = expires === undefined ? undefined : durationMs(expires);
      const { link, url } = granted(await runAt(c.env, c.req.param("id")).makeLink(block, expiresMs));
      return c.json({ ...link, url }, 201);
    },
  )
  .delete(
    "/runs/:id/links/:number",
    describe("Revoke a link; once more changes nothing", {
      tag,
      status: 204,
      failures: [70400, 28068, 70404],
    }),
    valid("param", LinkParams),
    async (c) => {
      const { id, number } = c.req.valid("param");
      const revoked = await runAt(c.env, id).revokeLink(number);
      if (revoked === "no-such-run") throw new Failure(28068);
      if (revoked === "no-such-link") throw new Failure(70404, { message: "This run has no such link" });
      return c.body(null, 204);
    },
  );

function granted(made: Made): Exclude<Made, string> {
  if (typeof made === "object") return made;
  switch (made) {
    case "no-such-run":
      throw new Failure(28068);
    case "ended":
      throw new Failure(28136);
    case "past":
      throw new Failure(28100);
    case "no-such-trigger": {
      const message = "This run's version has no trigger in a block of that id";
      throw new Failure(70400, { message, errors: [{ path: "block", message }] });
    }
    case "too-many":
      throw new Failure(70409, { message: "This run has as many links as a run can have" });
    default:
      return made satisfies never;
  }
}
