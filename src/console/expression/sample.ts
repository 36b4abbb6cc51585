import { isJsonObject, type Json, type JsonObject } from "../../json.ts";
import { pathKeys } from "../document/problems.ts";

/** What an expression may read, as the server groups it. */
interface Readable {
  groups: readonly { entries: readonly { path: string; type: string }[] }[];
}

/** The specification's example of a user. */
const USER: JsonObject = {
  lastLogin: 1719591614000,
  lastName: "Bond",
  userStatus: "ENABLED",
  gender: "male",
  firstName: "James",
  phoneNumber: "+44 007007007",
  name: null,
  age: 45,
  email: "jamesbond@mi6.co.uk",
  created: 1719589705912,
  accountType: "BACKENDLESS",
  socialAccount: "BACKENDLESS",
  ownerId: "087A2B43-EB71-4322-AD34-EDA9CA77B77E",
  oAuthIdentities: null,
  blUserLocale: "en",
  updated: null,
  objectId: "087A2B43-EB71-4322-AD34-EDA9CA77B77E",
};

/** Data to try expressions out with: a value of its type for everything that may be read. */
export function sampleOf({ groups }: Readable): JsonObject {
  const sample: Record<string, Json> = {};
  // A parent before what is below it: it is made as a map then.
  const entries = groups.flatMap((group) => group.entries).toSorted((a, b) => a.path.length - b.path.length);
  for (const { path, type } of entries) {
    const keys = pathKeys(path);
    if (keys.includes("__proto__")) continue;
    if (keys.at(-1) === "user") place(sample, keys, USER);
    else if (keys[1] !== "user") place(sample, keys, valueOf(type, keys.at(-1)));
  }
  return sample;
}

/** An object in which there is something at each of the paths. */
export function sampleOfPaths(paths: readonly (readonly string[])[]): JsonObject {
  const sample: Record<string, Json> = {};
  // The longest first: a value that is read as a whole elsewhere stays what it has to be here.
  for (const path of paths.toSorted((a, b) => b.length - a.length)) {
    if (path.length > 0 && !path.includes("__proto__")) place(sample, path, valueOf("any", path.at(-1)));
  }
  return sample;
}

/** A sample that has everything at its first level which the other one has; nothing in it is changed. */
export function withRoots(sample: JsonObject, other: JsonObject): JsonObject {
  return { ...other, ...sample };
}

/** A sample that has everything which the other one has, at every level; nothing in it is changed. */
export function filledUp(sample: JsonObject, other: JsonObject): JsonObject {
  const filled: Record<string, Json> = { ...sample };
  for (const [key, value] of Object.entries(other)) {
    const there = Object.hasOwn(sample, key) ? sample[key] : undefined;
    if (there === undefined) filled[key] = value;
    else if (isJsonObject(there) && isJsonObject(value)) filled[key] = filledUp(there, value);
  }
  return filled;
}

/** Puts a value where the keys lead; what is on the way there and no map becomes one. */
function place(map: Record<string, Json>, [key, ...below]: readonly string[], value: Json): void {
  if (key === undefined) return;
  const there = Object.hasOwn(map, key) ? map[key] : undefined;
  if (below.length === 0) {
    map[key] ??= value;
    return;
  }
  const inner: Record<string, Json> = isJsonObject(there) ? { ...there } : {};
  place(inner, below, value);
  map[key] = inner;
}

/** Names of which the author most likely means a number, where nothing tells the type. */
const NUMBERS = /(?:amount|count|number|paid|price|quantity|size|sum|total)$/i;

function valueOf(type: string, name = ""): Json {
  switch (type) {
    case "bool":
      return true;
    case "number":
      return name.endsWith("At") ? Date.UTC(2026, 0, 31, 12) : 1;
    case "list":
      return [];
    case "map":
      return {};
    case "null":
      return null;
    case "any":
      return NUMBERS.test(name) ? 1 : `sample ${name}`;
    default:
      return `sample ${name}`;
  }
}
