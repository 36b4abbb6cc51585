import { describe, expect, it } from "vitest";
import { DraftHold, editorOf } from "../../src/console/document/hold.ts";
import { DraftStorage, importedDraft, type StoredDraft } from "../../src/console/document/storage.ts";

const begun = { name: "Flow", start: "a", blocks: { a: { type: "delay", for: "PT1H" } } };
const base = { versionId: "V1", text: JSON.stringify(begun) };

function drafted(name: string): StoredDraft {
  return { draft: { ...begun, name }, positions: {}, base, at: 5 };
}

function world() {
  const map = new Map<string, string>();
  const storage = new DraftStorage({
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  });
  return { storage, hold: (editor: string) => new DraftHold(storage, "F", editor) };
}

describe("two editors of one flow", () => {
  it("know of each other's draft, and neither writes over the other's", () => {
    const { storage, hold } = world();
    const [a, b] = [hold("a"), hold("b")];
    expect(a.keep(drafted("A"))).toBe("kept");
    expect(b.theirs(drafted("B"))?.draft.name).toBe("A");
    expect(b.keep(drafted("B"))).toBe("aside");
    expect(storage.draft("F")?.draft.name).toBe("A");
    expect(storage.aside("F")).toMatchObject({ editor: "b", draft: { draft: { name: "B" } } });
    expect(a.keep(drafted("A2"))).toBe("kept");
  });

  it("change places when one keeps its own: then the other has to choose", () => {
    const { storage, hold } = world();
    const [a, b] = [hold("a"), hold("b")];
    a.keep(drafted("A"));
    b.keep(drafted("B"));
    expect(b.overwrite(drafted("B"))).toBe("kept");
    expect([storage.draft("F")?.draft.name, storage.aside("F")]).toEqual(["B", undefined]);
    expect(a.keep(drafted("A"))).toBe("aside");
    expect(storage.aside("F")?.draft.draft.name).toBe("A");
  });

  it("go on from each other where one takes the other's", () => {
    const { storage, hold } = world();
    const [a, b] = [hold("a"), hold("b")];
    a.keep(drafted("A"));
    b.keep(drafted("B"));
    const theirs = b.theirs(drafted("B"));
    if (theirs) b.follow(theirs);
    expect(storage.aside("F")).toBe(undefined);
    expect(b.keep(drafted("A"))).toBe("kept");
    expect(a.theirs(drafted("A"))).toBe(undefined);
    expect(a.keep(drafted("A3"))).toBe("kept");
  });

  it("have nothing to choose where both say the same, wherever the blocks are drawn", () => {
    const { hold } = world();
    const [a, b] = [hold("a"), hold("b")];
    a.keep(drafted("A"));
    const moved = { ...drafted("A"), positions: { a: { x: 5, y: 5 } } };
    expect([b.theirs(moved), b.keep(moved)]).toEqual([undefined, "kept"]);
    expect(a.theirs({ ...drafted("A"), unfinished: { a: { for: "{" } } })?.draft.name).toBe("A");
  });

  it("answer what the other stored by writing only where they differ", () => {
    const { storage, hold } = world();
    const [a, b] = [hold("a"), hold("b")];
    a.keep(drafted("A"));
    const { stamp } = storage.draft("F") ?? {};
    const moved = { ...drafted("A"), positions: { a: { x: 5, y: 5 } } };
    expect([b.answer(moved), storage.draft("F")?.stamp]).toEqual(["kept", stamp]);
    expect(b.keep(drafted("B"))).toBe("kept");
    expect([a.answer(drafted("A")), storage.aside("F")?.editor]).toEqual(["aside", "a"]);
    b.forget();
    expect([a.answer(drafted("A")), storage.draft("F")?.draft.name]).toEqual(["kept", "A"]);
  });

  it("forget their own alone", () => {
    const { storage, hold } = world();
    const [a, b] = [hold("a"), hold("b")];
    a.keep(drafted("A"));
    b.keep(drafted("B"));
    b.forget();
    expect([storage.draft("F")?.draft.name, storage.aside("F")]).toEqual(["A", undefined]);
    b.keep(drafted("B"));
    a.forget();
    expect([storage.draft("F"), storage.aside("F")?.editor]).toEqual([undefined, "b"]);
    expect(b.keep(drafted("B"))).toBe("kept");
    expect([storage.draft("F")?.draft.name, storage.aside("F")]).toEqual(["B", undefined]);
  });

  it("go on with what was there when they began, and not with what was imported since", () => {
    const { storage, hold } = world();
    storage.keepDraft("F", drafted("of earlier"));
    expect(hold("a").keep(drafted("A"))).toBe("kept");
    const later = world();
    const b = later.hold("b");
    later.storage.keepDraft("F", importedDraft(begun, 7));
    expect(b.keep(drafted("B"))).toBe("aside");
    expect(later.storage.draft("F")?.at).toBe(7);
  });

  it("say who wrote a draft", () => {
    const { storage, hold } = world();
    hold("a").keep(drafted("A"));
    const stored = storage.draft("F");
    expect(stored && editorOf(stored)).toBe("a");
    expect(editorOf(importedDraft(begun, 7))).toBe(undefined);
  });

  it("are told where the browser keeps nothing", () => {
    const refusing = () => {
      throw new Error("QuotaExceededError");
    };
    const storage = new DraftStorage({ getItem: () => null, setItem: refusing, removeItem: refusing });
    expect(new DraftHold(storage, "F", "a").keep(drafted("A"))).toBe("nothing");
  });
});
