"""Which rules no case proves: resource rules, sections, and the terms of lexicons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.cases import page
from pipeline.problems import Location, Problem
from pipeline.rules import Rules
from pipeline.rules.cases import Case
from pipeline.rules.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Covered:
    """One rule, and how many cases of its own file prove it."""

    kind: str
    name: str
    cases: int
    location: Location


def covered(rules: Rules, cases: Iterable[Case]) -> Iterator[Covered]:
    """A resource rule is proved by its file's cases, a term by those whose text has its words or that name it, a
    section by those that stand in it."""
    by_file: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_file[case.file].append(case)
    for rule in rules.resources:
        yield Covered("resource", rule.name, len(by_file[rule.location.path]), rule.location)
    for key, section in rules.sections.rules.items():
        count = sum(case.section == key or _has_heading(case, key, rules) for case in by_file[section.location.path])
        yield Covered("section", key, count, section.location)
    for lexicon in rules.lexicon.values():
        yield from _terms(lexicon, by_file)


def without_case(rules: Rules, cases: Iterable[Case]) -> Iterator[Problem]:
    """Information on each rule that no case proves; on a whole file or kind without cases, once."""
    groups: dict[str, list[Covered]] = defaultdict(list)
    for row in covered(rules, cases):
        groups[row.location.path if row.kind != "resource" else row.kind].append(row)
    for rows in groups.values():
        bare = [row for row in rows if not row.cases]
        if len(bare) == len(rows) > 1:
            yield _bare(f"no case proves any of its {len(rows)} rules", bare[0].location)
        else:
            yield from (_bare(f"no case proves '{row.name}'", row.location) for row in bare)


def _bare(message: str, place: Location) -> Problem:
    return Problem("mappings-no-case", "information", message, place)


def _has_heading(case: Case, key: str, rules: Rules) -> bool:
    return any(rules.sections.match(line.strip("# *:")) == key for line in page(case, rules).splitlines())


def _terms(lexicon: Lexicon, by_file: dict[str, list[Case]]) -> Iterator[Covered]:
    counts: dict[str, int] = defaultdict(int)
    file = next(iter(lexicon.terms.values())).location.path
    for case in by_file[file]:
        for key in case.covers | {hit.term.key for hit in lexicon.find(case.text)}:
            counts[key] += 1
    for key, term in lexicon.terms.items():
        yield Covered(f"lexicon {lexicon.name}", key, counts[key], term.location)
