import { orderOf, paymentOf } from "../flows.ts";
import { startFloors } from "../servers/others.ts";
import { AT_ONCE, many, newOrder, type Subject, type World } from "./subject.ts";

/** F0 parses JSON; F1 is a Worker and an object; F2 a Worker and two objects in a row. */
export function floorSubjects({ load, counts }: World): Promise<Subject[]> {
  const floor = async (name: string, path: string, hasObjects: boolean): Promise<Subject> => {
    const server = await startFloors();
    const prepare = async (count: number) => {
      const ids = many(count, newOrder);
      const callsTo = (end: string, bodyOf: (id: string) => string) =>
        ids.map((id) => ({ path: `${end}?id=${id}`, body: bodyOf(id) }));
      if (!hasObjects) return { calls: callsTo(path, paymentOf), touches: [] };
      await load.run(server.port, AT_ONCE, callsTo(`${path}/prepare`, orderOf));
      return { calls: callsTo(path, paymentOf), touches: callsTo("/touch", () => "{}") };
    };
    return { name, server, counts, prepare };
  };
  return Promise.all([floor("F0", "/f0", false), floor("F1", "/f1", true), floor("F2", "/f2", true)]);
}
