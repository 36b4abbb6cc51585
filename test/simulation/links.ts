import type { JsonObject } from "../../src/json.ts";
import type { LinkView } from "../../src/runs/link-view.ts";
import { type Callback, type Outcome, refused } from "../../src/triggers/callback.ts";
import { type EdgePorts, type Routed, route } from "../../src/triggers/edge.ts";
import type { HandedLink } from "./history.ts";
import { ORIGIN, request } from "./http.ts";
import type { Caller } from "./platform.ts";
import type { World } from "./world.ts";

/** The links that somebody out there has by now: what the outside was sent, and what the operator made. */
export function knownLinks(world: World): readonly HandedLink[] {
  const { history, outside } = world;
  for (const { at, body } of outside.received) {
    const { link, block } = JSON.parse(body ?? "{}");
    if (typeof link === "string") take(world, link, { block, by: "flow", handedAt: at });
  }
  return history.links;
}

function take(
  world: World,
  url: string,
  { block, by, handedAt }: Pick<HandedLink, "block" | "by" | "handedAt">,
): void {
  const { history, signer, platform } = world;
  const token = url.slice(url.lastIndexOf("/") + 1);
  if (history.links.some((link) => link.token === token)) return;
  const claim = signer.links.read(token);
  const [started] = claim ? world.entries(claim.runId).flatMap(({ facts }) => facts) : [];
  if (!claim || started?.type !== "started") {
    platform.bugs.push(`a link was handed out to no run: ${url}`);
    return;
  }
  const { flowId } = started;
  history.links.push({
    ...{ token, ...claim, flowId, block, by, handedAt },
    ...{ withdrawnAt: undefined, revokedAt: undefined },
  });
}

/** The operator makes a link. */
export async function makeLink(
  world: World,
  runId: string,
  { block, expiresMs }: { block: string; expiresMs: number | undefined },
): Promise<void> {
  const { platform, history } = world;
  platform.note(() => ["operator", `wants a link to ${block} of run ${runId.slice(0, 4)}`]);
  history.wantedLinks.set(runId, (history.wantedLinks.get(runId) ?? 0) + 1);
  const made = await request(world, (caller) =>
    platform.call(caller, world.run(runId), "make a link", (run) => run.links.make(block, expiresMs)),
  );
  const url = "value" in made && typeof made.value === "object" ? made.value.url : undefined;
  if (url !== undefined) take(world, url, { block, by: "operator", handedAt: platform.scheduler.elapsed });
  const said = "value" in made && typeof made.value === "object" ? made.value.link : made;
  platform.note(() => ["operator", `hears ${JSON.stringify(said)}`]);
}

/** The operator revokes a link. */
export async function revokeLink(world: World, link: HandedLink): Promise<void> {
  const { platform } = world;
  const { scheduler } = platform;
  platform.note(() => ["operator", `revokes ${nameLink(link)}`]);
  link.withdrawnAt ??= scheduler.elapsed;
  const revoked = await request(world, (caller) =>
    platform.call(caller, world.run(link.runId), "revoke a link", (run) => run.links.revoke(link.number)),
  );
  platform.note(() => ["operator", `hears ${JSON.stringify(revoked)}`]);
  if ("value" in revoked && revoked.value === "done") link.revokedAt ??= scheduler.elapsed;
}

/** Somebody, or a scanner of mails, opens the page. */
export async function look(world: World, link: HandedLink): Promise<void> {
  const { platform } = world;
  platform.note(() => ["reader", `opens ${nameLink(link)}`]);
  const seen = await request(world, (caller) => open(world, caller, link));
  platform.note(() => ["reader", `sees ${"value" in seen ? sayOf(seen.value) : "nothing"}`]);
}

/** As the page's form is sent: the page is opened once more, and says where the answer goes. */
export async function postByLink(
  world: World,
  caller: Caller,
  edge: EdgePorts,
  callback: Callback,
  link: HandedLink,
): Promise<Routed> {
  const opened = await open(world, caller, link);
  if (!("view" in opened)) return { receipt: "n-", outcome: opened, flowId: undefined };
  return route(edge, { ...callback, to: opened.view.to, receivedAt: world.platform.now() }, ORIGIN);
}

/** As the route opens it. */
async function open(
  world: World,
  caller: Caller,
  { token }: HandedLink,
): Promise<{ view: LinkView } | Outcome> {
  const { platform, signer } = world;
  const claim = signer.links.read(token);
  if (!claim) return refused(70404);
  if (claim.expiresAt <= platform.now()) return refused(70411);
  const view = await platform.call(caller, world.run(claim.runId), `open link ${claim.number}`, (run) =>
    run.links.view(claim.number),
  );
  return view ? { view } : refused(28136);
}

/** As the page makes it: the same from another link is no repetition. */
export function bodyHashBy({ runId, number }: HandedLink, data: JsonObject): string {
  return JSON.stringify([runId, number, data]);
}

export function nameLink({ runId, number, block }: HandedLink): string {
  return `link ${number} to ${block} of run ${runId.slice(0, 4)}`;
}

function sayOf(opened: { view: LinkView } | Outcome): string {
  return "view" in opened ? opened.view.state : JSON.stringify(opened);
}
