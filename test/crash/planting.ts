import { check } from "./checker.ts";
import type { History } from "./history.ts";

/** How to ask which rules a history breaks that is in order but for what is planted in it. */
export function planting<Planted extends { history: History }>(inOrder: () => Planted) {
  return (plant: (planted: Planted) => unknown): string[] => {
    const planted = inOrder();
    plant(planted);
    return [...new Set(check(planted.history).map(({ rule }) => rule))];
  };
}
