"""Compares an output with what a server is known to have: what is to be created, updated, left alone and retired."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.problems import Location, Problem
from pipeline.push.ledger import Known
from pipeline.push.output import Item, Monograph
from pipeline.push.release import release_of

ACTIONS = ("create", "update", "unchanged", "retire")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push will do.

    send      the resources to put, by the key of their monograph
    retire    what the server has of resources that the output no longer has
    forget    what is not ours to retire: another collection has it too
    counts    how many resources, by (type, one of ACTIONS)
    types     of the output's resources
    releases  of FHIR that the output is written in, as far as it shows
    problems  what keeps a push from being whole
    """

    send: Mapping[str, frozenset[str]]
    retire: tuple[Known, ...]
    forget: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    types: frozenset[str]
    releases: frozenset[str]
    problems: tuple[Problem, ...]

    def count(self, action: str) -> int:
        return sum(number for (_, name), number in self.counts.items() if name == action)

    def in_words(self) -> str:
        create, update, unchanged, retire = (self.count(action) for action in ACTIONS)
        return f"{create:,} to create, {update:,} to update, {retire:,} to retire, {unchanged:,} unchanged"

    def without_retiring(self) -> Plan:
        """The same for a part of an output: what it does not have may well stand in the rest."""
        counts = {key: number for key, number in self.counts.items() if key[1] != "retire"}
        return replace(self, retire=(), forget=(), counts=counts)


def make_plan(
    bundles: Iterable[Monograph | Problem], known: Mapping[str, Known], kept: Set[str], elsewhere: Set[str]
) -> Plan:
    """`kept`: keys of monographs whose resources stay though the output has none; `elsewhere`: see `Plan.forget`.

    Nothing is retired where a bundle cannot be read: what it would have held is not known.
    """
    survey = _Survey(known)
    for bundle in bundles:
        survey.add(bundle)
    vanished = [
        row
        for reference, row in known.items()
        if survey.is_whole and reference not in survey.digests and not row.retired and row.monograph not in kept
    ]
    retire = tuple(row for row in vanished if row.reference not in elsewhere)
    forget = tuple(row.reference for row in vanished if row.reference in elsewhere)
    survey.counts.update((row.reference.partition("/")[0], "retire") for row in retire)
    types = frozenset(reference.partition("/")[0] for reference in survey.digests)
    send = {key: frozenset(references) for key, references in survey.send.items()}
    releases = frozenset(survey.releases)
    return Plan(send, retire, forget, dict(survey.counts), types, releases, tuple(survey.problems))


class _Survey:
    """Goes through the bundles once and keeps little of each."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = known
        self.digests: dict[str, str] = {}
        self.send: defaultdict[str, set[str]] = defaultdict(set)
        self.counts: Counter[tuple[str, str]] = Counter()
        self.is_whole = True
        self.releases: set[str] = set()
        self.problems: list[Problem] = []

    def add(self, bundle: Monograph | Problem) -> None:
        if isinstance(bundle, Problem):
            self.problems.append(bundle)
            self.is_whole = False
            return
        if release := release_of(bundle.bundle):
            self.releases.add(release)
        for item in bundle.items:
            if item.reference not in self.digests:
                self.digests[item.reference] = item.digest
                self._item(bundle.key, item)
            elif self.digests[item.reference] != item.digest:
                message = "another bundle of the output has it with other content; that one is sent"
                location = Location(bundle.path)
                self.problems.append(Problem("push-two-contents", "error", message, location, resource=item.reference))

    def _item(self, key: str, item: Item) -> None:
        action = action_for(item, self._known.get(item.reference))
        self.counts[item.reference.partition("/")[0], action] += 1
        if action != "unchanged":
            self.send[key].add(item.reference)


def action_for(item: Item, row: Known | None) -> str:
    """One of ACTIONS. What may or may not have arrived is sent again."""
    if row is None or row.digest is None:
        return "update" if row and row.retired else "create"
    return "unchanged" if row.digest == item.digest and not row.pending else "update"


def too_many_retired(plan: Plan, known: Mapping[str, Known], output: Path) -> Problem | None:
    """A problem where more than half of the monographs, and more than one, would vanish: is this the right output?"""
    retired = {row.reference for row in plan.retire}
    present = [row for row in known.values() if not row.retired]
    before = {row.monograph for row in present}
    staying = {row.monograph for row in present if row.reference not in retired} | set(plan.send)
    vanished = len(before - staying)
    if vanished <= 1 or 2 * vanished <= len(before):
        return None
    message = (
        f"{vanished:,} of {len(before):,} monographs that the server has are not in this output: most of them would be "
        "retired. Push with --retire-most if that is meant, or with another --collection if this is another output"
    )
    return Problem("push-retires-most", "error", message, Location(str(output)))
