import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { EXAMPLES, type Example } from "../../document/examples.ts";

/** The examples, each under a name that no flow has: with a taken one it couldn't be saved. */
export function useExamples(): { examples: readonly Example[]; isLoading: boolean } {
  const { data, isPending } = useQuery({ queryKey: ["flows", "examples"], queryFn: namesLikeExamples });
  if (!data) return { examples: EXAMPLES, isLoading: isPending };
  const examples = EXAMPLES.map((example) => {
    const name = freeName(example.name, data);
    return name === example.name ? example : { ...example, draft: { ...example.draft, name } };
  });
  return { examples, isLoading: false };
}

async function namesLikeExamples({ signal }: { signal: AbortSignal }): Promise<string[]> {
  const lists = await Promise.all(
    EXAMPLES.map(({ name: search }) =>
      call(api.GET("/api/manage/flows", { params: { query: { search, limit: 100 } }, signal })),
    ),
  );
  return lists.flatMap(({ items }) => items.map(({ name }) => name));
}

/** The name, or the first of "name 2", "name 3" … that isn't taken. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let number = 2;
  while (taken.includes(`${name} ${number}`)) number += 1;
  return `${name} ${number}`;
}
