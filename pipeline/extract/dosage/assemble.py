"""Puts the clauses of a text together: what a later clause or sentence adds to the regimens before it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.extract.dosage.course import COURSE_UNITS
from pipeline.extract.dosage.interval import lend_interval, tells_interval
from pipeline.extract.dosage.limits import is_ceiling, limit_behind
from pipeline.extract.dosage.order import elided, order
from pipeline.extract.dosage.regimen import Regimen, limit_of
from pipeline.extract.dosage.restated import is_sum_of, says_total_of
from pipeline.extract.dosage.sharing import alternatives, number_steps, share_maximum, share_timing, withhold_totals
from pipeline.extract.dosage.tokens import UNTIMED
from pipeline.model.dosage import Maximum, Timing

_DAILY = Timing(frequency=1, period=Decimal(1), period_unit="d")


def assemble(clauses: list[Regimen]) -> list[Regimen]:
    """The regimens of one text, in order, each with what the clauses around it lend it."""
    conditional = [clause for clause in clauses if clause.conditional]
    if conditional:
        regimens = assemble([clause for clause in clauses if not clause.conditional])
        return sorted((*regimens, *conditional), key=lambda regimen: regimen.start)
    regimens = []
    waiting: list[Regimen] = []
    interval: Regimen | None = None
    for clause in clauses:
        if regimens and is_ceiling(regimens[-1], clause):
            regimens[-1].end = clause.end
            continue
        if regimens and is_sum_of(clause, regimens[-1]):
            regimens[-1].lent.append((clause.start, clause.end))
            continue
        limit = limit_of(clause)
        if limit is None and regimens:
            limit = limit_behind(regimens[-1], clause)
        if limit is not None and regimens:
            _limit(regimens, clause, limit)
        elif clause.has_amount:
            _lend(waiting, clause)
            interval = next((before for before in waiting if tells_interval(before)), interval)
            regimens += _without_amount([before for before in waiting if _stands_alone(before, clause)])
            waiting = []
            if regimens and says_total_of(clause, regimens[-1]):
                regimens[-1].end = max(regimens[-1].end, clause.end)
                continue
            if regimens and (_parts(regimens[-1], clause) or says_total_of(regimens[-1], clause)):
                _lend([regimens.pop()], clause)
            order(regimens, clause)
            regimens.append(clause)
        elif not _amend(regimens, clause):
            waiting.append(clause)
    if not regimens:
        regimens = _without_amount(waiting)
    share_timing(regimens)
    if interval is not None:
        lend_interval(interval, regimens)
    number_steps(regimens)
    share_maximum(regimens)
    withhold_totals(regimens, clauses)
    return regimens


def _parts(total: Regimen, clause: Regimen) -> bool:
    """ "600 mg daily, divided into 150 mg four times a day": the doses take the place of the total."""
    return total.divided == UNTIMED and total.sentence == clause.sentence and total.ends_divided


def _limit(regimens: list[Regimen], clause: Regimen, limit: Maximum) -> None:
    last = regimens[-1]
    last.maximums.append(limit)
    if last.sentence == clause.sentence:
        last.bounds = last.bounds or clause.bounds
        last.end = max(last.end, clause.end)
    else:
        last.lent.append((clause.start, clause.end))


def _lend(waiting: list[Regimen], regimen: Regimen) -> None:
    """A route, role or timing said before the dose of the same sentence belongs to it."""
    for clause in waiting:
        regimen.maximums += clause.maximums
        if clause.sentence == regimen.sentence:
            regimen.route = regimen.route or clause.route
            if regimen.role == "usual" and not regimen.titrated:  # "start low, and increase to 5 mg"
                regimen.role = clause.role
            if not (regimen.has_frequency or regimen.titrated):
                regimen.timings += clause.timings
            regimen.start = min(regimen.start, clause.start)
            continue
        if clause.route and clause.lends_route and not regimen.route:
            regimen.route = clause.route
        if regimen.goes_on and clause.sentence == regimen.sentence - 1 and regimen.role == "usual":
            regimen.role = clause.role  # "the starting dose is higher. It is 5 mg."


def _amend(regimens: list[Regimen], clause: Regimen) -> bool:
    """Adds a clause without an amount to the regimens before it; False where there are none to add it to."""
    if not regimens:
        return False
    return _is_of_another_route(regimens[-1], clause) or _amend_last(regimens, clause)


def _is_of_another_route(before: Regimen, clause: Regimen) -> bool:
    return clause.of_route and clause.sentence != before.sentence and clause.route != before.route


def _amend_last(regimens: list[Regimen], clause: Regimen) -> bool:
    before = regimens[-1]
    same = before.sentence == clause.sentence
    if clause.of_form and clause.has_frequency and before.has_frequency and not (before.of_form or same):
        regimens.append(clause)
        return True
    if clause.of_other_dose and clause.has_frequency and before.has_frequency:
        before.end = max(before.end, clause.end) if same else before.end
        return True
    if _is_same_dose(before, clause):
        regimens.append(elided(before, clause))
        order(regimens[:-1], regimens[-1])
        return True
    if clause.follows and not (same and clause.has_frequency and before.has_frequency):
        before.maximums += clause.maximums
        return True
    if clause.alternative and clause.divided is not None and same:  # "at bedtime or in divided doses"
        clause.timings += [replace(timing, when=(), offset=None, time_of_day=()) for timing in before.timings]
    if clause.has_frequency and before.has_frequency and same and not clause.titrated:
        regimens.append(elided(before, clause))
        order(regimens[:-1], regimens[-1])
        return True
    told = same or (not before.uncounted and clause.lends_timing and _tells_timing(clause))
    if clause.route and clause.method and clause.lends_route and not same and not clause.has_frequency:
        _share_route(regimens, clause.route)
    if told and not clause.follows and clause.has_frequency and not before.has_frequency and not clause.titrated:
        told_all = same or clause.scheduled or any(timing.period for timing in clause.timings)
        times = [timing for timing in clause.timings if told_all or timing.when]
        before.timed_in = clause.sentence
        together = regimens[-1:] if same else _untimed_of_sentence(regimens)
        for regimen in together:
            regimen.timings += times
            regimen.scheduled = regimen.scheduled or clause.scheduled
            regimen.additional += clause.additional if clause.scheduled and not same else []
        before.as_needed = before.as_needed or clause.as_needed
        before.end = max(before.end, clause.end) if same or clause.sentence == before.sentence + 1 else before.end
    if _tells_events(before, clause):
        before.timings += clause.timings
        _add_words(before, clause)
    if _tells_need(before, clause):
        before.as_needed = True
        _add_words(before, clause)
    _add_lengths(regimens, clause, same)
    _add_maximums(regimens, clause, same)
    if same:
        before.as_needed = before.as_needed or clause.as_needed
        before.route = before.route or clause.route
        before.additional += clause.additional
        before.end = max(before.end, clause.end)
    return True


def _add_words(regimen: Regimen, clause: Regimen) -> None:
    """Those of the clause: with its own where one sentence follows the other, else as lent."""
    if clause.sentence <= regimen.sentence + 1:
        regimen.end = max(regimen.end, clause.end)
    else:
        regimen.lent.append((clause.start, clause.end))


def _is_same_dose(before: Regimen, clause: Regimen) -> bool:
    """Whether the dose before is given again at another rhythm: "reduce to once daily", "then every 6 hours"."""
    if clause.retimed and before.has_frequency and before.role == "usual":  # a starting dose has been raised since
        return True
    if not (clause.follows and clause.has_frequency):
        return False
    untimed = bool(before.doses) and not before.has_frequency and before.role == clause.role == "usual"
    return before.timed_in == clause.sentence or (untimed and before.sentence == clause.sentence)


def _add_maximums(regimens: list[Regimen], clause: Regimen, same: bool) -> None:
    """A limit of the same sentence is of its last dose, one of another sentence of all its alternatives."""
    for limited in regimens[-1:] if same else alternatives(regimens):
        limited.maximums += clause.maximums
        if clause.maximums and not same:
            limited.lent.append((clause.start, clause.end))


def _untimed_of_sentence(regimens: list[Regimen]) -> list[Regimen]:
    """The last regimen, and what the same sentence gives before it without a frequency of its own."""
    last = regimens[-1]
    open_ones = (regimen for regimen in regimens if regimen.sentence == last.sentence and regimen.role == last.role)
    return [regimen for regimen in open_ones if regimen is last or not (regimen.has_frequency or regimen.daily)]


def _tells_events(before: Regimen, clause: Regimen) -> bool:
    """ "50 mg four times a day. This is taken after meals": how often, and when by a later sentence."""
    if clause.sentence <= before.sentence or not (clause.given and clause.lends_timing):
        return False
    if not clause.timings or any(timing.period or not timing.when for timing in clause.timings):
        return False
    told = any(timing.when or timing.time_of_day or timing.count for timing in before.timings)
    return before.has_frequency and not told


def _tells_need(before: Regimen, clause: Regimen) -> bool:
    """ "75 mg. This should be taken as needed"; what may be repeated if needed is given once without a need."""
    goes_on = clause.goes_on and clause.sentence == before.sentence + 1
    return goes_on and clause.as_needed and not (clause.again or before.has_frequency)


def _tells_timing(clause: Regimen) -> bool:
    return bool(clause.method or clause.scheduled or any(timing.period for timing in clause.timings))


def _share_route(regimens: list[Regimen], route: str) -> None:
    """A later sentence that says how it is given ("It is taken orally.") says so of all before it."""
    for regimen in regimens:
        regimen.route = regimen.route or route


def _add_lengths(regimens: list[Regimen], clause: Regimen, same: bool) -> None:
    """A length of the same sentence is that of the regimen before it; another sentence may tell that of the course."""
    for regimen in regimens[-1:] if same else regimens:
        if same or _is_last_step(regimen, regimens):
            regimen.duration = regimen.duration or clause.duration
        if same or (_tells_course(clause) and _has_course(regimen, regimens)):
            if clause.bounds and not (same or regimen.bounds):
                regimen.lent.append((clause.start, clause.end))
            regimen.bounds = regimen.bounds or clause.bounds


def _tells_course(clause: Regimen) -> bool:
    """Minutes or hours of another sentence ("hold food for 4 hours") are no course."""
    return clause.lends_length and clause.bounds is not None and clause.bounds.unit in COURSE_UNITS


def _has_course(regimen: Regimen, regimens: list[Regimen]) -> bool:
    """Not a loading or single dose, nor a step that another follows."""
    if regimen.role in ("loading", "single") or any(timing.count == 1 for timing in regimen.timings):
        return False
    return _is_last_step(regimen, regimens)


def _is_last_step(regimen: Regimen, regimens: list[Regimen]) -> bool:
    return regimen.sequence is None or regimen is regimens[-1]


def _without_amount(waiting: list[Regimen]) -> list[Regimen]:
    """ "Apply a thin layer twice daily": a frequency, a maximum or a rate is a regimen too."""
    regimens: list[Regimen] = []
    for before, clause in zip((None, *waiting), waiting, strict=False):
        if clause.has_frequency and before is not None and _goes_on(before, clause):
            clause.method, clause.site = clause.method or before.method, clause.site or before.site
            clause.route, clause.start = clause.route or before.route, before.start
        if clause.has_frequency or (clause.maximums and not regimens):
            order(regimens, clause)
            regimens.append(clause)
        elif regimens:
            _amend(regimens, clause)
    return regimens


def _stands_alone(before: Regimen, clause: Regimen) -> bool:
    """ "Apply the gel to the skin twice daily. Of the cream, 1 g daily": where and how often, in its own sentence."""
    own = before.sentence != clause.sentence and before.has_frequency and not before.follows
    return bool(own and before.site and before.method and before.lends_timing)


def _goes_on(before: Regimen, clause: Regimen) -> bool:
    """ "A thin layer is applied to the skin. This is done twice daily": how often, of what the sentence before said."""
    return clause.goes_on and clause.sentence == before.sentence + 1 and not before.has_frequency
