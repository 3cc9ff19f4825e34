// Reads [{schema, documents: {name: text}}, ...] from standard input and prints for each what @graphql-inspector/core's
// validate finds: {name: [messages]} of the documents that are not valid. The argument is a node_modules folder.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/x.js`);
const { buildSchema, Source } = require("graphql");
const { validate } = require("@graphql-inspector/core");

const known = new Map();
function build(text) {
  if (!known.has(text)) known.set(text, buildSchema(text, { assumeValid: true, assumeValidSDL: true }));
  return known.get(text);
}

const results = [];
for (const { schema, documents } of JSON.parse(readFileSync(0, "utf8"))) {
  const sources = Object.entries(documents).map(([name, text]) => new Source(text, name));
  const built = build(schema);
  const found = {};
  for (const { source, errors } of validate(built, sources, { strictDeprecated: false, strictFragments: false })) {
    found[source.name] = errors.map((error) => error.message);
  }
  results.push(found);
}
process.stdout.write(JSON.stringify(results));
