"""What can happen to an element from one schema to the next."""

from __future__ import annotations

from enum import Enum


class Event(Enum):
    """What happened to an element; the value is the word that JSON has for it."""

    ADDED = "added"
    REMOVED = "removed"
    ALTERED = "altered"

    __hash__ = object.__hash__
