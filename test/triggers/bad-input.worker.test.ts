import { beforeAll, describe, expect, it } from "vitest";
import { type Published, publish, type Sent, sendRaw, startRun, viewRun } from "../support/worker.ts";
import { callBack, journalOf, short, urlOf } from "./support.ts";

const MIB = 1_048_576;
const JSON_TYPE = "application/json";

/** The specification's printed cURL, whose line ends are escaped for a shell inside quotes where none reads them. */
const PRINTED = `{ \\
  "data":[ \\
  {"name":"shampoo","price":9.95}, \\
  {"name":"conditioner","price":8.99}, \\
  {"name":"body wash","price":5.99}\\
]\\
}`;

function bytes(...parts: (string | number)[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === "number" ? part : [...encoder.encode(part)])),
  );
}

/** An object of exactly so many bytes. */
function objectOf(length: number): string {
  return `{"a":"${"x".repeat(length - 8)}"}`;
}

/** An object nested so many levels deep. */
function nested(levels: number, open = '{"a":', close = "}"): string {
  const inner = levels - 1;
  return `{"a":${open.repeat(inner - 1)}${open === "[" ? "[]" : "{}"}${close.repeat(inner - 1)}}`;
}

/** Its length isn't known beforehand. */
function streamOf(text: string): ReadableStream {
  return new Blob([text]).stream().pipeThrough(new TransformStream());
}

const blocks = {
  begin: { type: "set", values: {}, next: "pay" },
  pay: { type: "external-callback", next: "done" },
  done: { type: "return", value: "{{ pay.data }}" },
};

let flow: Published;
beforeAll(async () => void (flow = await publish(blocks)));

function post(
  run: string,
  body: BodyInit | null,
  contentType: string | undefined = JSON_TYPE,
): Promise<Sent> {
  const headers: Record<string, string> = contentType === "" ? {} : { "content-type": contentType };
  return sendRaw(`${urlOf(flow, "pay")}?execution=${run}`, { method: "POST", headers, body });
}

describe("a body that is refused", () => {
  it.each<[string, BodyInit | null, string | undefined, string]>([
    ["no JSON", "{", JSON_TYPE, "400/8058"],
    ["the specification's cURL as printed", PRINTED, JSON_TYPE, "400/8058"],
    ["something after the object", "{} {}", JSON_TYPE, "400/8058"],
    ["a single quote for a double one", "{'a':1}", JSON_TYPE, "400/8058"],
    ["NaN", '{"a":NaN}', JSON_TYPE, "400/8058"],
    ["nothing but space", " \n", JSON_TYPE, "400/8058"],
    ["an array", "[]", JSON_TYPE, "400/8058"],
    ["a text", '"a"', JSON_TYPE, "400/8058"],
    ["a number", "1", JSON_TYPE, "400/8058"],
    ["true", "true", JSON_TYPE, "400/8058"],
    ["null", "null", JSON_TYPE, "400/8058"],
    ["a number too large", '{"a":[1e999]}', JSON_TYPE, "400/8058"],
    ["a number too small", '{"a":{"b":-1e999}}', JSON_TYPE, "400/8058"],
    ["text that is no UTF-8", bytes('{"a":"', 0xff, 0xfe, '"}'), JSON_TYPE, "400/8058"],
    ["half a character", bytes('{"a":"', 0xf0, 0x9f, '"}'), JSON_TYPE, "400/8058"],
    ["objects 65 levels deep", nested(65), JSON_TYPE, "400/8058"],
    ["arrays 65 levels deep", nested(65, "[", "]"), JSON_TYPE, "400/8058"],
    ["objects 40,000 levels deep", nested(40_000), JSON_TYPE, "400/8058"],
    ["a form", "a=1", "application/x-www-form-urlencoded", "415/8048"],
    ["plain text", "{}", "text/plain", "415/8048"],
    ["JSON of another name", "{}", "application/problem+json", "415/8048"],
    ["a type that begins likewise", "{}", "application/jsonp", "415/8048"],
    ["a type that isn't one", "{}", ";", "415/8048"],
    ["no content type", bytes("{}"), "", "415/8048"],
    ["one byte more than 1 MiB", objectOf(MIB + 1), JSON_TYPE, "413/70413"],
    ["more than 1 MiB of no known length", streamOf(objectOf(MIB + 1)), JSON_TYPE, "413/70413"],
    ["more than 1 MiB of another type", "x".repeat(3 * MIB), "text/plain", "413/70413"],
  ])("%s", async (_, body, contentType, answer) => {
    const run = await startRun(flow);
    const before = await journalOf(run);
    const sent = await post(run, body, contentType);
    expect(short(sent)).toBe(answer);
    expect(sent.body).toEqual({ code: expect.any(Number), message: expect.stringMatching(/^The /) });
    // The trigger's list keeps what is no JSON; of the others nobody keeps anything.
    const isKept = answer === "400/8058";
    const receipt = isKept ? `^t-${flow.triggers["pay"]?.triggerId}-` : "^n-";
    expect(sent.headers.get("holdpoint-receipt")).toMatch(new RegExp(receipt));
    expect(await journalOf(run)).toBe(before);
  });
});

describe("a body that is data", () => {
  const deep = nested(64);
  it.each<[string, BodyInit | null, string | undefined, string]>([
    ["nothing", null, "", "{}"],
    ["nothing, announced as JSON", null, JSON_TYPE, "{}"],
    ["nothing, announced as text", "", "text/plain", "{}"],
    ["nothing, of no known length", streamOf(""), "", "{}"],
    [
      "the specification's cURL without the backslashes",
      PRINTED.replaceAll("\\", ""),
      JSON_TYPE,
      PRINTED.replaceAll(/[\\\n]|\s\s/g, ""),
    ],
    ["parameters in the content type", '{"a":1}', "application/json; charset=utf-8", '{"a":1}'],
    ["a content type in capitals", '{"a":1}', " Application/JSON;x=y", '{"a":1}'],
    ["space around it", ' \n\t{"a":1}\r\n', JSON_TYPE, '{"a":1}'],
    ["a byte order mark before it", bytes(0xef, 0xbb, 0xbf, '{"a":1}'), JSON_TYPE, '{"a":1}'],
    [
      "keys that are names of JavaScript",
      '{"__proto__":{"x":1},"constructor":{"prototype":2},"toString":3}',
      JSON_TYPE,
      '{"__proto__":{"x":1},"constructor":{"prototype":2},"toString":3}',
    ],
    [
      "such a key further down",
      '{"a":[{"__proto__":{"__proto__":1}}]}',
      JSON_TYPE,
      '{"a":[{"__proto__":{"__proto__":1}}]}',
    ],
    [
      "empty and odd keys",
      '{"":1,"a.b":2,"\\u0000":3,"🦊":"🦊"}',
      JSON_TYPE,
      '{"":1,"a.b":2,"\\u0000":3,"🦊":"🦊"}',
    ],
    ["half a surrogate pair", '{"a":"\\ud800"}', JSON_TYPE, '{"a":"\\ud800"}'],
    ["a key that comes twice", '{"a":1,"a":2}', JSON_TYPE, '{"a":2}'],
    ["templates", '{"a":"{{ secrets.SHOP }}"}', JSON_TYPE, '{"a":"{{ secrets.SHOP }}"}'],
    ["64 levels of objects", deep, JSON_TYPE, deep],
    ["64 levels of objects and arrays", nested(64, "[", "]"), JSON_TYPE, nested(64, "[", "]")],
    ["1 MiB", objectOf(MIB), JSON_TYPE, objectOf(MIB)],
    ["1 MiB of no known length", streamOf(objectOf(MIB)), JSON_TYPE, objectOf(MIB)],
  ])("%s", async (_, body, contentType, expected) => {
    const run = await startRun(flow);
    expect(short(await post(run, body, contentType))).toBe("200");
    const { status, result } = await viewRun(run);
    expect(status).toBe("completed");
    expect(JSON.stringify(result)).toBe(JSON.stringify(JSON.parse(expected)));
  });

  it("is read the same way through the list", async () => {
    const own = await publish(blocks);
    const run = await startRun(own);
    const text = `{"__proto__":{"x":1},"deep":${nested(63)}}`;
    expect(short(await callBack(own, "pay", { body: text }))).toBe("200");
    expect(JSON.stringify((await viewRun(run)).result)).toBe(text);
  });
});

it("an empty callback and `{}` as text are different bodies, and both are nothing", async () => {
  const run = await startRun(flow);
  expect(short(await post(run, null, ""))).toBe("200");
  expect(short(await post(run, null, ""))).toBe("200");
  expect(short(await post(run, "{}"))).toBe("410/28136");
});
