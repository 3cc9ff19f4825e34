// Prints the SDL of an introspection result with graphql-js, sorted, as people do it.
// Arguments: a node_modules folder, the file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/x.js`);
const { buildClientSchema, lexicographicSortSchema, printSchema } = require("graphql");
const result = JSON.parse(readFileSync(process.argv[3], "utf8"));
process.stdout.write(printSchema(lexicographicSortSchema(buildClientSchema(result.data ?? result))));
