"""Invariants that FHIR's definitions state, in R5 and in R4B.

fhir-invariant-<key>        the invariant of that key does not hold, for instance `fhir-invariant-tim-2`
fhir-invariant-cud-type     `ClinicalUseDefinition.type` and the body that is there disagree

Each is a condition in Python: a FHIRPath engine takes a hundred times as long, and none of those for Python knows
hasValue(), lowBoundary() and resolve(). A test holds the conditions against the keys of the definitions, and against
the cases that keep and break each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.problems import Problem
from pipeline.validate.definitions import RELEASES, Release
from pipeline.validate.invariants import datatypes, resources, terminology
from pipeline.validate.invariants.conditions import Invariant
from pipeline.validate.invariants.datatypes import QUANTITIES, UCUM
from pipeline.validate.tree import Tree, problem_at

__all__ = ["ELSEWHERE", "INVARIANTS", "QUANTITIES", "SKIPPED", "UCUM", "check"]

_ALL = (*datatypes.INVARIANTS, *resources.INVARIANTS, *terminology.INVARIANTS)
INVARIANTS: Mapping[Release, tuple[Invariant, ...]] = {
    release: tuple(one for one in _ALL if release in one.releases) for release in RELEASES
}

# The keys that another layer looks after; bdl- stands for all that begin so.
ELSEWHERE: Mapping[str, str] = {
    "cod-1": "codings",
    "ele-1": "elements",
    "ref-1": "references",
    "txt-1": "narrative",
    "txt-2": "narrative",
    "bdl-": "bundle",
}
# The keys that nobody looks after, and why.
SKIPPED: Mapping[str, str] = {
    "prov-2": "asks what a PractitionerRole of another server says",
    "prov-3": "asks what a PractitionerRole of another server says",
    "dom-r4b": "advice on types that FHIR 4.0 does not have",
    "dom-6": "advice: a narrative may be left out",
    "csd-3": "asks about the properties of each concept; warns only",
    "docRef-1": "asks whether the context is an Encounter of another server",
    "docRef-2": "asks whether the context is an Encounter of another server",
}


def check(tree: Tree) -> Iterator[Problem]:
    for invariant in INVARIANTS[tree.definitions.release]:
        for value, _, place in tree.nodes.get(invariant.type, ()):
            if not invariant.holds(value):
                code = f"fhir-invariant-{invariant.key}"
                yield problem_at(place, code, invariant.human, severity=invariant.severity)
