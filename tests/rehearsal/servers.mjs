// Apollo Server or GraphQL Yoga with introspection off, over the SDL on standard input. Every resolver counts its calls.
// Prints the address; answers GET /ran with the number of calls.
import http from "node:http";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, kind] = process.argv.slice(2);
const load = createRequire(`${modules}/package.json`);
const graphql = load("graphql");

const schema = graphql.buildSchema(readFileSync(0, "utf8"));
let ran = 0;
for (const type of Object.values(schema.getTypeMap())) {
  if (graphql.isObjectType(type) && !type.name.startsWith("__")) {
    for (const field of Object.values(type.getFields())) {
      field.resolve = () => {
        ran += 1;
        return null;
      };
    }
  }
}

async function apollo() {
  const { ApolloServer, HeaderMap } = load("@apollo/server");
  const server = new ApolloServer({ schema, introspection: false, includeStacktraceInErrorResponses: true });
  await server.start();
  return async (request, response, body) => {
    const headers = new HeaderMap();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const found = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers, search: "", body: JSON.parse(body) },
      context: async () => ({}),
    });
    response.writeHead(found.status ?? 200, Object.fromEntries(found.headers));
    response.end(found.body.string);
  };
}

async function yoga() {
  const { createYoga } = load("graphql-yoga");
  const off = { onValidate: ({ addValidationRule }) => addValidationRule(graphql.NoSchemaIntrospectionCustomRule) };
  const server = createYoga({ schema, plugins: [off], logging: false, graphiql: false });
  return async (request, response, body) => {
    const found = await server.fetch(`http://127.0.0.1${request.url}`, {
      method: request.method,
      headers: request.headers,
      body,
    });
    response.writeHead(found.status, Object.fromEntries(found.headers));
    response.end(await found.text());
  };
}

const answer = await { apollo, yoga }[kind]();
const server = http.createServer((request, response) => {
  if (request.url === "/ran") return response.end(String(ran));
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => answer(request, response, body).catch((error) => response.writeHead(500).end(String(error))));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
