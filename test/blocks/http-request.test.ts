import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BlockFailure } from "../../src/blocks/block.ts";
import { httpRequest, prepareRequest, retryDelay } from "../../src/blocks/http-request.ts";
import { slots } from "../../src/blocks/index.ts";
import type { JsonObject } from "../../src/json.ts";
import { problems, scene } from "./support.ts";

const blockOf = (request: unknown, fields = {}) =>
  httpRequest.schema.parse({ type: "http-request", request, ...fields });
const prepare = (request: unknown, context?: JsonObject) => prepareRequest(blockOf(request), scene(context));
const SHOP = "https://shop.example/";

const sent = (body: unknown) => {
  const { headers, body: text } = prepare({ method: "PUT", url: SHOP, body });
  return [headers["content-type"], text];
};

describe("preparing a request", () => {
  test("fills in URL, headers and body", () => {
    const request = {
      method: "POST",
      url: "https://shop.example/orders/{{ id }}",
      headers: { Authorization: "Bearer {{ secrets.SHOP }}", "X-Count": "{{ 1 + 1 }}" },
      body: { paidBy: "{{ id }}", n: "{{ 2 }}" },
    };
    expect(prepare(request, { id: "o-1", secrets: { SHOP: "s" } })).toEqual({
      method: "POST",
      url: "https://shop.example/orders/o-1",
      headers: { authorization: "Bearer s", "x-count": "2", "content-type": "application/json" },
      body: '{"paidBy":"o-1","n":2}',
    });
  });

  test("is a GET without a body if nothing else is said", () => {
    expect(prepare({ url: SHOP })).toEqual({ method: "GET", url: SHOP, headers: {}, body: undefined });
  });

  test("sends text as text, and anything else as JSON", () => {
    expect(sent("a {{ 1 }}")).toEqual(["text/plain; charset=utf-8", "a 1"]);
    expect(sent("{{ 1 }}")).toEqual(["application/json", "1"]);
    expect(sent(null)).toEqual(["application/json", "null"]);
    expect(sent([])).toEqual(["application/json", "[]"]);
  });

  test("keeps the author's content type", () => {
    const request = {
      method: "POST",
      url: SHOP,
      headers: { "Content-Type": "application/xml" },
      body: "<a/>",
    };
    expect(prepare(request).headers).toEqual({ "content-type": "application/xml" });
  });

  test.each(["/orders", "shop.example", "ftp://shop.example/", "javascript:alert(1)", "https://", "{{ a }}"])(
    "fails on the URL %s",
    (url) => {
      expect(() => prepare({ url }, { a: "file:///etc/passwd" })).toThrow(BlockFailure);
    },
  );

  test("fails on a URL or header that isn't text", () => {
    expect(() => prepare({ url: "{{ a }}" }, { a: {} })).toThrow("The URL is an object");
    expect(() => prepare({ url: SHOP, headers: { x: "{{ a }}" } }, { a: [] })).toThrow(
      "The header x is not text",
    );
  });

  test("fails on a header with a line break", () => {
    const request = { url: SHOP, headers: { x: "{{ a }}" } };
    for (const a of ["a\r\nEvil: 1", "a\nb", "a\0"]) {
      expect(() => prepare(request, { a })).toThrow("line break");
    }
  });
});

describe("the schema", () => {
  test("has defaults for everything but the URL", () => {
    expect(blockOf({ url: SHOP })).toEqual({
      type: "http-request",
      request: { method: "GET", url: SHOP },
      timeout: "PT30S",
      retry: { attempts: 3, backoff: "PT1S", maximum: "PT5M" },
    });
  });

  test.each([
    [{ url: SHOP, body: 1 }, "request.body: A GET or HEAD request has no body: say which `method` it is"],
    [{ url: SHOP, method: "TRACE" }, expect.stringMatching(/^request.method: /)],
    [{ url: SHOP, headers: { "a b": "1" } }, expect.stringMatching(/^request.headers.a b: /)],
  ])("refuses %j", (request, problem) => {
    expect(problems({ type: "http-request", request })).toEqual([problem]);
  });

  test("lets secrets into the URL and the headers only", () => {
    const block = blockOf({ method: "POST", url: SHOP, headers: { a: "1" }, body: {} });
    expect(slots(block).map(({ path, secrets }) => [path, secrets ?? false])).toEqual([
      ["request.url", true],
      ["request.headers.a", true],
      ["request.body", false],
    ]);
  });
});

describe("the wait before another attempt", () => {
  const block = blockOf({ url: SHOP }, { retry: { attempts: 5, backoff: "PT1S", maximum: "PT5S" } });

  test("doubles up to the maximum, half of it by chance", () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelay(block, attempt, 0))).toEqual([500, 1_000, 2_000, 2_500]);
    expect([1, 2, 3, 4].map((attempt) => retryDelay(block, attempt, 1))).toEqual([
      1_000, 2_000, 4_000, 5_000,
    ]);
  });

  test("ends with the attempts", () => {
    expect(retryDelay(block, 5, 0)).toBeUndefined();
    expect(retryDelay(blockOf({ url: SHOP }, { retry: { attempts: 1 } }), 1, 0)).toBeUndefined();
  });

  test("is what the server asks for, up to an hour", () => {
    expect(retryDelay(block, 1, 0, 30_000)).toBe(30_000);
    expect(retryDelay(block, 1, 0, 1e12)).toBe(3_600_000);
    expect(retryDelay(block, 1, 1, 10)).toBe(1_000);
  });

  test("is never out of bounds", () => {
    const anything = fc.record({
      attempt: fc.integer({ min: 1, max: 19 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
      retryAfter: fc.integer({ min: 0, max: 1e9 }),
    });
    const twenty = blockOf({ url: SHOP }, { retry: { attempts: 20, maximum: "P30D" } });
    fc.assert(
      fc.property(anything, ({ attempt, random, retryAfter }) => {
        const delay = retryDelay(twenty, attempt, random, retryAfter) ?? -1;
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(30 * 86_400_000);
      }),
    );
  });
});
