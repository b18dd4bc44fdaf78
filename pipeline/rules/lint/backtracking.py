"""Regular expressions that may take exponential time: a loop in which the same letters can be read in two ways.

A text that such a loop reads n times and that fails behind it is tried in 2^n ways. By Weber and Seidl (1991, "On the
degree of ambiguity of finite automata"): some state leads back to itself on two paths that read the same letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from string import ascii_lowercase

from pipeline.problems import Location, Problem
from pipeline.rules.lint.automaton import Automaton, automaton
from pipeline.rules.lint.graphs import loops, way

Pair = tuple[int, int]
_SHOWN = 60
# A letter alone that repeats can be read in one way only: what matters are groups.
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,\})")


def slow_patterns(patterns: Iterable[tuple[str, Location]]) -> Iterator[Problem]:
    """A `mappings-slow-pattern` for each regular expression in which a loop can read a text in two ways."""
    for source, place in patterns:
        text = ambiguous_loop(source)
        if text is not None:
            said = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
            message = (
                f"a text that repeats '{said}' may be tried in exponentially many ways: two choices of what is "
                "repeated read the same words; leave one out"
            )
            yield Problem("mappings-slow-pattern", "warning", message, place)


@cache
def ambiguous_loop(source: str) -> str | None:
    """A text that a loop of the expression reads in two ways; None where no loop does."""
    if not _REPEATED_GROUP.search(source):
        return None
    made = automaton(source)
    found = (_ambiguous(made, loop) for loop in loops(range(len(made.letters)), lambda state: made.follow[state]))
    return next((text for text in found if text), None)


def _ambiguous(made: Automaton, loop: frozenset[int]) -> str | None:
    steps = {state: [other for other in made.follow[state] if other in loop] for state in loop}
    twice = next(((one, other) for one in loop for other in steps[one] if made.follow[one][other] > 1), None)
    if twice:
        back = () if twice[0] == twice[1] else way(twice[1], {twice[0]}, steps.__getitem__)
        return _text(made, [(state, state) for state in (twice[1], *back)])
    known: dict[Pair, list[Pair]] = {}

    def together(pair: Pair) -> list[Pair]:
        """The steps of two readers that read the same letter."""
        if pair not in known:
            both = product(steps[pair[0]], steps[pair[1]])
            shared = {(min(two), max(two)) for two in both if made.letters[two[0]] & made.letters[two[1]]}
            known[pair] = sorted(shared)
        return known[pair]

    for component in loops([(state, state) for state in loop], together):
        same = [pair for pair in component if pair[0] == pair[1]]
        apart = component.difference(same)
        if same and apart:
            out = way(same[0], apart, together)
            return _text(made, [*out, *way(out[-1], {same[0]}, together)])
    return None


def _text(made: Automaton, pairs: list[Pair]) -> str:
    return "".join(_shown(made.letters[one] & made.letters[other]) for one, other in pairs)


def _shown(letters: frozenset[str]) -> str:
    """The letter that reads best."""
    return min(letters, key=lambda letter: (letter not in ascii_lowercase, letter != " ", letter))
