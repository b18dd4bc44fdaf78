"""Codes of one document's words: its own abbreviations are looked up as the words that it defines them by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model.coding import Coded, Codes
from pipeline.terminology.abbreviations import Abbreviations, without_definitions


@dataclass(frozen=True, slots=True)
class InDocument:
    """What a document means by an abbreviation goes before what a vocabulary means by it; where the document means
    several things there is no code."""

    codes: Codes
    abbreviations: Abbreviations

    @classmethod
    def of(cls, codes: Codes, texts: Iterable[str]) -> InDocument:
        """`texts` are all words of the document."""
        return cls(codes, Abbreviations.of(texts))

    def code(self, text: str, kind: str, aliases: Iterable[str] = ()) -> Coded:
        coded = Coded()
        for name in (text, *aliases):
            found = self._code(name, kind)
            if found.codings:
                return found
            coded = found if found.ambiguous and not coded.ambiguous else coded
        return coded

    def _code(self, name: str, kind: str) -> Coded:
        name = without_definitions(name)
        used = self.abbreviations.used_in(name)
        if not used:
            return self.codes.code(name, kind)
        meanings = {short: self.abbreviations.meaning(short) for short in used}
        for short, long in meanings.items():
            if long is None:
                return Coded()
            name = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", long, name)
        reason = ", ".join(f"{short} is {long}" for short, long in meanings.items())
        coded = self.codes.code(name, kind)
        return replace(coded, codings=tuple(replace(found, defined=reason) for found in coded.codings))
