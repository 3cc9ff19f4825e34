"""A supergraph, a subgraph as it is written, and the same subgraph as introspection tells it."""

SUPERGRAPH = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/tag/v0.3")
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
{
  query: Query
}
directive @inaccessible on FIELD_DEFINITION | OBJECT | ARGUMENT_DEFINITION | ENUM_VALUE
directive @join__field(graph: join__Graph, type: String) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT | INTERFACE | UNION | ENUM
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @tag(name: String!) repeatable on FIELD_DEFINITION
scalar join__FieldSet
enum join__Graph {
  USERS @join__graph(name: "users", url: "http://users.internal:4001")
}
scalar link__Import
enum link__Purpose {
  SECURITY
  EXECUTION
}
type Query @join__type(graph: USERS) {
  me: User
  secret: Secret @inaccessible
}
interface Node @join__type(graph: USERS) {
  id: ID!
}
interface Hidden @inaccessible {
  id: ID!
}
union Thing = User | Secret
type User implements Node & Hidden @join__type(graph: USERS, key: "id") {
  id: ID!
  name(full: Boolean, hidden: Int @inaccessible): String @tag(name: "public")
  kind: Kind
}
enum Kind @join__type(graph: USERS) {
  A
  B @inaccessible
}
type Secret @inaccessible @join__type(graph: USERS) {
  a: Int
}
"""

SUBGRAPH = """
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "FieldSet"])
type Query {
  top: Int
}
type Product @key(fields: "id") {
  id: ID!
  price: Int
}
type Unreached {
  loose: Int
  kept: Int
}
"""

INTROSPECTED = """# graphql-drift canonical SDL 1; omits applied-directives
directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @shareable repeatable on OBJECT | FIELD_DEFINITION
directive @federation__requires(fields: FieldSet!) on FIELD_DEFINITION
directive @link(url: String!, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar FieldSet
scalar link__Import
enum link__Purpose {
  SECURITY
  EXECUTION
}
scalar _Any
union _Entity = Product
type _Service {
  sdl: String
}
type Query {
  top: Int
  _entities(representations: [_Any!]!): [_Entity]!
  _service: _Service!
}
type Product {
  id: ID!
  price: Int
}
type Unreached {
  loose: Int
  kept: Int
}
"""
