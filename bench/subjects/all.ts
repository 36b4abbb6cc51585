import { floorSubjects } from "./floors.ts";
import { holdpointSubjects } from "./holdpoint.ts";
import type { Subject, World } from "./subject.ts";
import { workflowSubjects } from "./workflows.ts";

/**
 * All that is compared, each with a server of its own, so that none pays for the objects that another's calls keep in memory.
 */
export async function startSubjects(world: World): Promise<Subject[]> {
  const groups = await Promise.all([floorSubjects(world), holdpointSubjects(world), workflowSubjects(world)]);
  return groups.flat();
}
