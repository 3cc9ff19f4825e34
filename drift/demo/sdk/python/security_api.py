"""A client of the security API, release 1.0. It needs nothing but the standard library.

client = Client("https://api.example.com/public/graphql", api_key)
for alert in client.open_alerts():
    print(alert["severity"], alert["title"])
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen


def gql(document: str) -> str:
    """Mark a text as GraphQL, for editors and other tools."""
    return document


ALERT_ROW = gql("""
fragment AlertRow on Alert {
  id
  title
  severity
  status
  createdAt
  assigneeEmail
}
""")

OPEN_ALERTS = (
    gql("""
query OpenAlerts($since: DateTime, $cursor: String) {
  alerts(input: { statuses: [OPEN, TRIAGED], createdAtAfter: $since, cursor: $cursor }) {
    edges {
      node {
        ...AlertRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
""")
    + ALERT_ROW
)

RESOLVE_ALERTS = gql("""
mutation ResolveAlerts($ids: [ID!]!) {
  updateAlertStatusById(input: { ids: $ids, status: RESOLVED }) {
    alerts {
      id
      status
    }
  }
}
""")

ALERT_VOLUME = gql("""
query AlertVolume($input: MetricsInput) {
  metrics(input: $input) {
    from
    to
    alertsBySeverity {
      label
      total
      points {
        at
        value
      }
    }
  }
}
""")

QUERY_COSTS = gql("""
query QueryCosts($since: DateTime!) {
  dataLakeQueries(input: { startedAtAfter: $since, statuses: [SUCCEEDED], pageSize: 100 }) {
    edges {
      node {
        id
        sql
        bytesScanned
      }
    }
  }
}
""")

SILENT_SOURCES = gql("""
query SilentSources {
  logSources(input: { healthStatuses: [UNHEALTHY] }) {
    edges {
      node {
        id
        label
        lastEventAt
      }
    }
  }
}
""")

ROTATE_TOKEN = gql("""
mutation RotateToken {
  rotateApiToken {
    value
    apiToken {
      id
      rotatedAt
    }
  }
}
""")


class RequestError(Exception):
    """The API answered with errors; the message is that of the first."""


class Client:
    """A connection to one endpoint.

    Args:
        url: The endpoint.
        api_key: The token's value, sent in the header ``X-API-Key``.
    """

    def __init__(self, url: str, api_key: str) -> None:
        self._url = url
        self._api_key = api_key

    def execute(self, document: str, **variables: Any) -> dict[str, Any]:
        """Return the ``data`` of an operation. Raises RequestError."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = {"Content-Type": "application/json", "X-API-Key": self._api_key}
        with urlopen(Request(self._url, body, headers), timeout=30) as response:
            answer = json.load(response)
        if answer.get("errors"):
            raise RequestError(answer["errors"][0]["message"])
        data: dict[str, Any] = answer["data"]
        return data

    def open_alerts(self, since: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the alerts that need work, newest first, over as many pages as there are."""
        cursor = None
        while True:
            alerts = self.execute(OPEN_ALERTS, since=since, cursor=cursor)["alerts"]
            yield from (edge["node"] for edge in alerts["edges"])
            if not alerts["pageInfo"]["hasNextPage"]:
                return
            cursor = alerts["pageInfo"]["endCursor"]

    def resolve(self, *ids: str) -> None:
        """Set the status of alerts to ``RESOLVED``."""
        self.execute(RESOLVE_ALERTS, ids=ids)

    def alert_volume(self, lookback: str | None = None) -> dict[str, float]:
        """Return the number of alerts by severity, for the API's usual span or the one given."""
        window = {"input": {"window": {"lookback": lookback}}} if lookback else {}
        series = self.execute(ALERT_VOLUME, **window)["metrics"]["alertsBySeverity"]
        return {each["label"]: each["total"] for each in series}

    def bytes_scanned(self, since: str) -> int:
        """Return how many bytes the queries since a moment have read."""
        queries = self.execute(QUERY_COSTS, since=since)["dataLakeQueries"]["edges"]
        return sum(edge["node"]["bytesScanned"] or 0 for edge in queries)

    def silent_sources(self) -> list[str]:
        """Return the labels of the log sources that bring in nothing."""
        sources = self.execute(SILENT_SOURCES)["logSources"]["edges"]
        return [edge["node"]["label"] for edge in sources]

    def rotate_token(self) -> str:
        """Replace the token's value, go on with the new one, and return it to be stored."""
        value: str = self.execute(ROTATE_TOKEN)["rotateApiToken"]["value"]
        self._api_key = value
        return value
