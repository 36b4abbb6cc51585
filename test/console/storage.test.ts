import { describe, expect, it } from "vitest";
import { DraftStorage, type Store, type StoredDraft, standing } from "../../src/console/document/storage.ts";

const document = { name: "Flow", start: "a", blocks: { a: { type: "delay", for: "PT1H" } } };
const edited = { ...document, name: "Better" };
const base = { versionId: "V1", text: JSON.stringify(document) };
const stored: StoredDraft = { draft: edited, positions: { a: { x: 1, y: 2 } }, base, at: 5 };

function mapStore(map = new Map<string, string>()): Store {
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
}

describe("the storage of drafts", () => {
  it("gives back what it kept, also in the next visit", () => {
    const store = mapStore();
    expect(new DraftStorage(store).keepDraft("F", stored)).toBe(true);
    expect(new DraftStorage(store).draft("F")).toEqual(stored);
    expect(new DraftStorage(store).draft("other")).toBe(undefined);
  });

  it("keeps JSON in the making beside the last document that it was", () => {
    const drafts = new DraftStorage(mapStore());
    drafts.keepDraft("F", { ...stored, text: '{ "name": ' });
    expect(drafts.draft("F")?.text).toBe('{ "name": ');
  });

  it("forgets a draft, and keeps the layout", () => {
    const drafts = new DraftStorage(mapStore());
    drafts.keepDraft("F", stored);
    drafts.keepLayout("F", stored.positions);
    drafts.forgetDraft("F");
    expect([drafts.draft("F"), drafts.layout("F")]).toEqual([undefined, { a: { x: 1, y: 2 } }]);
  });

  it.each(["", "{", "null", "[]", '{"draft":5,"base":null}', '{"draft":{"blocks":{}},"base":5}'])(
    "ignores what isn't a draft: %s",
    (text) => {
      expect(new DraftStorage(mapStore(new Map([["holdpoint-draft:F", text]]))).draft("F")).toBe(undefined);
    },
  );

  it("says so when the browser keeps nothing", () => {
    const refusing: Store = {
      getItem: () => {
        throw new Error("SecurityError");
      },
      setItem: () => {
        throw new Error("QuotaExceededError");
      },
      removeItem: () => {
        throw new Error("SecurityError");
      },
    };
    const drafts = new DraftStorage(refusing);
    expect(drafts.keepDraft("F", stored)).toBe(false);
    expect(drafts.draft("F")).toBe(undefined);
    expect(() => drafts.forgetDraft("F")).not.toThrow();
  });
});

describe("a draft of earlier", () => {
  it("goes on where its version still is as it was", () => {
    expect(standing(stored, { versionId: "V1", document })).toBe("ahead");
  });

  it("is in conflict once another version was saved, or this one changed", () => {
    expect(standing(stored, { versionId: "V2", document })).toBe("conflict");
    expect(standing(stored, { versionId: "V1", document: { ...document, name: "Theirs" } })).toBe("conflict");
  });

  it("is done with once the server has the same", () => {
    expect(standing(stored, { versionId: "V2", document: edited })).toBe("saved");
    expect(standing({ ...stored, text: "{" }, { versionId: "V1", document: edited })).toBe("conflict");
  });
});
