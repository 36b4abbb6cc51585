import { describe, expect, it } from "vitest";
import { FlowDocument } from "../../src/flows/document.ts";
import { effectsOf } from "../../src/flows/effects.ts";
import type { StoredVersion } from "../../src/flows/rows.ts";
import type { VersionStatus } from "../../src/flows/version.ts";

const document = FlowDocument.parse({ name: "Payment", start: "a", blocks: { a: { type: "return" } } });

function stored(status: VersionStatus, name = "Payment"): StoredVersion {
  const version = { id: "V2", number: 2, status, createdAt: 0, launchedAt: status === "draft" ? null : 0 };
  return { flow: { id: "F", name }, version, document, triggers: {} };
}

const runs = (running: number, waiting: number, number = 2) => ({
  id: `V${number}`,
  number,
  running,
  waiting,
});

describe("what a change of a version would do", () => {
  it("to a draft, with another version LIVE", () => {
    const live = runs(1, 1_204, 1);
    expect(effectsOf({ stored: stored("draft"), runs: runs(0, 0), live, nameTaken: false })).toEqual({
      running: 0,
      waiting: 0,
      launch: {
        allowed: true,
        text: "New runs get version 2 from now on. Version 1, LIVE until now, is paused: 1,205 runs (1,204 waiting, 1 running) of it go on and still take callbacks.",
        pauses: live,
        renames: null,
      },
      pause: { allowed: false, text: "Version 2 was never launched: there is nothing to pause." },
      stop: {
        allowed: false,
        text: "Version 2 was never launched: there is nothing to stop.",
        terminates: 0,
      },
    });
  });

  it("to the LIVE version", () => {
    expect(
      effectsOf({ stored: stored("live"), runs: runs(0, 1), live: undefined, nameTaken: false }),
    ).toEqual({
      running: 0,
      waiting: 1,
      launch: {
        allowed: true,
        text: "Version 2 is LIVE already: nothing changes.",
        pauses: null,
        renames: null,
      },
      pause: {
        allowed: true,
        text: "No new runs start until a version is launched. 1 run (waiting) of it goes on and still takes callbacks.",
      },
      stop: {
        allowed: true,
        text: "1 run (waiting) is terminated. No new runs start until another version is launched. Version 2 can't be launched again.",
        terminates: 1,
      },
    });
  });

  it("to a paused version, with none LIVE", () => {
    const { launch, pause, stop } = effectsOf({
      stored: stored("paused"),
      runs: runs(3, 0),
      live: null,
      nameTaken: false,
    });
    expect(launch.text).toBe("New runs get version 2 from now on.");
    expect(pause.text).toBe("Version 2 is paused already: nothing changes.");
    expect(stop.text).toBe("3 runs (running) are terminated. Version 2 can't be launched again.");
  });

  it("to a stopped version", () => {
    const { launch, pause, stop } = effectsOf({
      stored: stored("stopped"),
      runs: runs(0, 0),
      live: null,
      nameTaken: false,
    });
    expect([launch.allowed, pause.allowed, stop.allowed]).toEqual([false, false, true]);
    expect(stop.text).toBe("Version 2 is stopped already: nothing changes.");
  });

  it("to the flow's name: it follows the launched document, unless another flow has it", () => {
    const renamed = { stored: stored("draft", "Old name"), runs: runs(0, 0), live: null };
    expect(effectsOf({ ...renamed, nameTaken: false }).launch).toEqual({
      allowed: true,
      text: 'New runs get version 2 from now on. The flow is called "Payment" then.',
      pauses: null,
      renames: "Payment",
    });
    expect(effectsOf({ ...renamed, nameTaken: true }).launch).toMatchObject({
      allowed: false,
      text: 'Another flow is called "Payment". Change the name in the document first.',
    });
  });
});
