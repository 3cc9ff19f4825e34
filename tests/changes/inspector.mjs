// Reads [[old SDL, new SDL], ...] from standard input and prints what @graphql-inspector/core finds in each pair:
// a list of changes, or null where graphql-js can't read one of the two. The argument is a node_modules folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/x.js`);
const { buildSchema } = require("graphql");
const { diff } = require("@graphql-inspector/core");
const options = { assumeValid: true, assumeValidSDL: true };

const built = new Map();
function build(text) {
  if (!built.has(text)) built.set(text, buildSchema(text, options));
  return built.get(text);
}

const results = [];
for (const pair of JSON.parse(readFileSync(0, "utf8"))) {
  let schemas;
  try {
    schemas = pair.map(build);
  } catch {
    results.push(null);
    continue;
  }
  const changes = await diff(...schemas);
  results.push(
    changes.map(({ type, path = null, message, criticality }) => ({ type, path, message, level: criticality.level })),
  );
}
process.stdout.write(JSON.stringify(results));
