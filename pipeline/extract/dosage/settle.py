"""What the facts of a section say of one another: maximums that stand alone, frequencies, what is said twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from pipeline.extract.dosage.people import identity, is_band
from pipeline.extract.dosage.regimen import counts_alike
from pipeline.extract.dosage.repeats import names_further_dose
from pipeline.model.document import Span
from pipeline.model.fact import Dosage, Population
from pipeline.rules import Rules


def settle(facts: Iterable[Dosage], rules: Rules) -> list[Dosage]:
    """Gives a maximum that stands alone to the regimens it limits, and leaves out what is said twice."""
    placed = list(facts)
    for limit in [fact for fact in placed if _is_limit(fact)]:
        limited = [fact for fact in placed if not _is_limit(fact) and _is_limited_by(fact, limit)]
        if limited:
            placed = [_with_maximum(fact, limit) if fact in limited else fact for fact in placed if fact is not limit]
    placed = _with_top_of_range(placed)
    dosed = [fact for fact in placed if _is_dosed(fact)]
    placed = [fact for fact in placed if _says_more(fact, rules) or not _is_told_by(fact, dosed)]
    return _without_repeats(_once(_without_lone_steps(placed), rules))


def _without_lone_steps(facts: Iterable[Dosage]) -> Iterator[Dosage]:
    """Doses of two uses, or of other people, are no steps of one another.

    "5 mg daily for gout. For cancer, it is increased to 10 mg", "1 mg daily, reduced to 0.5 mg in patients at risk".
    """
    for stepped, run in groupby(facts, lambda fact: fact.instruction.sequence is not None):
        steps = list(run)
        for fact in steps:
            lone = stepped and _is_lone(fact, steps)
            yield replace(fact, instruction=replace(fact.instruction, sequence=None)) if lone else fact


def _is_lone(fact: Dosage, steps: Iterable[Dosage]) -> bool:
    """Whether the steps before and behind it are all of other uses or people."""
    number = fact.instruction.sequence or 0
    beside = [step for step in steps if abs((step.instruction.sequence or 0) - number) == 1]
    return bool(beside) and all(
        step.indications != fact.indications or step.population != fact.population for step in beside
    )


def _with_top_of_range(facts: list[Dosage]) -> list[Dosage]:
    """ "Starts at 2 mg daily. Maintenance: 2 mg to a maximum of 20 mg/day": the most a day is that of the start too."""
    settled = list(facts)
    since = 0
    for index, fact in enumerate(facts):
        daily = fact.instruction.daily
        tops = [maximum.value for maximum in fact.instruction.maximums]
        if fact.instruction.role != "maintenance" or daily is None or tops != [daily.high]:
            continue
        for at in range(since, index):
            if facts[at].instruction.role == "initial" and _is_limited_by(facts[at], fact):
                settled[at] = _with_maximum(facts[at], fact)
        since = index + 1
    return settled


def _says_more(fact: Dosage, rules: Rules) -> bool:
    """Whether it gives a dose, be it in words only, or a frequency that no plain verb alone carries."""
    instruction = fact.instruction
    return _is_dosed(fact) or not instruction.complete or not _is_plain(instruction.method, rules)


def _is_told_by(fact: Dosage, dosed: Iterable[Dosage]) -> bool:
    """Whether a dose of the same drug and use says how often already."""
    return any(
        fact.component in (None, other.component) and set(fact.indications) <= set(other.indications) for other in dosed
    )


def _is_plain(method: str | None, rules: Rules) -> bool:
    """A verb that any drug may be given with: a frequency that only it carries repeats what a dose has said."""
    return method is not None and bool(rules.lexicon["administration"].terms[method].data.get("plain"))


def _is_dosed(fact: Dosage) -> bool:
    instruction = fact.instruction
    return bool(instruction.doses or instruction.daily or instruction.rate or instruction.maximums)


def _is_limit(fact: Dosage) -> bool:
    instruction = fact.instruction
    return instruction.role == "maximum" and not (instruction.doses or instruction.daily or instruction.rate)


def _is_limited_by(fact: Dosage, limit: Dosage) -> bool:
    alike = all(counts_alike(maximum, fact.instruction.doses) for maximum in limit.instruction.maximums)
    routes = {fact.instruction.route, limit.instruction.route} - {None}
    return (
        alike
        and fact.instruction.complete
        and len(routes) < 2
        and _is_of_people(fact.population, limit.population)
        and fact.indications == limit.indications
        and not fact.instruction.maximums
    )


def _is_of_people(people: Population | None, limited: Population | None) -> bool:
    """The same people, or some of those of a whole group: what is the most for children is so at any age."""
    if _who(people) == _who(limited):
        return True
    if people is None or limited is None or limited.code == "other" or is_band(limited):
        return False
    return people.code == limited.code


def _who(people: Population | None) -> tuple[str, ...]:
    return identity(people) if people is not None else ()


def _with_maximum(fact: Dosage, limit: Dosage) -> Dosage:
    evidence = tuple(sorted(dict.fromkeys((*fact.evidence, *limit.evidence)), key=lambda item: item.span))
    return replace(fact, evidence=evidence, instruction=replace(fact.instruction, maximums=limit.instruction.maximums))


def _without_repeats(facts: list[Dosage]) -> list[Dosage]:
    """A general statement that a later one repeats for an indication lends it its route and duration, and goes."""
    kept: list[Dosage] = []
    for index, fact in enumerate(facts):
        later = [other for other in facts[index + 1 :] if _repeats(fact, other)]
        if later:
            facts = [_enriched(other, fact) if other in later else other for other in facts]
            continue
        kept.append(facts[index])
    return kept


def _once(facts: Iterable[Dosage], rules: Rules) -> list[Dosage]:
    """What is said again in other words of the same people is said once."""
    seen: dict[tuple[object, ...], Dosage] = {}
    for fact in facts:
        bare = replace(fact.instruction, text="", span=Span(0, 0), additional=(), lent=())
        further = names_further_dose(fact.instruction, rules)
        seen.setdefault((bare, fact.indications, fact.population, fact.formulation, fact.component, further), fact)
    return list(seen.values())


def _repeats(fact: Dosage, other: Dosage) -> bool:
    first, second = fact.instruction, other.instruction
    same = (first.doses, first.daily, first.rate) == (second.doses, second.daily, second.rate)
    times = replace(first.timing, duration=None, bounds=None) == replace(second.timing, duration=None, bounds=None)
    lasting = None in (first.timing.bounds, second.timing.bounds) or first.timing.bounds == second.timing.bounds
    general = not fact.population and not fact.formulation
    whole_group = other.population is not None and not is_band(other.population)
    more = general and (whole_group or (other.population is None and other.indications))
    as_told = (first.additional, first.role) == (second.additional, second.role)
    about = [words.casefold() for words in fact.indications]
    alike = first.route is None or second.route in (None, first.route)
    kin = not about or about == [words.casefold() for words in other.indications]
    return bool(same and times and lasting and more and as_told and kin and alike and fact.component == other.component)


def _enriched(fact: Dosage, general: Dosage) -> Dosage:
    timing = fact.instruction.timing
    duration = timing.duration or general.instruction.timing.duration
    route = fact.instruction.route or general.instruction.route
    method = fact.instruction.method or general.instruction.method
    timing = replace(timing, duration=duration)
    return replace(fact, instruction=replace(fact.instruction, timing=timing, route=route, method=method))
