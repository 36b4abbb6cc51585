import { describe, expect, test } from "vitest";
import { readAmount, readShown, spokenDuration, writeAmount } from "../../src/console/panels/duration.ts";
import { fieldAt, withField } from "../../src/console/panels/fields.ts";
import { fromLocal, toLocal } from "../../src/console/panels/instant.ts";
import {
  cellOf,
  isLooseText,
  looseText,
  objectOf,
  readCell,
  rowProblem,
  rowsOf,
  rowsWith,
} from "../../src/console/panels/rows.ts";

describe("a field of a block", () => {
  const block = { type: "external-callback", odd: [1], timeout: { after: "PT1H", strange: true } };

  test("changes alone: all others stay, known or not", () => {
    expect(withField(block, "timeout.after", "PT2H")).toEqual({
      ...block,
      timeout: { after: "PT2H", strange: true },
    });
    expect(withField(block, "early.hold", "PT0S")).toEqual({ ...block, early: { hold: "PT0S" } });
    expect(Object.keys(withField(block, "odd", 2))).toEqual(["type", "odd", "timeout"]);
  });

  test("goes, and with it what it leaves empty", () => {
    expect(withField(block, "timeout.after", undefined)).toEqual({ ...block, timeout: { strange: true } });
    expect(withField({ type: "x", early: { hold: "PT0S" } }, "early.hold", undefined)).toEqual({ type: "x" });
    expect(withField(block, "early.hold", undefined)).toBe(block);
  });

  test("is read without reaching a prototype", () => {
    expect(fieldAt(block, "timeout.after")).toBe("PT1H");
    expect(fieldAt(block, "timeout.constructor")).toBeUndefined();
    expect(fieldAt(block, "odd.length")).toBeUndefined();
  });
});

describe("a duration", () => {
  test.each([
    ["PT24H", 24, "hours"],
    ["P7D", 7, "days"],
    ["PT90S", 90, "seconds"],
    ["PT0.5S", 0.5, "seconds"],
    ["PT15M", 15, "minutes"],
  ] as const)("of one part is a number and its unit: %s", (text, number, unit) => {
    expect(readAmount(text)).toEqual({ number, unit });
    expect(writeAmount({ number, unit })).toBe(text);
  });

  test("of weeks is one of days, of several parts none", () => {
    expect(readShown('{"number":"1o","unit":"days"}')).toEqual({ number: "1o", unit: "days" });
    expect(["[1]", "{", '{"number":1}', undefined].map(readShown)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(readAmount("P2W")).toEqual({ number: 14, unit: "days" });
    expect(readAmount("P1DT12H")).toBeUndefined();
    expect(readAmount("soon")).toBeUndefined();
  });

  test("with a fraction is written in seconds, which alone can have one", () => {
    expect(writeAmount({ number: 1.5, unit: "hours" })).toBe("PT5400S");
    expect(writeAmount({ number: 0.0001, unit: "seconds" })).toBe("PT0S");
  });

  test("is told in words", () => {
    expect(spokenDuration("P1DT12H1S")).toBe("1 day 12 hours 1 second");
    expect(spokenDuration("soon")).toBe("soon");
  });
});

describe("an instant", () => {
  test("is the same after it was shown in local time", () => {
    expect(fromLocal(toLocal("2026-01-31T12:00:00Z"))).toBe("2026-01-31T12:00:00Z");
    expect(fromLocal(toLocal("2026-01-31T12:00:00+02:00"))).toBe("2026-01-31T10:00:00Z");
  });

  test("that is none is an empty field, and the other way round", () => {
    expect(toLocal("now()")).toBe("");
    expect(fromLocal("")).toBeUndefined();
  });
});

describe("the lines of an object", () => {
  test.each(["text", "{{ a }}", 5, -1.5, true, null, "5", "true", '"quoted"', '"5"', "", "1.0", "null "])(
    "keep their values: %j",
    (value) => {
      expect(readCell(cellOf(value) ?? "")).toEqual(value);
    },
  );

  test("show plain texts without quotes, and those that look like a number with them", () => {
    expect([cellOf("a b"), cellOf("5"), cellOf(5), cellOf([1])]).toEqual(["a b", '"5"', "5", undefined]);
  });

  test("leave out what has no name of its own", () => {
    const rows = [...rowsOf({ a: 1, b: [2] }), { name: "a", value: 3 }, { name: "", value: 4 }];
    expect(objectOf(rows)).toEqual({ a: 1, b: [2] });
    expect(rows.map((_, index) => rowProblem(rows, index) === undefined)).toEqual([true, true, false, false]);
  });

  test("keep beside the object what it can't have, in its place, and nothing that is empty", () => {
    const rows = [{ name: "", value: "x" }, ...rowsOf({ a: 1, b: [2] }), { name: "a", value: { c: 3 } }];
    const kept = looseText(rows);
    expect(isLooseText(kept)).toBe(true);
    expect(rowsWith({ a: 1, b: [2] }, kept)).toEqual(rows);
    expect(rowsWith({ a: 5 }, kept)).toEqual([rows[0], { name: "a", value: 5 }, rows[3]]);
    expect(looseText([{ name: "", value: "" }, ...rowsOf({ a: 1 })])).toBeUndefined();
  });

  test("take nothing else that is kept for lines", () => {
    for (const kept of ["{", '{"number":"1","unit":"hours"}', '[5,{"at":"0"}]', undefined])
      expect(rowsWith({ a: 1 }, kept)).toEqual(rowsOf({ a: 1 }));
    expect(["{", "{}", undefined].map(isLooseText)).toEqual([false, false, false]);
  });
});
