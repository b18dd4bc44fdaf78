"""How much of a monograph was understood: its sentences, each in one of three heaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.document import Span


@dataclass(frozen=True, slots=True)
class Residue:
    """A sentence of a fact-bearing section that backs no fact."""

    span: Span
    section: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Filler(Residue):
    """One that states no fact either, and the rule that says so: "<lexicon>/<term>"."""

    rule: str


# The names under which counts are told.
HEAPS = ("sentences", "covered", "filler", "residue")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sentences there are.

    covered   those that overlap the evidence of a fact, and lines that introduce a list with such a sentence in it
    filler    those that overlap none and that mappings/lexicon/filler.yaml or narrative.yaml says state none
    residue   the rest
    """

    covered: int = 0
    filler: int = 0
    residue: int = 0

    @property
    def sentences(self) -> int:
        return self.covered + self.filler + self.residue

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in HEAPS}

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.covered + other.covered, self.filler + other.filler, self.residue + other.residue)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts of each fact-bearing section that has sentences, by key in document order, and the filler."""

    sections: Mapping[str, Counts] = field(default_factory=dict)
    filler: tuple[Filler, ...] = ()

    @property
    def total(self) -> Counts:
        return sum(self.sections.values(), Counts())
