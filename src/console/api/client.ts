import createClient from "openapi-fetch";
import type { paths } from "../../../dist/console-api.d.ts";
import { ApiFailure } from "./failure.ts";
import { signedOut } from "./signed-out.ts";

/** The API by the types of its own OpenAPI document. Answers are taken out by `call`. */
export const api = createClient<paths>({
  // Without it the server takes no change from a browser's session.
  headers: { "holdpoint-console": "1" },
  credentials: "same-origin",
});

/** What openapi-fetch answers with. */
type Answer<Data> =
  | { data: Data; error?: never; response: Response }
  | { data?: never; error: object; response: Response };

/** No valid session, and no key either. */
const NOT_SIGNED_IN = 70401;

/**
 * The data of an answer; throws `ApiFailure` for any other. Also tells the shell when the session has ended,
 * which then asks to sign in and comes back.
 *
 *     const run = await call(api.GET("/api/manage/runs/{id}", { params: { path: { id } }, signal }));
 */
export async function call<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  const got = await answer.catch((thrown: unknown) => {
    // fetch throws a TypeError where there is no connection; who aborted wants to know just that.
    if (thrown instanceof TypeError) throw new ApiFailure(0, undefined);
    throw thrown;
  });
  if (got.response.ok && got.error === undefined) return got.data;
  const failure = new ApiFailure(got.response.status, got.error);
  if (failure.code === NOT_SIGNED_IN) signedOut.tell();
  throw failure;
}
