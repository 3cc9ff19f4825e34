"""Which of the user's operations are for another configured API: they are not sent to this one's server."""

from __future__ import annotations

from drift import lines
from drift.config import Config
from drift.operations.clients import compiled
from drift.operations.complete import Complete
from drift.operations.documents import Item, Operations
from drift.operations.home import Homes
from drift.rehearsal.digests import digest_of
from drift.rehearsal.record import Record, parse
from drift.rehearsal.rehearse import Word
from drift.schema.element import Schema
from drift.snapshots.store import Store


def elsewhere(
    operations: Operations, config: Config, store: Store, source: str, newest: Schema | None
) -> dict[Item, tuple[str, ...]]:
    """Return the operations that fit other sources and not this one, each with the names of those.

    What a server accepted before is for it. Else an operation is for another source when that accepted it, or has
    what it starts from, and nothing that is stored of this one has; what check counts as another API's is so here too.

    Args:
        operations: The user's operations.
        config: The configuration, which names the sources.
        store: What is stored of them.
        source: The source that the operations are to be sent to.
        newest: Its newest stored schema, None where there is none.

    Raises:
        StoreError: What is stored can't be read.
    """
    api = lines.split(source)[0]
    others = [
        name
        for name in config.sources
        if lines.split(name)[0] != api and not config.is_same_api(api, lines.split(name)[0])
    ]
    if not others:
        return {}
    own = [_record(store, name) for name in config.sources if lines.split(name)[0] == api]
    records = {name: _record(store, name) for name in others}
    documents = compiled(operations)[0][: len(operations.operations)]
    known: dict[Complete, list[str]] = {}
    accepted: set[Complete] = set()
    for document in documents:
        digest = digest_of(operations, document.item)
        if any(record.word(digest) is Word.ACCEPTED for record in own):
            accepted.add(document)
            continue
        known[document] = [
            lines.split(name)[0] for name, record in records.items() if record.word(digest) is Word.ACCEPTED
        ]
    homes = Homes(config, store, source)
    found = {**homes.foreign(documents, () if newest is None else (newest,)), **homes.elsewhere(known, known)}
    return {document.item: names for document, names in found.items() if document not in accepted}


def _record(store: Store, name: str) -> Record:
    text = store.rehearsal(name)
    return Record() if text is None else parse(text, f"{name}'s rehearsal")
