"""Times of the day: meals, bedtime and the like with their offsets, days of the week, the clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.extract.dosage.numerals import DASHES, read_range
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import time_code
from pipeline.model.dosage import Timing
from pipeline.rules.lexicon import Term

_MINUTES = {"min": Decimal(1), "h": Decimal(60)}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLAIN_MEALS = frozenset({"C", "CM", "CD", "CV"})
_MEALS = frozenset({"CM", "CD", "CV"})
_BARE_RELATIONS = frozenset({"AC", "PC"})
_RAISED = 6
_RELATIVE = frozenset({"AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV"})
_USUAL_MINUTES = frozenset({"00", "15", "30", "45"})  # an unmarked "1:10" is a dilution
_LIST_MARKS = frozenset({",", "/", "&"})


def read_events(tokens: Tokens, index: int) -> Phrase | None:
    """ "in the morning and at bedtime", "30 minutes before meals", "with breakfast and dinner"."""
    if "event" not in tokens.senses:
        return None
    offset, at = _offset(tokens, index)
    relation, at = _relation(tokens, at)
    if tokens.has(at, "without") or (offset is not None and not relation) or _is_unnamed(tokens, at, relation):
        return None
    if _is_raised(tokens, at):
        return None
    codes, last = _listed(tokens, at, relation)
    if not codes:
        return None
    if offset is not None and _PLAIN_MEALS & set(codes):
        return None
    return Phrase("timing", index, last, timing=Timing(when=codes, offset=offset), name=_loose(tokens, index))


def _loose(tokens: Tokens, index: int) -> str:
    """Marks "15-30 minutes before meals" and "at least 1 hour before meals", whose words say more than the codes."""
    numbers = read_range(tokens, tokens.skip(index, "about"))
    return "loose" if tokens.has(index, "at-least") or (numbers and numbers.low < numbers.high) else ""


def read_no_event(tokens: Tokens, index: int) -> Phrase | None:
    """ "with or without food", "2 hours before noon", "in the morning or at night": no one time is set.

    The words of a choice are kept.
    """
    if "event" not in tokens.senses:
        return None
    _, at = _offset(tokens, index)
    relation, at = _relation(tokens, at)
    free = tokens.has(at, "without")
    if (last := _past_choice(tokens, at, relation)) is not None:
        return Phrase("instruction", index, last)
    if not (free or _is_unnamed(tokens, at, relation) or _is_raised(tokens, at)):
        return None
    _, at = _relation(tokens, at + free)
    codes, last = _listed(tokens, at, "")
    return Phrase("other", index, last, name="one-dose" if _is_raised(tokens, at) else "") if codes else None


def _past_choice(tokens: Tokens, index: int, relation: str) -> int | None:
    """Behind "breakfast or the first main meal", "before or 2 hours after meals": events that exclude one another."""
    codes, last = _listed(tokens, index, relation)
    if not tokens.has(last, "or") or not (codes or relation):
        return None
    other = read_events(tokens, last + 1)
    return other.last if other is not None and other.timing.when != codes else None


def _is_raised(tokens: Tokens, index: int) -> bool:
    """ "The morning dose may be increased": one of several doses that the text goes on about."""
    if not (tokens.has(index, "event") and tokens.has(index + 1, "dose")):
        return False
    return any(tokens.has(at, "titration") for at in range(index + 2, index + _RAISED))


def _is_unnamed(tokens: Tokens, index: int, relation: str) -> bool:
    """Whether FHIR has no code for the time before this event: an offset counts forward from it."""
    term = tokens[index].senses.get("event")
    return relation == "before" and term is not None and not ("before" in term.data or term.data["code"] in _RELATIVE)


def _offset(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """The minutes of "30 minutes before", "half an hour before", "at least 1 hour after"; FHIR has none for a range."""
    at = index
    while tokens.has(at, "at-least") or tokens.has(at, "about") or tokens.text(at) == "within":
        at += 1
    numbers = read_range(tokens, at)
    article = numbers is None and tokens.text(at) in ("a", "an")
    if numbers is None and not article:
        return None, index
    unit_at = numbers.last if numbers else at + 1
    unit_at += tokens.text(unit_at) in DASHES
    term = tokens[unit_at].senses.get("time")
    if term is None or time_code(term)[0] not in _MINUTES:
        return None, index
    behind = unit_at + 1
    if not (tokens.has(behind, "before") or tokens.has(behind, "after")):
        return None, index
    if numbers is not None and numbers.low < numbers.high:
        return None, behind
    value = (numbers.low if numbers else Decimal(1)) * _MINUTES[time_code(term)[0]]
    return int(value), behind


def _relation(tokens: Tokens, index: int) -> tuple[str, int]:
    """ "before", "after" or "" (with, at, in the), and the index of the event's own word."""
    relation, at = "", index
    while True:
        if tokens.has(at, "before"):
            relation = "before"
        elif tokens.has(at, "after"):
            relation = "after"
        elif not (tokens.has(at, "with") or (at > index and tokens.has(at, "article"))):
            return relation, tokens.skip(at, "article") if tokens.has(tokens.skip(at, "article"), "event") else at
        at += 1


def _listed(tokens: Tokens, index: int, relation: str) -> tuple[tuple[str, ...], int]:
    """The codes of "breakfast, lunch and dinner"; the relation carries on until another one is said."""
    codes: list[str] = []
    last = index
    while tokens.has(index, "event"):
        code = _code(tokens[index].senses["event"], relation)
        codes += [code] if code not in codes else []
        last = index + 1
        joined = last
        while tokens.text(joined) in _LIST_MARKS or tokens.has(joined, "and"):
            joined += 1
        if joined == last and not tokens.has(joined, "event"):
            break
        following, at = _relation(tokens, joined)
        if at > joined:
            relation = following
        index = at
    return _with_relation(codes), last


def _with_relation(codes: list[str]) -> tuple[str, ...]:
    """ "ac breakfast" and "breakfast, lunch pc": the abbreviation holds for the meals that are named beside it."""
    relation = next((code for code in codes if code in _BARE_RELATIONS), None)
    if relation is None or not _MEALS & set(codes):
        return tuple(codes)
    return tuple(relation + code[1:] if code in _MEALS else code for code in codes if code != relation)


def _code(term: Term, relation: str) -> str:
    return str(term.data.get(relation, term.data["code"])) if relation else str(term.data["code"])


def read_weekdays(tokens: Tokens, index: int) -> Phrase | None:
    """ "on Mondays, Wednesdays and Fridays", "mon-fri", "at weekends"."""
    if "weekday" not in tokens.senses:
        return None
    at = index
    while tokens.has(at, "at-time") or tokens.has(at, "every") or (at > index and tokens.has(at, "article")):
        at += 1
    days: list[str] = []
    last = at
    while tokens.has(at, "weekday"):
        codes = tokens[at].senses["weekday"].data["codes"]
        days += _until(days[-1], codes[0]) if days and _is_span(tokens, at - 1) else codes
        last = at = at + 1
        while tokens.text(at) in (*_LIST_MARKS, *DASHES) or tokens.has(at, "and") or tokens.has(at, "to"):
            at += 1
    if not days:
        return None
    return Phrase("timing", index, last, timing=Timing(day_of_week=_in_order(days)))


def _is_span(tokens: Tokens, index: int) -> bool:
    return tokens.text(index) in DASHES or tokens.has(index, "to")


def _until(first: str, last: str) -> list[str]:
    begin, end = _WEEK.index(first), _WEEK.index(last)
    return [_WEEK[day % 7] for day in range(begin + 1, end + 1 if end > begin else end + 8)]


def _in_order(days: Iterable[str]) -> tuple[str, ...]:
    return tuple(day for day in _WEEK if day in set(days))


def read_clock(tokens: Tokens, index: int) -> Phrase | None:
    """ "at 8:00", "8 am and 8 p.m.", "at 14.00, 16.30"."""
    at = index
    marked = tokens.has(at, "at-time") or tokens.text(at) == "@"
    at += marked
    times: list[str] = []
    last = at
    while True:
        found = _time(tokens, at, marked or bool(times))
        if found is None:
            break
        times.append(found[0])
        last = at = found[1]
        while tokens.text(at) in _LIST_MARKS or tokens.has(at, "and") or (times and tokens.text(at) in ("at", "@")):
            at += 1
    return Phrase("timing", index, last, timing=Timing(time_of_day=tuple(times))) if times else None


def _time(tokens: Tokens, index: int, marked: bool) -> tuple[str, int] | None:
    token = tokens[index]
    if token.value is None or not token.text[0].isdigit():
        return None
    hour, minute, last = token.text, "00", index + 1
    colon = tokens.text(last) == ":" and tokens[last].glued and re.fullmatch(r"[0-5]\d", tokens.text(last + 1))
    if colon:
        minute, last = tokens.text(last + 1), last + 2
    elif "." in hour and marked and not tokens.has(last, "unit"):  # "at 0.05 mg" is a dose
        hour, _, minute = hour.partition(".")
    half = tokens.text(last) if tokens.has(last, "clock") else ""
    if colon and not (marked or half or minute in _USUAL_MINUTES):
        return None
    if not (half or colon or (marked and minute != "00") or (marked and re.fullmatch(r"\d\d?\.00", token.text))):
        return None
    if not (hour.isdigit() and re.fullmatch(r"[0-5]\d", minute)) or int(hour) > 23:
        return None
    return f"{_day_hour(int(hour), half):02d}:{minute}", last + bool(half)


def _day_hour(hour: int, half: str) -> int:
    if half.startswith("p") and hour < 12:
        return hour + 12
    return 0 if half.startswith("a") and hour == 12 else hour
