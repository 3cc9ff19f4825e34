"""Where each element of a schema is in the site: file names that every disk accepts, and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from drift.docs.source import SiteSource, SiteVersion
from drift.history.timeline import Version
from drift.schema.element import Element, Kind, Schema
from drift.schema.names import natural_key

FOLDERS = {"query": "queries", "mutation": "mutations", "subscription": "subscriptions"}
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9]|index)(?:\..*)?")
_SAFE = re.compile(r"[_A-Za-z0-9][_A-Za-z0-9.-]*")
_MAX_LENGTH = 120


def _suffixed(name: str) -> str:
    stem = re.sub(r"[^_A-Za-z0-9.-]+", "-", name)[:_MAX_LENGTH].strip(".-") or "page"
    # GraphQL names have no hyphen, so this never meets the file of another name.
    return f"{stem}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def file_stems(names: Iterable[str], *, age: Callable[[str], int] = lambda _: 0) -> dict[str, str]:
    """Return a file name without ending for each name; no two are equal on a disk that ignores case.

    A name that is safe and alone keeps itself. Of names that differ in case only, the oldest keeps itself and
    the others get a suffix made from the name, so that addresses stay when a colliding name comes later.

    Args:
        names: Names of one folder.
        age: Position of the version in which a name came; the smaller, the older.
    """
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(names, key=lambda name: (age(name), natural_key(name))):
        safe = _SAFE.fullmatch(name) and not _DEVICES.fullmatch(name) and len(name) <= _MAX_LENGTH
        stem = name if safe and not name.endswith(".") and name.lower() not in taken else _suffixed(name)
        taken.add(stem.lower())
        stems[name] = stem
    return stems


def source_folders(sources: Sequence[SiteSource]) -> dict[str, str]:
    """Return the folder of each source; ``assets`` is ours."""
    stems = file_stems(source.name for source in sources)
    return {name: _suffixed(name) if stem.lower() == "assets" else stem for name, stem in stems.items()}


def name_versions(versions: Sequence[Version]) -> tuple[SiteVersion, ...]:
    """Return the versions with their file names and the shortest label that tells each from the others."""
    slugs = file_stems(version.name for version in versions)
    drafts = [SiteVersion(version, slugs[version.name], version.name) for version in versions]
    dates = [draft.date for draft in drafts]
    return tuple(replace(draft, label=_label(draft, dates)) for draft in drafts)


def _label(draft: SiteVersion, dates: list[str | None]) -> str:
    version = draft.version
    if version.label is not None:
        return version.label
    if draft.date is None or not version.name.startswith(draft.date):
        return version.name
    return draft.date if dates.count(draft.date) == 1 else version.taken.strftime("%Y-%m-%d %H:%M:%S")


class Places:
    """The addresses of one version's elements, relative to the root of that version.

    Attributes:
        operations: Root fields by operation, ``{"query": {"user": Element}}``, in canonical order.
        root_operation: The operation that a root type's fields are documented under, by type name.
    """

    def __init__(self, schema: Schema, *, age: Callable[[str], int] = lambda _: 0) -> None:
        self._schema = schema
        self.root_operation: dict[str, str] = {}
        self.operations: dict[str, dict[str, Element]] = {}
        for operation, type_name in schema.roots.items():
            root = schema.types.get(type_name)
            if root is not None and root.kind is Kind.OBJECT and type_name not in self.root_operation:
                self.root_operation[type_name] = operation
                self.operations[operation] = {field.name: field for field in root.of_kind(Kind.FIELD)}
        self.stems: dict[str, dict[str, str]] = {
            "types": file_stems(schema.types, age=age),
            "directives": file_stems(schema.directives, age=lambda name: age(f"@{name}")),
        }
        for type_name, operation in self.root_operation.items():
            ages = {name: age(f"{type_name}.{name}") for name in self.operations[operation]}
            self.stems[FOLDERS[operation]] = file_stems(ages, age=ages.__getitem__)

    def type_page(self, name: str) -> str | None:
        """Return the page of a named type, None for specified scalars and unknown names."""
        stem = self.stems["types"].get(name)
        return None if stem is None else f"types/{stem}.html"

    def directive_page(self, name: str) -> str | None:
        """Return the page of a directive, None for specified and undeclared ones."""
        stem = self.stems["directives"].get(name)
        return None if stem is None else f"directives/{stem}.html"

    def operation_page(self, operation: str, name: str) -> str:
        """Return the page of a root field."""
        folder = FOLDERS[operation]
        return f"{folder}/{self.stems[folder][name]}.html"

    def address(self, coordinate: str) -> str | None:
        """Return the page and anchor of a schema coordinate, None when this version has no such element."""
        if coordinate not in self._schema.by_coordinate:
            return None
        if coordinate.startswith("@"):
            name = coordinate[1:].partition("(")[0]
            page = self.directive_page(name)
            return page if coordinate == f"@{name}" else f"{page}#{coordinate}"
        owner, _, rest = coordinate.partition(".")
        if not rest:
            return self.type_page(owner)
        if owner in self.root_operation:
            field = rest.partition("(")[0]
            page = self.operation_page(self.root_operation[owner], field)
            return page if rest == field else f"{page}#{coordinate}"
        return f"{self.type_page(owner)}#{coordinate}"
