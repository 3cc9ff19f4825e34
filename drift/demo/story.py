"""The demo's scenes: which release the API serves, what is said, which command is run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from drift.demo import RELEASES

SOURCE = "demo"
KEY_VARIABLE = "DEMO_API_KEY"

CONFIGURATION = """\
# Written by `drift demo`. The key is taken from the environment and is nowhere in this folder.
snapshots = "snapshots"

[sources.{source}]
endpoint   = "{url}"
headers    = {{ "X-API-Key" = "${{{variable}}}" }}
operations = ["sdk/**/*.graphql", "sdk/**/*.py", "sdk/**/*.ts"]
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of the demo.

    Attributes:
        release: The release that the API serves now.
        words: What to know before the command runs.
        arguments: The command, without ``drift``.
    """

    release: int
    words: str
    arguments: tuple[str, ...]

    @property
    def now(self) -> datetime:
        """The morning after the release, which the demo's clock shows."""
        return datetime.combine(RELEASES[self.release - 1].date, time(6, 0), UTC)


def _check(release: int) -> tuple[str, ...]:
    return ("check", SOURCE, "--save", "--label", RELEASES[release - 1].label)


SCENES: tuple[Scene, ...] = (
    Scene(1, "The first check of an API stores the baseline. It is not a change.", _check(1)),
    Scene(1, "Looking again finds nothing, and writes nothing.", ("check", SOURCE)),
    Scene(
        2,
        f"Weeks later the API serves release {RELEASES[1].label}. Nothing breaks, but it announces what will.",
        _check(2),
    ),
    Scene(2, "What goes next, and when, and what of the SDK uses it.", ("upcoming", SOURCE)),
    Scene(
        3,
        f"Then comes release {RELEASES[2].label}, and parts of the SDK beside this folder stop working.",
        _check(3),
    ),
    Scene(3, "Everything that was seen is kept.", ("log", SOURCE)),
    Scene(3, "The SDK works with a range of versions; the newest is not one of them.", ("support", SOURCE)),
    Scene(3, "And each element has a life.", ("log", SOURCE, "--element", "Alert.assigneeEmail")),
)
