"""Codes of vocabularies, and why each was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

# reviewed: a row that a person wrote; label: the words are the code's own; synonym: the vocabulary gives them as one;
# translated: a map says that another of the codings means the same.
Justification = Literal["reviewed", "label", "synonym", "translated"]


@dataclass(frozen=True, slots=True)
class Coding:
    """One concept of a vocabulary; `display` is the vocabulary's own label."""

    system: str
    code: str
    display: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class CodedAs:
    """A coding and why: `source` is the vocabulary's name, file and line of a reviewed row, or the map.

    `defined` says which abbreviations were looked up as the words that the document defines them by.
    """

    coding: Coding
    justification: Justification
    source: str
    defined: str | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """The codings of a phrase, and the concepts between which its words do not decide (then there is none)."""

    codings: tuple[CodedAs, ...] = ()
    ambiguous: tuple[Coding, ...] = ()


class Codes(Protocol):
    """What gives codings to the words of a concept of some kind (`effect`, `condition`, `drug`, ...)."""

    def code(self, text: str, kind: str, aliases: Iterable[str] = ()) -> Coded:
        """Of `text`, else of the first of its other names that has some."""
