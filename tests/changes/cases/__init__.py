"""The table: pairs of schemas and everything that must be reported for them, nothing else."""

from __future__ import annotations

from tests.changes.cases.case import Case
from tests.changes.cases.directives import APPLIED, DIRECTIVES
from tests.changes.cases.fields import FIELDS, MERGES
from tests.changes.cases.input_values import ARGUMENTS, INPUT_FIELDS
from tests.changes.cases.leaves import LEAVES
from tests.changes.cases.members import ABSTRACT, ENUMS
from tests.changes.cases.schemas import DEPRECATION, ROOTS
from tests.changes.cases.types import SCALARS_AND_INPUT_OBJECTS, TYPES
from tests.changes.cases.validity import VALIDITY

__all__ = ["CASES", "Case"]

CASES = [
    *TYPES,
    *SCALARS_AND_INPUT_OBJECTS,
    *FIELDS,
    *MERGES,
    *LEAVES,
    *ARGUMENTS,
    *INPUT_FIELDS,
    *ENUMS,
    *ABSTRACT,
    *DIRECTIVES,
    *APPLIED,
    *ROOTS,
    *DEPRECATION,
    *VALIDITY,
]
