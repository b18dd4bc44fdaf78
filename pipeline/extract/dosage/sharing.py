"""What regimens of one text share: a timing behind an "or", numbers of steps, a maximum that is said once."""

from __future__ import annotations

from pipeline.extract.dosage.regimen import Regimen, counts_alike
from pipeline.model.dosage import Maximum


def share_timing(regimens: list[Regimen]) -> None:
    """ "250 mg or 500 mg twice daily": the timing behind the second holds for the first."""
    for before, after in zip(reversed(regimens[:-1]), reversed(regimens[1:]), strict=True):
        joined = (after.alternative or before.banded) and before.role != "single"
        together = joined and before.sentence == after.sentence
        if together and before.doses and not before.has_frequency and after.has_frequency:
            before.timings += after.timings
            before.maximums = before.maximums or list(after.maximums)
            before.bounds = before.bounds or after.bounds
            before.end = max(before.end, after.end)
        if together and _are_totals_by_other_measures(before, after) and not before.timings:
            before.timings += after.timings
        if after.alternative and before.sentence == after.sentence and not before.maximums:
            limits = (maximum for maximum in after.maximums if _may_be_shared(maximum))
            before.maximums += (maximum for maximum in limits if counts_alike(maximum, before.doses))
        if together and before.doses and before.route is None:
            before.route = after.route
        if _is_choice(before, after) and after.bounds:
            before.bounds, before.end = after.bounds, max(before.end, after.end)


def _are_totals_by_other_measures(before: Regimen, after: Regimen) -> bool:
    """ "2 mg/kg per day or 50 mg/m² per day, as a single dose in the morning": the same total, by weight or surface."""
    totals = before.daily, after.daily
    measures = {total.unit.partition("/")[2] for total in totals if total is not None}
    return None not in totals and len(measures) == len(totals) and all(measures)


def _is_choice(before: Regimen, after: Regimen) -> bool:
    """ "Twice or three times daily for 7 days": how often is a choice, how long is not."""
    alike = (before.doses, before.daily) == (after.doses, after.daily) and before.role == after.role
    choice = after.alternative and before.sentence == after.sentence and not before.bounds
    return choice and alike and before.has_frequency and after.has_frequency


def alternatives(regimens: list[Regimen]) -> list[Regimen]:
    """The last regimen and those of its sentence that it is an alternative to: "7 g/m² or 250 mg/kg"."""
    found = regimens[-1:]
    for before in reversed(regimens[:-1]):
        if not found[0].alternative or before.sentence != found[0].sentence:
            break
        found.insert(0, before)
    return found


def number_steps(regimens: list[Regimen]) -> None:
    """ "5 mg for 1 week, 10 mg for 1 week, then 20 mg": a "then" counts the lengths before it as steps too.

    So do the times that steps are told by ("days 1-7, 5 mg; days 8-14, 10 mg", "5 mg on day 1, 2 mg on day 8").
    """
    timed = [regimen for regimen in regimens if (regimen.windowed or regimen.dated) and regimen.sequence is None]
    told_before = [one.sequence or 0 for one in regimens if timed and one.sentence < timed[0].sentence]
    first = max(told_before, default=0) + 1
    timed = timed if len(timed) + first > 2 and not any(step.alternative for step in timed) else []
    for number, step in enumerate(timed, first):
        step.sequence = number
    for sentence in {regimen.sentence for regimen in regimens if regimen.sequence and not regimen.alternative}:
        steps = [regimen for regimen in regimens if regimen.sentence == sentence]
        told = all(step.bounds or step.dated or step.scheduled for step in steps[:-1])
        if len(steps) > 2 and told and not any(step.alternative for step in steps):
            for number, step in enumerate(steps, 1):
                step.sequence = number


def withhold_totals(regimens: list[Regimen], clauses: list[Regimen]) -> None:
    """ "1 mg weekly; the total dose should not exceed 5 mg": no limit of one dose, where there are several."""
    of_all = {maximum for clause in clauses for maximum in clause.of_all}
    for regimen in regimens:
        if of_all and any(timing.period for timing in regimen.timings):
            regimen.maximums = [maximum for maximum in regimen.maximums if maximum not in of_all]


def share_maximum(regimens: list[Regimen]) -> None:
    """A maximum per day or week that the text says once holds for all its regimens."""
    for part in {regimen.part for regimen in regimens}:
        _share_maximum_of([regimen for regimen in regimens if regimen.part == part])


def _may_be_shared(maximum: Maximum) -> bool:
    """A limit of a minute is of the rate at which one dose is given."""
    return maximum.per == "period" and maximum.per_unit not in ("s", "min")


def _is_of_other_release(regimen: Regimen, regimens: list[Regimen]) -> bool:
    """Whether the sentences with a maximum are all of another kind of form ("immediate-release tablets: ...")."""
    own = {other.release for other in regimens if other.maximums and not other.lent}
    return bool(regimen.release) and bool(own) and own.isdisjoint({regimen.release, ""})


def _share_maximum_of(regimens: list[Regimen]) -> None:
    told = [span for regimen in regimens if regimen.maximums for span in regimen.lent]
    telling = [regimen for regimen in regimens if not regimen.bracketed]
    stated = {maximum for regimen in telling for maximum in regimen.maximums if _may_be_shared(maximum)}
    if len(stated) == 1:
        for regimen in regimens:
            if not (regimen.maximums or regimen.limited or _is_of_other_release(regimen, regimens)):
                regimen.maximums += (maximum for maximum in stated if counts_alike(maximum, regimen.doses))
                regimen.lent += told if regimen.maximums else []
