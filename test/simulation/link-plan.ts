import type { JsonObject } from "../../src/json.ts";
import type { Credential } from "../../src/triggers/callback.ts";
import { callbackData, drawCredential, drawPlace, likelyRun, untilTimeout } from "./draws.ts";
import type { Call, HandedLink } from "./history.ts";
import { knownLinks, look, makeLink, revokeLink } from "./links.ts";
import type { Random } from "./random.ts";
import { deliver } from "./senders.ts";
import type { World } from "./world.ts";

/** Arranges what those do who have links, and the operator with them. */
export function arrangeLinks(world: World, sometime: () => number): void {
  const { platform } = world;
  const { random } = platform;
  const often = (times: number, act: () => void) => {
    for (let left = times; left > 0; left--) platform.after(sometime(), act);
  };
  const any = (act: (link: HandedLink) => void) => () => {
    const links = knownLinks(world);
    if (links.length > 0) act(random.chance(0.5) ? random.pick(links) : random.pick(links.slice(-1)));
  };
  often(random.pick([0, 1, 2, 5]), () => make(world));
  often(
    random.pick([0, 2, 4, 8]),
    any((link) => answer(world, link)),
  );
  often(
    random.pick([0, 1, 3]),
    any((link) => void look(world, link)),
  );
  often(
    random.pick([0, 0, 1, 2]),
    any((link) => void revokeLink(world, link)),
  );
}

function make(world: World): void {
  const place = drawPlace(world);
  if (!place) return;
  const { runId, block } = place;
  void makeLink(world, runId, {
    block,
    expiresMs: world.platform.random.pick([undefined, 3_000, 20_000, 3_600_000, 3_600_000]),
  });
}

/** One answer by a link, now or when the wait or the link is over, perhaps twice at once, perhaps by another one too. */
function answer(world: World, link: HandedLink): void {
  const { platform } = world;
  const { random } = platform;
  const call = answerBy(world, link);
  const untilExpiry = link.expiresAt - platform.now() + random.between(-20, 5);
  const isNear = untilExpiry > 0 && untilExpiry < 30_000;
  const wait = random.pick([0, 0, untilTimeout(world, call), isNear ? untilExpiry : 0]);
  const soon = () => wait + random.pick([0, 0, random.below(2_000)]);
  for (let copies = random.pick([1, 1, 2]); copies > 0; copies--)
    platform.after(soon(), () => void deliver(world, call));
  if (!random.chance(0.3)) return;
  const other = answerBy(world, link, random.chance(0.5) ? call.data : undefined);
  platform.after(soon(), () => void deliver(world, other));
}

/** With the same answer as another one, where there is one. */
function answerBy(world: World, link: HandedLink, same?: JsonObject): Call {
  const { platform, history, launches } = world;
  const { random } = platform;
  const { flowId, block, runId } = link;
  const n = history.calls.length + 1;
  const like = likelyRun(world, flowId, runId);
  const choice = random.pick(["for", "for", "against"]);
  const call: Call = {
    ...{ n, flowId, block, link, key: undefined, attempts: [] },
    to: { flow: flowId, trigger: "", execution: runId },
    data: same ?? { n, ...callbackData(random, like), choice },
    credential: drawPerson(random, like, launches.askingApprovals({ flowId, block }) !== "none"),
  };
  history.calls.push(call);
  return call;
}

/** Who is asked for more than an answer has mostly signed in, as anybody. */
function drawPerson(random: Random, like: JsonObject, isAsked: boolean): Credential {
  if (isAsked && random.chance(0.8)) return { kind: "token", token: random.pick(["carla", "bob"]) };
  const credential = drawCredential(random, like);
  return credential.kind === "none" ? { kind: "link" } : credential;
}
