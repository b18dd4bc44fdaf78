"""How names of two sources are compared while the vocabularies are built."""

from __future__ import annotations

from pipeline.terminology.words import Words

_WORDS = Words.load()


def key(name: str) -> str:
    """What two spellings of one name share; an inverted name ("Diabetes Mellitus, Type 2") is set straight."""
    return _WORDS.key(name)
