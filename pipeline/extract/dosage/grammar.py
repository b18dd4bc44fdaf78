"""The grammar of posology: from the phrases of a text to its regimens.

```ebnf
text       = { sentence } ;
sentence   = clause { separator clause } ;
separator  = "," | ";" | "or" | "and" | "then" | "but" | titration | "(" | ")" ;
clause     = { role | method | route | site } ( amount | timing ) { modifier } ;
amount     = dose | daily | rate | count | shorthand ;
dose       = [ "up to" | "at least" ] range unit [ "/" body ] [ "(" range unit ")" ]     (* 10 mL (200 mg) *)
           | range range unit form ;                                                     (* two 500 mg tablets *)
daily      = range unit [ "/" body ] ( "/" | "per" ) "day" ;
rate       = range unit [ "/" body ] ( "/" | "per" ) ( "min" | "h" ) ;
count      = range ;                                             (* take 2: behind a method or before a timing *)
shorthand  = number "x" number | number "-" number "-" number [ "-" number ] [ unit ] ;      (* 1x3, 1-0-1 *)
range      = number [ ( "-" | "to" | "or" | "and" ) number ] ;
timing     = times period | interval | abbreviation | events | weekdays | clock | cycle-days | series ;
times      = [ "up to" ] ( "once" | "twice" | range "times" ) ;
period     = "daily" | "weekly" | ( "a" | "per" | "every" | "in" ) [ range ] time-unit ;
interval   = ( "every" | "q" ) [ range ] time-unit | range "hourly" ;
events     = [ offset ] [ "before" | "after" | "with" | "at" ] event { ( "," | "and" ) event } ;
series     = "at" number { ( "," | "and" ) number } time-unit ;        (* at 0, 1 and 6 months: so many doses *)
modifier   = divided | timing | bounds | duration | as-needed | maximum | route | site | method | role | figure ;
divided    = ( "in" | "divided" [ "into" ] ) ( range "doses" | interval | abbreviation | "doses" ) ;
bounds     = "for" [ "up to" | "at least" ] range time-unit | range time-unit "course" ;
duration   = "over" range time-unit | range time-unit "infusion" ;
maximum    = maximum-word { filler } range unit [ period ] ;
figure     = age | weight | level | strength | step | diluent | comparison | ratio | date | companion ;
companion  = "with" { word } amount { timing | route } ;               (* a dose of another drug *)
```

The terminals are the senses of mappings/lexicon. A clause ends where a second amount, or a timing that disagrees with
the first, begins; the words from the last separator on belong to the new clause. A clause without an amount takes the
one before it ("then every 4 hours"), one without a timing the one behind "or" ("250 mg or 500 mg twice daily").

A figure is understood, but no dose. One that no phrase takes up leaves the words of its regimen only, and so does a
dose that can be read in two ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.extract.dosage.rates import ONCE_A_DAY, disagree, is_limit_of_times, rate
from pipeline.extract.dosage.second_timing import as_second_timing
from pipeline.extract.dosage.tokens import Kind, Phrase, Tokens
from pipeline.model.dosage import Maximum

AMOUNTS: frozenset[Kind] = frozenset({"dose", "daily", "rate", "unclear"})
_CORE: frozenset[Kind] = AMOUNTS | {"timing", "per-period", "divided", "bounds", "duration", "maximum", "as-needed"}
_ENDS: frozenset[Kind] = frozenset({"then", "negative"})
_CUTS: frozenset[Kind] = frozenset({"connector", "then", "titration", "role", "open", "method"})
_TURNS: frozenset[Kind] = frozenset({"then", "contrast"})
_BREAKS: frozenset[Kind] = frozenset({"connector", "then"})
_TIMES: frozenset[Kind] = frozenset({"timing", "per-period"})
_NEAR = 3

Clause = tuple[Phrase, ...]

_DATED = frozenset({"series", "dated"})


def read_clauses(tokens: Tokens, phrases: Iterable[Phrase]) -> tuple[Clause, ...]:
    """The clauses of one sentence, each with the phrases that belong to it."""
    clauses: list[list[Phrase]] = [[]]
    for read in _drop_asides(tokens, tuple(phrases)):
        current = clauses[-1]
        phrase = as_second_timing(current, read)
        if phrase.kind == "contrast":
            current[:] = [*current, phrase] if any(other.kind in _CORE for other in current) else []
        elif _is_maximum_regimen(current, phrase):
            clauses += [_as_regimen(current.pop(), phrase)]
            current += _daily_limit(clauses[-1])
        elif _opens(current, phrase):
            cut = len(current) if phrase.kind == "then" else _cut(current)
            clauses.append([*current[cut:], phrase])
            del current[cut:]
        else:
            current.append(phrase)
    return tuple(tuple(clause) for clause in map(_without_contrast, clauses) if clause)


def _without_contrast(clause: list[Phrase]) -> list[Phrase]:
    """Leaves out what a "but" says of nothing that is given ("but higher doses may be used")."""
    at = next((at for at in reversed(range(len(clause))) if clause[at].kind == "contrast"), None)
    if at is None or any(phrase.kind in _CORE for phrase in clause[at:]):
        return clause
    return clause[:at]


def _drop_asides(tokens: Tokens, phrases: tuple[Phrase, ...]) -> list[Phrase]:
    """Leaves out the figures in brackets behind a dose or timing that give no regimen of their own."""
    kept: list[Phrase] = []
    index = 0
    while index < len(phrases):
        phrase = phrases[index]
        if phrase.kind != "open":
            kept.append(phrase)
            index += 1
            continue
        end = _close(phrases, index)
        inside = phrases[index + 1 : end]
        aside = (
            inside
            and not _is_graded(tokens, phrase.first)
            and (
                tokens.has(phrase.last, "equal")
                or _is_aside(kept, inside)
                or (tokens.has(phrase.last, "example") and not _have_amounts(kept, inside))
            )
        )
        limits = [other for other in inside if other.kind == "maximum"]
        kept += [replace(phrase, kind="other", last=inside[-1].last), *limits] if aside else phrases[index : end + 1]
        index = end + 1
    return kept


def _is_graded(tokens: Tokens, index: int) -> bool:
    """ "and much higher doses (300 mg) in severe cases": what is in the bracket is another dose, not the same again."""
    at = index - 1 - tokens.has(index - 1, "dose")
    return tokens.has(at, "graded")


def _have_amounts(*several: Iterable[Phrase]) -> bool:
    """Whether a dose is given; without one "(e.g., twice daily)" only says what a frequency is."""
    return any(phrase.kind in AMOUNTS for phrases in several for phrase in phrases)


def _close(phrases: tuple[Phrase, ...], index: int) -> int:
    depth = 0
    for at in range(index, len(phrases)):
        depth += {"open": 1, "close": -1}.get(phrases[at].kind, 0)
        if depth == 0:
            return at
    return len(phrases)


def _is_aside(before: list[Phrase], inside: tuple[Phrase, ...]) -> bool:
    kinds = {phrase.kind for phrase in inside}
    if not inside or kinds & {"maximum", "as-needed", "bounds"}:
        return False
    last = max((at for at, phrase in enumerate(before) if phrase.kind in _TURNS), default=0)
    seen = {phrase.kind for phrase in before[last:]}
    has_amount, has_timing = bool(kinds & AMOUNTS), bool(kinds & {"timing", "divided"})
    if has_amount and has_timing:
        return False
    if kinds == {"rate"} and any(phrase.name == "or" for phrase in before[_behind_core(before) :]):
        return False  # "boluses (5 mg every 4 hours) or an infusion (2 mcg/kg/min)"
    if has_amount and not _is_other_amount(before, inside):
        return bool(seen & (AMOUNTS | {"maximum"}))
    return "timing" in seen and any(rate(phrase.timing) for phrase in inside if phrase.kind in ("timing", "divided"))


def _is_other_amount(before: Sequence[Phrase], inside: Sequence[Phrase]) -> bool:
    """ "1-2 mg (or 3 mg)" are two doses, "1 mL (or 5 mg)" is one."""
    amounts = [phrase for phrase in before if phrase.kind in AMOUNTS and phrase.amounts]
    others = [phrase for phrase in inside if phrase.kind != "connector"]
    if not amounts or inside[0].name != "or" or len(others) != 1 or not others[0].amounts:
        return False
    return amounts[-1].amounts[0].unit == others[0].amounts[0].unit


def _opens(current: list[Phrase], phrase: Phrase) -> bool:
    kinds = {other.kind for other in current}
    if phrase.kind in _ENDS:
        return bool(kinds & _CORE) and not _denies(current, phrase)
    if phrase.kind in AMOUNTS:
        return _opens_amount(current, phrase, kinds)
    if phrase.kind == "timing" and rate(phrase.timing) and _ends_in_series(current):
        return True
    if phrase.kind in _TIMES and phrase.name not in ("cycle", "series", "renewal"):
        return _opens_timing(current, phrase)
    if phrase.name == "single":
        return bool(kinds & AMOUNTS) and any(rate(other.timing) for other in current)
    return _opens_alternative(current, phrase.kind, kinds)


def _ends_in_series(current: list[Phrase]) -> bool:
    """ "At weeks 0, 2 and 6, and every 8 weeks"; not "on days 1-7, 5 mg once daily"."""
    series = next((at for at, other in enumerate(current) if other.name == "series"), None)
    return series is not None and not any(other.kind in AMOUNTS for other in current[series:])


def _opens_timing(current: list[Phrase], phrase: Phrase) -> bool:
    if phrase.timing.count and _is_other_way(current[_behind_core(current) :]):
        return any(rate(other.timing) for other in current)
    others = (other.timing for other in current if other.kind in _TIMES)
    return any(disagree(timing, phrase.timing) for timing in others) and not is_limit_of_times(phrase.timing)


def _is_other_way(behind: list[Phrase]) -> bool:
    """ "The cream is applied daily, or the shampoo is applied once": what stands between the two frequencies."""
    return {"or", "apply"} <= {phrase.name for phrase in behind if phrase.kind in ("connector", "method")}


def _ends_at_semicolon(current: list[Phrase]) -> bool:
    return any(phrase.kind == "connector" and phrase.name == ";" for phrase in current[_behind_core(current) :])


def _behind_core(current: list[Phrase]) -> int:
    return max((at for at, phrase in enumerate(current) if phrase.kind in _CORE), default=-1) + 1


def _denies(current: list[Phrase], phrase: Phrase) -> bool:
    """ "10 mg daily is not recommended": said of the dose that stands just before."""
    last = current[_behind_core(current) - 1]
    return phrase.kind == "negative" and last is current[-1] and phrase.first - last.last <= _NEAR


def _opens_amount(current: list[Phrase], phrase: Phrase, kinds: set[Kind]) -> bool:
    if kinds & _CORE and _ends_at_semicolon(current):
        return True
    told_at_rate = phrase.kind == "rate" and current and current[-1].kind in ("dose", "method", "route")
    if told_at_rate and not any(other.name == "or" for other in current[_behind_core(current) :]):
        return bool(kinds & {"rate", "daily"})
    return bool(kinds & AMOUNTS)


def _opens_alternative(current: list[Phrase], kind: Kind, kinds: set[Kind]) -> bool:
    """ "250 mg daily or divided into 2 doses", "for 3 days, or for 5 days"."""
    if kind == "divided":
        return bool(kinds & AMOUNTS) and current[-1].kind == "connector" and current[-1].name == "or"
    return kind == "bounds" and "bounds" in kinds and bool({"then", "connector"} & kinds)


def _cut(current: list[Phrase]) -> int:
    """Where the words of the next clause begin: at a "but", else at the first separator behind the last core phrase."""
    contrast = next((at for at in range(_behind_core(current), len(current)) if current[at].kind == "contrast"), None)
    if contrast is not None:
        return contrast
    if len(current) > 1 and current[-1].kind == "as-needed" and current[-2].name == ";":
        return len(current) - 1
    told = _behind_core(current) - 1
    if told > 0 and current[told].name == "series" and _is_dated_first(current):
        return told
    for at in range(_behind_bracket(current, _behind_core(current)), len(current)):
        role_of_these = current[at].kind == "role" and _is_said_behind(current, at)
        if current[at].kind in _CUTS and not role_of_these:
            return at
    return len(current)


def _is_dated_first(current: list[Phrase]) -> bool:
    """ "On days 1-7, 20 mg; on days 8-14, 5 mg": the days stand before their doses."""
    amount = next((at for at, phrase in enumerate(current) if phrase.kind in AMOUNTS), 0)
    return any(phrase.name in _DATED for phrase in current[:amount])


def _behind_bracket(current: list[Phrase], at: int) -> int:
    """Behind the remark that follows a dose at once: "5 mg (children under 3 years) or 10 mg"."""
    if at == len(current) or current[at].kind != "open":
        return at
    end = _close(tuple(current), at)
    return end + 1 if end < len(current) else at


def _is_said_behind(current: list[Phrase], at: int) -> bool:
    """Whether a role is of the dose before it: "5 mg initially, ...", "5 mg as a single dose on day 1, ..."."""
    ends = bool(current[at + 1 : at + 2]) and current[at + 1].kind in _BREAKS
    return ends or (current[at].name == "single" and at > 0 and current[at].first - current[at - 1].last < _NEAR)


def _is_maximum_regimen(current: list[Phrase], phrase: Phrase) -> bool:
    """ "a maximum of 30 mg once daily": a frequency right behind a maximum that is per nothing."""
    if phrase.kind != "timing" or not current or current[-1].maximum is None:
        return False
    return current[-1].last == phrase.first and current[-1].maximum.per == "dose" and rate(phrase.timing) is not None


def _as_regimen(maximum: Phrase, timing: Phrase) -> list[Phrase]:
    dose = replace(maximum, kind="dose", maximum=None, name="")
    return [Phrase("role", maximum.first, maximum.first, name="maximum"), dose, timing]


def _daily_limit(regimen: list[Phrase]) -> list[Phrase]:
    """A dose once a day that may not be exceeded is the most a day for what stands before it too."""
    _, dose, timing = regimen
    high = dose.amounts[0].high
    if rate(timing.timing) != ONCE_A_DAY or high is None:
        return []
    limit = Maximum(high, dose.amounts[0].unit)
    return [replace(dose, kind="maximum", first=timing.last, last=timing.last, maximum=limit)]
