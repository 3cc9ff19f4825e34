"""What edits do to the operations: asked of the new schema, before anything is offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drift.mend.proposal import (
    Definitions,
    Proposal,
    Refusal,
    Step,
    Subject,
    are_apart,
    edited,
    nodes_of,
    steps_of,
)
from drift.operations.clients import Compiler
from drift.operations.complete import Complete
from drift.operations.documents import read_document
from drift.operations.fault import Fault
from drift.operations.source import Document
from drift.operations.tree import Definition
from drift.redact import clean
from drift.schema.names import own_name

Errors = Counter[tuple[str, str]]
FaultsIn = Callable[[Iterable[Complete]], Mapping[Complete, Sequence[Fault]]]


def errors_of(faults: Iterable[Fault]) -> Errors:
    """Return errors as they are told apart in edited texts, where their places are others."""
    return Counter((fault.rule, fault.message) for fault in faults)


@dataclass
class Proof:
    """Tells which edits leave every operation with fewer errors, and none with a new one.

    Attributes:
        faults_in: Gives the errors of documents in the new schema.
        compiler: Makes documents as they are sent.
        before: The errors of every operation without edits.
        hidden: The elements that are gone or changed of which each operation uses something: an error about one may come
            to light when what is around it is fixed.
    """

    faults_in: FaultsIn
    compiler: Compiler
    before: Mapping[Complete, Errors]
    hidden: Mapping[Complete, Sequence[Subject]] = field(default_factory=dict)
    definitions: Definitions = field(init=False)
    _readers: dict[Document, list[Complete]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out which operations each text is part of, and what is where in it."""
        object.__setattr__(self, "definitions", Definitions(self.before))
        for complete in self.before:
            for document in dict.fromkeys(item.document for item in complete.items):
                self._readers.setdefault(document, []).append(complete)

    def settled(self, proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[Refusal]]:
        """Return the proposals that can all be made together, and why the others can't."""
        kept, refused = list(proposals), list[Refusal]()
        while kept:
            worst = self._worst(kept)
            if not worst:
                break
            refused += [Refusal(proposal.subject, why) for proposal, why in worst.items()]
            kept = [proposal for proposal in kept if proposal not in worst]
        return kept, refused

    def _worst(self, proposals: Sequence[Proposal]) -> dict[Proposal, str]:
        """Return the proposals that do harm, with what they do; none when all is well."""
        worst: dict[Proposal, str] = {}
        for complete, after in self.errors(proposals).items():
            harm = self._harm(complete, after)
            if not harm:
                continue
            nodes = nodes_of(complete)
            own = [each for each in proposals if not self.definitions.of(each.moves).isdisjoint(nodes)]
            alone = own if len(own) == 1 else [each for each in own if self._does_harm(each, complete)]
            worst.update(dict.fromkeys(alone or own, f"it would make {complete.item.name} invalid: {harm}"))
        return worst

    def _does_harm(self, proposal: Proposal, complete: Complete) -> bool:
        return bool(self._harm(complete, self.errors([proposal], of=[complete]).get(complete)))

    def _harm(self, complete: Complete, after: Errors | None) -> str:
        """Return an error that an operation did not have before; nothing where there is none."""
        if after is None:
            return "it is no longer GraphQL"
        for _, message in after - self.before[complete]:
            if not any(_is_about(message, subject) for subject in self.hidden.get(complete, ())):
                return clean(message, limit=200).rstrip(".?")
        return ""

    def errors(
        self, proposals: Sequence[Proposal], of: Sequence[Complete] | None = None
    ) -> dict[Complete, Errors | None]:
        """Return the errors of each operation that edits are in; None where a text can no longer be read."""
        steps: dict[Document, list[Step]] = {}
        for step in steps_of(move for proposal in proposals for move in proposal.moves):
            steps.setdefault(step.document, []).append(step)
        parsed = {document: _parsed(document, own) for document, own in steps.items()}
        affected = dict.fromkeys(
            complete for document in steps for complete in self._readers.get(document, ())
        )
        found: dict[Complete, Errors | None] = {}
        made: dict[Complete, Complete] = {}
        for complete in affected if of is None else of:
            edited_ = self._edited(complete, parsed)
            if edited_ is None:
                found[complete] = None
            else:
                made[complete] = edited_
        faults = self.faults_in(made.values())
        for complete, edited_ in made.items():
            found[complete] = errors_of(faults.get(edited_, ()))
        return found

    def _edited(
        self, complete: Complete, parsed: Mapping[Document, tuple[Document, Sequence[Definition]] | None]
    ) -> Complete | None:
        items = []
        for item in complete.items:
            if item.document not in parsed:
                items.append(item)
                continue
            known = parsed[item.document]
            if known is None:
                return None
            document, nodes = known
            # No edit adds a definition, takes one away or changes their order.
            items.append(replace(item, document=document, node=nodes[item.number]))
        return self.compiler.compile(tuple(items))


def _is_about(message: str, subject: Subject) -> bool:
    """Return whether an error is about an element: it names it, and what it belongs to."""
    return all(f"'{name}'" in message for name in (subject.name, own_name(subject.owner))) or (
        f"'{subject.name}'" in message and f"'{subject.owner}'" in message
    )


def _parsed(document: Document, steps: Sequence[Step]) -> tuple[Document, Sequence[Definition]] | None:
    """Return a text with edits and what is in it; None when it is no longer GraphQL."""
    from graphql import GraphQLSyntaxError

    if not are_apart(steps):
        return None
    changed = replace(document, text=edited(document.text, steps))
    try:
        return changed, read_document(changed)
    except (GraphQLSyntaxError, RecursionError):
        return None
