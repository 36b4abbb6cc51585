import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { putFile } from "./put-file.ts";
import { ROOT } from "./wrangler.ts";

const SOURCE = join(ROOT, "src/console");
const TARGET = "dist/assets/console";
const STAMP = join(ROOT, "dist/console.sha256");
/** Whatever the built console depends on. Types of the server don't count: nothing is left of them. */
const INPUTS = [
  "src/console/**/*.*",
  "src/json.ts",
  "src/expressions/{scan,limits}.ts",
  "src/blocks/names.ts",
  "examples/*.json",
  "scripts/console.ts",
  "package-lock.json",
];

/** What all pages need, or many: left to itself the bundler makes a file of each part that two of them share. */
const GROUPS = [
  {
    name: "shell",
    test: /node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|wouter|regexparam|openapi-fetch|@tanstack)\/|src\/console\/(?:api|ui)\//,
  },
  { name: "shared", test: /src\/console\/pages\/shared\// },
];

/** Builds src/console into dist/assets/console, unless it is built from what is there now. */
export async function buildConsole(): Promise<void> {
  const inputs = hashOfInputs();
  if (
    existsSync(STAMP) &&
    readFileSync(STAMP, "utf8") === inputs &&
    existsSync(join(ROOT, TARGET, "index.html"))
  )
    return;
  const files = await bundle();
  // The page comes last: what it names is there by then.
  for (const [name, content] of files) if (name !== "index.html") putFile(`${TARGET}/${name}`, content);
  const page = files.get("index.html");
  if (!page) throw new Error("The console was built without its page");
  putFile(`${TARGET}/index.html`, page);
  for (const name of globSync("**/*.*", { cwd: join(ROOT, TARGET) }))
    if (!files.has(name)) rmSync(join(ROOT, TARGET, name));
  writeFileSync(STAMP, inputs);
}

function hashOfInputs(): string {
  const hash = createHash("sha256");
  for (const name of globSync(INPUTS, { cwd: ROOT }).toSorted())
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(ROOT, name)))
      .update("\0");
  return hash.digest("hex");
}

async function bundle(): Promise<Map<string, Buffer>> {
  // Vite believes it before anything else, and a test runner sets it: React's own checks would be built in.
  process.env.NODE_ENV = "production";
  const built = await build({
    configFile: false,
    root: SOURCE,
    base: "/console/",
    logLevel: "warn",
    build: {
      write: false,
      // Browsers that know light-dark() and popovers.
      target: ["chrome125", "firefox128", "safari18"],
      // An icon in a data: URL is one more thing to allow; all is served as a file.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: { codeSplitting: { groups: GROUPS } },
        // React and TanStack mark files for React's server; there is none here.
        onwarn: (warning, tell) => warning.code !== "MODULE_LEVEL_DIRECTIVE" && tell(warning),
      },
    },
  });
  if (!("output" in built)) throw new Error("Vite was to build once");
  return new Map(
    built.output.map((file) => [file.fileName, Buffer.from(file.type === "chunk" ? file.code : file.source)]),
  );
}

if (import.meta.main) await buildConsole();
