import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { record, redo, startHistory, undo } from "../../src/console/document/history.ts";

describe("the history of edits", () => {
  it("undoes and redoes one step at a time", () => {
    const history = record(record(startHistory("a"), "b", 0), "c", 0);
    expect(undo(history).present).toBe("b");
    expect(undo(undo(history)).present).toBe("a");
    expect(redo(undo(history))).toEqual({ ...history, last: undefined });
  });

  it("makes typing in one field one step, until a pause", () => {
    let history = startHistory("");
    history = record(history, "p", 0, "name");
    history = record(history, "pa", 1_000, "name");
    history = record(history, "pay", 2_000, "name");
    history = record(history, "pays", 9_000, "name");
    expect(undo(history).present).toBe("pay");
    expect(undo(undo(history)).present).toBe("");
    expect(undo(record(history, "other", 9_100, "title")).present).toBe("pays");
  });

  it("begins a new step after an undo", () => {
    const typed = record(startHistory("a"), "b", 0, "name");
    expect(undo(record(undo(typed), "c", 10, "name")).present).toBe("a");
  });

  it("forgets what was undone once something else is done", () => {
    const history = record(undo(record(startHistory("a"), "b", 0)), "c", 0);
    expect(redo(history)).toBe(history);
  });

  it("keeps so many steps and no more", () => {
    let history = startHistory(0);
    for (let step = 1; step <= 500; step++) history = record(history, step, step);
    expect(history.past).toHaveLength(200);
  });

  it("takes back any edit, and any number of them", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.integer(), (states, last) => {
        const history = states.reduce((all, state) => record(all, state, 0), startHistory(0));
        fc.pre(history.present !== last);
        expect(undo(record(history, last, 0)).present).toBe(history.present);
        const back = states.reduce(undo, history);
        expect(back.present).toBe(0);
        expect(states.reduce(redo, back).present).toBe(history.present);
      }),
    );
  });
});
