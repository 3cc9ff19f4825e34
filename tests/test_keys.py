"""Keys that are written into a configuration are found by their value too, and what APIs have in the open is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift import keys
from drift.config_file import parse
from drift.errors import ConfigError
from tests.running import drift
from tests.servers.loopback import LoopbackServer
from tests.servers.misbehaving import document

HEX = "9aa3d95b3bc440fa88ea12eaa4456161"
COMMIT = "5a3ec84eff668545956fd18022155c47e93e2684"
UUID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize(
    ("name", "value", "proposal"),
    [
        ("X-API-Key", "plainword", "${X_API_KEY}"),
        ("X-Panther-Access", "pat_8f3a9c2e7b1d4f6a", "${X_PANTHER_ACCESS}"),
        ("X-Panther-Access", "pat_8f3a91bc", "${X_PANTHER_ACCESS}"),
        ("Authorization", "Bearer sk_live_51HabcDEF${X}", "Bearer ${API_TOKEN}"),
        ("Authorization", "Bearer abc", "Bearer ${API_TOKEN}"),
        ("Authorization", "Basic dXNlcjpwYXNzd29yZA==", "Basic ${API_CREDENTIALS}"),
        ("Authorization", "token ghp_abcdefABCDEF0123456789", "token ${API_TOKEN}"),
        ("Authorization", "lin_api_abcdefghijklmno", "${AUTHORIZATION}"),
        ("Cookie", "session=5f2b8c1e9a7d; theme=${THEME}", "${COOKIE}"),
        ("Cookie", "sid=abc${S}; theme=dark", "${COOKIE}"),
        ("Authorization", "Bearer abc${X}", "Bearer ${API_TOKEN}"),
        ("X-API-Key", "${X}9f", "${X_API_KEY}"),
        ("X-Team", "a, b, ghp_abcdefABCDEF0123456789", "${X_TEAM}"),
        ("X-Team", "${A}ghp_abcdefABCDEF0123456789", "${X_TEAM}"),
        ("X-Team", HEX, "${X_TEAM}"),
        ("X-Team", "dGhpc2lzYXNlY3JldHRva2VuMTIzNDU2Nzg5MA==", "${X_TEAM}"),
        ("X-Team", "eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo", "${X_TEAM}"),
        ("secret", "xwzkbm237trfs3y9j4j9cui8e2setaj4", "${SECRET}"),
    ],
)
def test_a_key_in_a_header_is_found_and_its_right_spelling_proposed(
    name: str, value: str, proposal: str, tmp_path: Path
) -> None:
    assert keys.in_header(name, value)
    assert keys.header_proposal(name, value) == proposal
    assert not keys.in_header(name, proposal)
    text = f'[sources.a]\nendpoint = "https://a.example"\nheaders = {{ "{name}" = "{value}" }}\n'
    with pytest.raises(ConfigError) as caught:
        parse(Path("drift.toml"), text)
    assert str(caught.value) == (
        f"drift.toml:3: sources.a.headers.{name}: looks like a secret written into the file: put it into the "
        f'environment and write "{proposal}" here'
    )
    ran = drift("init", "https://api.example.com/graphql", "-H", f"{name}: {value}", cwd=tmp_path)
    assert (ran.code, ran.out, list(tmp_path.iterdir())) == (2, "", [])
    assert f"write '{name}: {proposal}' in single quotes" in ran.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-API-Key", "${K}"),
        ("X-API-Key", "team-${K}"),
        ("X-API-Key", "pat_${K}"),
        ("X-API-Key", "${K}:${SECRET}"),
        ("X-API-Key", "${K}${SECRET}"),
        ("X-Region", "eu${N}"),
        ("Authorization", "Bearer ${TOK}"),
        ("Authorization", "Basic ${A}"),
        ("Cookie", "session=${S}; theme=dark-mode-preferred"),
        ("X-Tenant", UUID),
        ("X-Tenant", "workspace-prod-eu1"),
        ("X-Org", "org_2abcDEFghi123"),
        ("X-Commit", COMMIT),
        ("X-Author", "octocat"),
        ("X-Keywords", "alerts"),
        ("X-Assigned-To", "someone"),
        ("Accept", "application/vnd.github.shadow-cat-preview+json"),
        ("Accept-Language", "sk-SK,sk;q=0.9"),
        ("User-Agent", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/120.0.0.0"),
        ("X-Client", "graphql-drift/0.1.0 (+https://github.com/acme/api)"),
        ("X-Shopify-API-Version", "2024-10"),
        ("apollographql-client-version", "1.2.3-beta.20240101"),
        ("X-Hasura-Role", "anonymous"),
        ("Apollo-Require-Preflight", "true"),
    ],
)
def test_other_headers_are_left_alone(name: str, value: str) -> None:
    assert not keys.in_header(name, value)


@pytest.mark.parametrize(
    ("url", "place", "proposal"),
    [
        ("?api_key=sk_live_abcdefgh", "the parameter api_key", "?api_key=${API_KEY}"),
        ("?lang=en&token=ghp_abcdef", "the parameter token", "?lang=en&token=${TOKEN}"),
        ("?apikey=demo", "the parameter apikey", "?apikey=${APIKEY}"),
        ("?who=ghp_abcdefABCDEF0123456789", "the parameter who", "?who=${WHO}"),
        ("?key=${A}sk_live_abcdefgh", "the parameter key", "?key=${KEY}"),
        ("?X-Amz-Signature=0a1b2c", "the parameter X-Amz-Signature", "?X-Amz-Signature=${X_AMZ_SIGNATURE}"),
        ("?ghp_abcdefABCDEF0123456789", "its query", None),
        (f"/v3/{HEX}", "its path", "/v3/${API_KEY}"),
        ("/v2/aBcD1234eFgH5678iJkL9012mNoP3456", "its path", "/v2/${API_KEY}"),
        ("/sk_live_abcdefgh/graphql", "its path", "/${API_KEY}/graphql"),
        ("/api-key/8f3a9c2e7b1d/graphql", "its path", "/api-key/${API_KEY}/graphql"),
        (f"/api/{HEX}/subgraphs/id/5zvR82QoaXYFyDEKLZ9t6v9adgnptxYpKpSbxtgVENFV", "its path",
         "/api/${API_KEY}/subgraphs/id/5zvR82QoaXYFyDEKLZ9t6v9adgnptxYpKpSbxtgVENFV"),
        (f"/v3/{HEX}?token=abcd", "the parameter token", "/v3/${API_KEY}?token=${TOKEN}"),
        ("#access_token=abcd", "the parameter access_token", ""),
        ("#ghp_abcdefABCDEF0123456789", "its query", ""),
        ("/graphql;token=abc123", "the parameter token", "/graphql;token=${TOKEN}"),
        ("/v1;jsessionid=0A1B2C/graphql", "the parameter jsessionid", "/v1;jsessionid=${JSESSIONID}/graphql"),
        ("/graphql;v=2;k=ghp_abcdefABCDEF0123456789", "the parameter k", "/graphql;v=2;k=${K}"),
        ("/bearer/8f3a9c2e7b1d", "its path", "/bearer/${API_KEY}"),
        ("/Bearer/8f3a9c2e7b1d/graphql", "its path", "/Bearer/${API_KEY}/graphql"),
        ("/hooks/q1w2e3r4t5y6u7", "its path", "/hooks/${API_KEY}"),
        ("/webhooks/123456789012345678/AbC-dEf_123456GhIjKlMn", "its path", "/webhooks/${API_KEY}/${API_KEY}"),
        ("?token=abc${X}", "the parameter token", "?token=${TOKEN}"),
        ("?token=${X}abc", "the parameter token", "?token=${TOKEN}"),
        ("?lang=en&api%5Fkey=demo", "the parameter api_key", "?lang=en&api%5Fkey=${API_KEY}"),
        ("?k=ghp%5FabcdefABCDEF0123456789", "the parameter k", "?k=${K}"),
        ("?code=aB3dE6gH9jK2mN5pQ8sT", "the parameter code", "?code=${CODE}"),
        ("/a/ghp%5FabcdefABCDEF0123456789", "its path", "/a/${API_KEY}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["endpoint", "schema"])
def test_a_key_in_a_url_is_found(
    url: str, place: str, proposal: str | None, key: str, tmp_path: Path
) -> None:
    host = "https://api.example.com"
    with pytest.raises(ConfigError) as caught:
        parse(Path("drift.toml"), f'[sources.a]\n{key} = "{host}{url}"\n')
    here = f': put it into the environment and write "{host}{proposal}" here'
    assert str(caught.value) == (
        f"drift.toml:2: sources.a.{key}: {place} looks like a secret written into the file"
        + (" and must not be in a file" if proposal is None else here)
    )
    ran = drift("init", host + url, cwd=tmp_path)
    assert (ran.code, ran.out, list(tmp_path.iterdir())) == (2, "", [])
    if proposal:
        assert f"write '{host}{proposal}' in single quotes" in ran.err
        assert parse(Path("drift.toml"), f'[sources.a]\n{key} = "{host}{proposal}"\n') is not None


def test_user_names_and_passwords_are_refused_when_the_file_is_read() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(Path("drift.toml"), '[sources.a]\nendpoint = "https://user:pw@api.example.com/graphql"\n')
    assert str(caught.value) == (
        "drift.toml:2: sources.a.endpoint: its user name or password looks like a secret written into the file: put it "
        'into the environment and write "https://api.example.com/graphql" here'
    )


# As they appear in the documentation of services and in public repositories.
OPEN_URLS = [
    "https://api.github.com/graphql",
    "https://shop.myshopify.com/admin/api/2024-10/graphql.json",
    "https://graphql.contentful.com/content/v1/spaces/f8bqpb154z8p/environments/master",
    "https://eu-central-1.cdn.hygraph.com/content/ckgm9f8ik003i01z53pbv4ab6/master",
    "https://api-eu-west-2.hygraph.com/v2/clkabc123def4567890abcdef/master",
    "https://api.goldsky.com/api/public/project_cl8ylkiw00krx0hvza0qw17vn/subgraphs/uniswap-v3-base/1.0.0/gn",
    "https://gateway.thegraph.com/api/${K}/subgraphs/id/5zvR82QoaXYFyDEKLZ9t6v9adgnptxYpKpSbxtgVENFV",
    "https://api.studio.thegraph.com/query/48211/uniswap-v3-base/version/latest",
    "https://subgraph.satsuma-prod.com/09c9cf3574cc/orbital-apes/v3-subgraph/api",
    "https://p1nk.api.sanity.io/v2023-08-01/graphql/production/default",
    "https://api.graph.cool/relay/v1/sh4reef",
    "https://abcdefghijklmnopqrstuvwxyz.appsync-api.us-east-1.amazonaws.com/graphql",
    "https://panther-community-us-east-1.s3.amazonaws.com/latest/graphql/schema.public.graphql",
    "https://raw.githubusercontent.com/octokit/graphql-schema/5a3ec84eff668545956fd18022155c47e93e2684/schema.graphql",
    "https://gist.githubusercontent.com/foo/9aa3d95b3bc440fa88ea12eaa4456161/raw/5a3ec84eff668545956fd18022155c47e93e2684/s.graphql",
    "https://ipfs.io/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG/schema.graphql",
    "https://federation-jjkihxkmtq-an.a.run.app",
    "https://example.com/graphql?version=20240101&lang=en&auth=none",
    "https://example.com/graphql?keyword=foo&author=bar&assigned=me",
    "https://example.com/graphql?tenant=550e8400-e29b-41d4-a716-446655440000",
    "https://example.com/graphql?api_key=${K}",
    "https://example.com/graphql?api_key=pat_${K}",
    "https://example.com/graphql?auth=Bearer%20${K}",
    "https://example.com/graphql;v=2;lang=en",
    "https://example.com/graphql;token=${K}/v1",
    "https://example.com/graphql?next=token&page=api_key",
    "https://example.com/graphql?since=2026-01-02T03:04:05Z&region=eu-central-1",
    "https://example.com/550e8400-e29b-41d4-a716-446655440000/graphql",
    "https://example.com/hooks/v2/graphql",
    "https://example.com/webhooks/payment-events/schema.graphql",
    "https://example.com/a/rather-long-path/of-quite-ordinary-words/with-numbers-2024/graphql-v2-public-schema.json",
    "https://example.com/bearer/graphql",
    "https://cdn.example.com/assets/schema.5a3ec84eff668545956fd18022155c47e93e2684.graphql",
    "https://example.com/v2/${K}/graphql",
    "https://backboard.railway.com/graphql/v2",
    "https://mainnet.evercloud.dev/${PROJECT}/graphql",
]


@pytest.mark.parametrize("url", OPEN_URLS)
def test_other_urls_are_left_alone(url: str) -> None:
    assert keys.in_url(url) is None


@pytest.mark.parametrize(
    "url", ["https://${HOST}/graphql", "https://api.${D}.example/graphql", "https://a.example:${PORT}/"]
)
def test_a_variable_never_names_the_host(url: str) -> None:
    with pytest.raises(
        ConfigError, match="the host must be written out, so that it is known where a key goes"
    ):
        parse(Path("drift.toml"), f'[sources.a]\nendpoint = "{url}"\n')


@pytest.mark.parametrize(
    ("url", "is_refused"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/${CHANNEL}", True),
        ("mailtos://me:hunter2@example.com?to=${TO}", True),
        ("tgram://123456789:AAE8abcdefGHIJKL012345678/${CHAT}", True),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", True),
        ("mailtos://me:${PASSWORD}@example.com?to=you@example.com", False),
        ("${DRIFT_NOTIFY_URL}", False),
        ("tgram://${TOKEN}/${CHAT}", False),
        ("jsons://hooks.example.com/drift", False),
        ("jsons://hooks.example.com/teams/platform/api-drift", False),
        ("jsons://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", True),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", True),
        ("https://hooks.slack.com/services/${SLACK_PATH}", False),
        ("https://discord.com/api/webhooks/123456789012345678/AbC-dEf_123456GhIjKlMnOpQrStUvWxYz", True),
        ("jsons://discord.com/api/webhooks/123456789012345678/AbC-dEf_123456GhIjKlMnOpQrStUvWxYz", True),
        ("jsons://acme.webhook.office.com/webhookb2/550e8400-e29b-41d4-a716-446655440000@x/IncomingWebhook/"
         "9aa3d95b3bc440fa88ea12eaa4456161/550e8400-e29b-41d4-a716-446655440000", True),
        ("jsons://webhook.site/550e8400-e29b-41d4-a716-446655440000", True),
        ("jsons://hook.example.com/${A}/550e8400-e29b-41d4-a716-446655440000", True),
        ("jsons://hooks.example.com/drift?token=abc", True),
        ("jsons://chat.googleapis.com/v1/spaces/${SPACE}/messages?key=${KEY}&token=${TOKEN}", False),
    ],
)  # fmt: skip
def test_keys_in_addresses_for_notices(url: str, is_refused: bool) -> None:
    text = f'[notify]\nurls = ["{url}"]\n'
    if not is_refused:
        assert parse(Path("drift.toml"), text) is not None
        return
    with pytest.raises(
        ConfigError, match="number 1 may hold a secret: put the whole URL into the environment"
    ):
        parse(Path("drift.toml"), text)


def test_names_that_speak_of_keys_without_one() -> None:
    for name, value in (("X-Key-Format", "pem"), ("X-Auth-Type", "jwt"), ("SignatureVersion", "2")):
        assert not keys.in_header(name, value)
    for query in ("primary_key=id", "key_format=pem", "SignatureMethod=HmacSHA256", "sort-key=name"):
        assert keys.in_url(f"https://api.example.com/graphql?{query}") is None
    assert (
        keys.in_url("https://api.example.com/graphql?key_format=ghp_abcdef123456")
        == "the parameter key_format"
    )
    assert keys.in_header("X-Upstream", "Bearer abcdef")
    assert not keys.in_header("X-Upstream", "Bearer ${TOKEN}")


@pytest.mark.parametrize(
    ("literal", "place"),
    [
        ('versions(token: "abc")', "the argument token"),
        ('versions(key : "ghp_abcdefABCDEF0123456789")', "the argument key"),
        ('versions(where: {team: "ghp_abcdefABCDEF0123456789"})', "the argument team"),
        ('versions(in: ["ghp_abcdefABCDEF0123456789"])', "a literal"),
        ('versions(first: "10", state: "supported", token: null, key: $key)', None),
    ],
)
def test_a_key_in_a_query_for_versions_is_found(literal: str, place: str | None) -> None:
    assert keys.in_query(f"{{ {literal} {{ handle }} }}") == place
    text = (
        '[sources.a]\nendpoint = "https://a.example/{version}"\nversions = ["1"]\nversions-path = "versions.handle"\n'
        f"versions-query = '{{ {literal} {{ handle }} }}'\n"
    )
    if place is None:
        assert parse(Path("drift.toml"), text) is not None
        return
    with pytest.raises(ConfigError) as caught:
        parse(Path("drift.toml"), text)
    assert str(caught.value) == (
        f"drift.toml:5: sources.a.versions-query: {place} looks like a secret written into the file: put it into a "
        "header of this source, as ${NAME}"
    )


@pytest.mark.parametrize("key", ["base-url", "edit-url"])
def test_a_key_in_an_address_of_the_docs_is_found(key: str) -> None:
    text = f'[docs]\n{key} = "https://user:word@docs.example.com/{{path}}"\n'
    with pytest.raises(ConfigError) as caught:
        parse(Path("drift.toml"), text)
    assert str(caught.value) == (
        f"drift.toml:2: docs.{key}: its user name or password looks like a secret, and the pages would show it"
    )


def test_upcoming_urls_and_user_names_beside_variables() -> None:
    text = '[sources.a]\nschema = "a.graphql"\nupcoming = "https://a.example/list.yml?token=abc"\n'
    with pytest.raises(ConfigError, match="upcoming: the parameter token looks like a secret"):
        parse(Path("drift.toml"), text)
    text = '[sources.a]\nendpoint = "https://me:${PASSWORD}@a.example/graphql"\n'
    with pytest.raises(ConfigError, match="endpoint: its user name or password looks like a secret"):
        parse(Path("drift.toml"), text)


def test_init_asks_no_server_with_a_key_and_says_what_may_be_one(tmp_path: Path) -> None:
    with LoopbackServer(document("{}")) as server:
        ran = drift("init", f"{server.origin}/v3/{HEX}", cwd=tmp_path)
        assert (ran.code, server.requests) == (2, [])
        assert HEX not in ran.err
        ran = drift("init", f"{server.origin}/{UUID}/graphql", "--endpoint", cwd=tmp_path)
    assert (ran.code, ran.err) == (
        0,
        f'notice: if "{UUID}" in the URL is a key and not the name of something, write ${{API_KEY}} in its place and '
        "keep it in the environment\n",
    )
