// Reads every .graphql file of a folder with the graphql-js at a path, and writes its sorted print beside it.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [library, folder] = process.argv.slice(2);
const { buildSchema, lexicographicSortSchema, printSchema } = createRequire(import.meta.url)(library);
for (const name of readdirSync(folder).filter((name) => name.endsWith(".graphql"))) {
  const schema = buildSchema(readFileSync(join(folder, name), "utf8"), { assumeValid: true, assumeValidSDL: true });
  writeFileSync(join(folder, `${name}.printed`), printSchema(lexicographicSortSchema(schema)));
}
