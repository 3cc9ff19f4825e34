"""Which of the configured APIs an operation belongs to, by the versions of each that are stored.

It belongs to another API when no version of this one ever had a root field of it, and

- it is not a misspelled operation of this one: no root field of it is nearly one of this API's and used as that is; and
- something shows that there are several APIs: it fits another configured source, or others that the same globs find do
  belong here or fit another one.

What is left is judged here and its errors are shown: it may not pass for fine without having been judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from drift import lines
from drift.config import Config
from drift.operations.complete import Complete, is_at_home, is_rooted
from drift.operations.likeness import resembles
from drift.schema.element import Schema
from drift.snapshots.store import Store
from drift.sources.stored import from_store

# Versions of another API that are read where only a request depends on it.
_MAX_RECENT = 10


class Homes:
    """Tells what belongs to one source from what belongs to others.

    Args:
        config: The configuration, which names the others.
        store: Where versions are stored; they are read when something seems to belong elsewhere, and no sooner.
        source: The source; the lines of a versioned API are one API.
    """

    def __init__(self, config: Config, store: Store, source: str) -> None:
        self._config = config
        self._store = store
        self._api = lines.split(source)[0]

    def foreign(
        self, documents: Iterable[Complete], schemas: Sequence[Schema]
    ) -> dict[Complete, tuple[str, ...]]:
        """Return the documents that belong to another API, each with the sources it fits.

        Nothing is foreign where nothing is stored: what the API once had is not known there.

        Args:
            documents: The documents.
            schemas: What the source has, beside what is stored.
        """
        every = tuple(documents)
        found = [each for each in every if not any(is_at_home(each, schema) for schema in schemas)]
        if not found:
            return {}
        own, others = self._sources()
        is_stored = False
        for schema in self._schemas(own):
            is_stored = True
            found = [each for each in found if not is_at_home(each, schema)]
        if not is_stored or not found:
            return {}
        versions = {name: self._schemas([name]) for name in others}
        fitting = _fitting(found, versions, is_at_home)
        left = [each for each, names in fitting.items() if not names]
        if len(left) == len(every):
            return {}
        left = [each for each in left if not any(resembles(each, schema) for schema in schemas)]
        newest = {name: islice(self._schemas([name]), 1) for name in others}
        fitting.update(_fitting(left, newest, resembles))
        return {each: tuple(names) for each, names in fitting.items() if names or each in left}

    def elsewhere(
        self, documents: Iterable[Complete], known: Mapping[Complete, Sequence[str]]
    ) -> dict[Complete, tuple[str, ...]]:
        """Return the operations that start from what another API has and from nothing that this one ever had.

        Nothing of this one need be stored. Other instances of the same API are not others.

        Args:
            documents: The documents.
            known: Sources that are known to have what some of them ask for, whatever is stored.

        Returns:
            The configured sources that each of them fits.
        """
        own, others = self._sources()
        others = [name for name in others if not self._config.is_same_api(self._api, lines.split(name)[0])]
        rooted = [each for each in documents if is_rooted(each)]
        recent = {name: islice(self._schemas([name]), _MAX_RECENT) for name in others}
        fitting = _fitting(rooted, recent, is_at_home)
        for each, names in known.items():
            fitting.setdefault(each, {}).update(dict.fromkeys(names))
        found = {each: names for each, names in fitting.items() if names}
        for schema in self._schemas(own) if found else ():
            found = {each: names for each, names in found.items() if not is_at_home(each, schema)}
        return {each: tuple(names) for each, names in found.items()}

    def _sources(self) -> tuple[list[str], list[str]]:
        """Return the stored sources of this API, then those of the others that are configured."""
        stored = self._store.sources()
        own = [name for name in stored if lines.split(name)[0] == self._api]
        return own, [name for name in stored if name not in own and self._config.is_source(name)]

    def _schemas(self, names: Iterable[str]) -> Iterator[Schema]:
        for name in names:
            # The newest first: most of what is asked for is there.
            for version in reversed(self._store.versions(name)):
                roots = self._config.roots_of(name)
                yield from_store(name, version, self._store, roots=roots).schema


def _fitting(
    documents: Sequence[Complete],
    sources: Mapping[str, Iterable[Schema]],
    test: Callable[[Complete, Schema], bool],
) -> dict[Complete, dict[str, None]]:
    """Return for each document the APIs of which a version passes a test with it."""
    fitting: dict[Complete, dict[str, None]] = {each: {} for each in documents}
    for name, schemas in sources.items() if documents else ():
        for schema in schemas:
            for each in documents:
                if test(each, schema):
                    fitting[each][lines.split(name)[0]] = None
    return fitting
