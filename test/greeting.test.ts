import { describe, expect, it } from "vitest";
import { type Greeting, greeting } from "../scripts/greeting.ts";

const seeded = { flowId: "FLOW", callbackUrl: "http://127.0.0.1:8787/back", token: "TOKEN-OF-CASEY" };
const given: Greeting = { origin: "http://127.0.0.1:8787", adminKey: "KEY", code: "CODE", seeded };

describe("the greeting of npm start", () => {
  it("names the console by a link that signs in, the reference and the admin key", () => {
    const lines = greeting(given).split("\n");
    expect(lines.slice(1, 6)).toEqual([
      "  Holdpoint    http://127.0.0.1:8787",
      "  Console      http://127.0.0.1:8787/console/#code=CODE",
      "               (signs you in once, within five minutes; after that, sign in with the admin key)",
      "  Reference    http://127.0.0.1:8787/docs/",
      "  Admin key    KEY",
    ]);
  });

  it("has a run started and called back by two lines that fit each other", () => {
    const lines = greeting(given).split("\n");
    const [start = "", callBack = "", ...more] = lines.filter((line) => line.startsWith("curl -i"));
    expect(more).toEqual([]);
    expect(start).toContain("'http://127.0.0.1:8787/api/automation/flow/FLOW/activate'");
    expect(callBack).toContain("'http://127.0.0.1:8787/back' ");
    expect(callBack).toContain("-H 'user-token: TOKEN-OF-CASEY'");
    const orderIds = [start, callBack].map((line) => /"orderId":"([^"]+)"/.exec(line)?.[1]);
    expect(orderIds[0]).toBe(orderIds[1]);
  });

  it("says what to do where the demo was changed", () => {
    expect(greeting({ ...given, seeded: undefined })).toContain("launch one to try it");
    const changed = greeting({ ...given, seeded: { ...seeded, token: undefined } });
    expect(changed).toContain("that password was changed");
    expect(changed).toContain("-H 'user-token: TOKEN'");
  });
});
