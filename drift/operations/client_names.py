"""The names that client libraries give a meaning of their own: directives, fields, and what Houdini makes of lists."""

from __future__ import annotations

SERVED_EVERYWHERE = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf"})
# The fields they are applied to are answered by the client.
LOCAL = frozenset({"client", "rest"})
STRIPPED = frozenset(
    {
        # Apollo, for the web, Kotlin and iOS
        *("client", "rest", "connection", "export", "nonreactive", "unmask", "type"),
        *(
            "nonnull",
            "optional",
            "typePolicy",
            "fieldPolicy",
            "semanticNonNull",
            "ignoreErrors",
            "requiresOptIn",
        ),
        *("targetName", "import", "localCacheMutation", "apollo_client_ios_localCacheMutation"),
        # Relay
        *(
            "argumentDefinitions",
            "arguments",
            "uncheckedArguments_DEPRECATED",
            "refetchable",
            "required",
            "inline",
        ),
        *(
            "relay",
            "raw_response_type",
            "live_query",
            "relay_test_operation",
            "catch",
            "throwOnFieldError",
            "alias",
        ),
        *(
            "appendNode",
            "prependNode",
            "appendEdge",
            "prependEdge",
            "deleteRecord",
            "deleteEdge",
            "stream_connection",
        ),
        *(
            "match",
            "module",
            "no_inline",
            "preloadable",
            "updatable",
            "assignable",
            "edge",
            "waterfall",
            "static",
        ),
        *("relay_client_component", "exec_time_resolvers", "dangerously_unaliased_fixme"),
        # urql and gql.tada
        *("populate", "_optional", "_required", "_relayPagination", "_simplePagination", "_unmask"),
        # Houdini
        *(
            "list",
            "paginate",
            "prepend",
            "append",
            "allLists",
            "parentID",
            "when",
            "when_not",
            "with",
            "cache",
            "load",
        ),
        *(
            "mask_enable",
            "mask_disable",
            "mask",
            "loading",
            "optimisticKey",
            "dedupe",
            "session",
            "houdini",
            "error",
        ),
        *("blocking", "blocking_disable", "endpoint", "plural", "componentField", "no_error", "manual_load"),
        # Servers that don't declare them are not sent them.
        *("defer", "stream"),
    }
)
ARGUMENTS_GIVEN = frozenset({"arguments", "uncheckedArguments_DEPRECATED", "with"})
ARGUMENTS_DEFINED = frozenset({"argumentDefinitions", "arguments"})
META_FIELDS = frozenset({"__id", "__token"})
LISTS = frozenset({"list", "paginate"})
LIST_OPERATIONS = ("_insert", "_remove", "_toggle")
