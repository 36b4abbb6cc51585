import { expect, it } from "vitest";
import { freeName } from "../../../src/console/pages/shared/examples.ts";

it("keeps a name that is free, else counts on to one that is", () => {
  expect(freeName("Orders", ["Orders of May"])).toBe("Orders");
  expect(freeName("Orders", ["Orders", "Orders 2", "Orders 4"])).toBe("Orders 3");
});
