"""Stored versions in order come in; what each of them changed, and the life of one element, go out."""
