import { registerHooks } from "node:module";
import { MUTATIONS } from "./mutations.ts";

/** Loaded ahead of everything else (`--import`): plants the bug that `MUTATION` names, or throws. */
const name = process.env["MUTATION"];
const mutation = MUTATIONS.find((candidate) => candidate.name === name);
if (!mutation) throw new Error(`no mutation ${name}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${mutation.file}`)) return loaded;
    const source = Buffer.from(loaded.source ?? "").toString();
    if (source.split(mutation.find).length !== 2)
      throw new Error(`${mutation.name}: ${mutation.file} has not exactly one "${mutation.find}"`);
    return { ...loaded, source: source.replace(mutation.find, () => mutation.plant) };
  },
});
