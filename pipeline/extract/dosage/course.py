"""How long: the course of treatment, the length of one infusion, and the number of doses."""

from __future__ import annotations

from decimal import Decimal

from pipeline.extract.dosage.numerals import DASHES, Range, read_range
from pipeline.extract.dosage.tokens import Kind, Phrase, Tokens
from pipeline.extract.dosage.units import time_code
from pipeline.model.dosage import Amount, Timing

COURSE_UNITS = frozenset({"d", "wk", "mo", "a"})
_FORM_WORDS = 6
_OR_LESS = frozenset({"or less", "or fewer", "or lower"})
_END_REACH = 8
_DESCRIBING = 2  # words between "maximum" and "duration"
_APART = frozenset({"apart", "between", "late", "later"})
_PAUSES = frozenset({",", ";", "("})

_STATING = frozenset({":", "of", "is", "was", "treatment", "therapy", "use", "the", "from", ","})
_INFUSION_REACH = 6
_BEYOND = frozenset({"past", "beyond"})
_WEEKS = frozenset({"wk", "mo", "a"})  # so long nothing is left on: "wear one patch daily for 6 weeks"


def read_course(tokens: Tokens, index: int) -> Phrase | None:
    for reader in (_over, _for, _at_most, _adjective, _stated):
        phrase = reader(tokens, index)
        if phrase is not None:
            return phrase
    return None


def _length(tokens: Tokens, index: int) -> tuple[Amount, int] | None:
    """ "7-10 days", "up to 12 weeks", "at least 30 minutes", "the first 5 consecutive days"."""
    low_only = high_only = False
    while True:
        if tokens.has(index, "at-least") or tokens.text(index) == "minimum":
            low_only = True
        elif tokens.has(index, "up-to") or tokens.has(index, "maximum"):
            high_only = True
        elif not (
            tokens.has(index, "first")
            or tokens.has(index, "article")
            or tokens.has(index, "about")
            or (tokens.has(index, "single") and tokens[index + 1].value is not None)
            or tokens.text(index) == "of"
        ):
            break
        index += 1
    numbers = read_range(tokens, index) or _one(tokens, index)
    if numbers is None:
        return None
    at = numbers.last
    while tokens.text(at) in DASHES or (
        (tokens.has(at, "first") or tokens.has(at, "again")) and not tokens.has(at, "time")
    ):
        at += 1
    term = tokens[at].senses.get("time")
    if term is None or tokens.has(at, "frequency"):
        return None
    code, times = time_code(term)
    behind = _bound_behind(tokens, at + 1)
    high_only, low_only = high_only or behind == "less", low_only or behind == "more"
    low, high = (None if high_only else numbers.low * times), (None if low_only else numbers.high * times)
    return Amount(low, high, code), at + 1 + bool(behind)


def _bound_behind(tokens: Tokens, index: int) -> str:
    """ "5 minutes or less", "two weeks or longer"."""
    if not tokens.has(index, "or-more"):
        return ""
    return "less" if tokens.text(index) in _OR_LESS else "more"


def _with_limit(tokens: Tokens, least: Amount, last: int) -> tuple[Amount, int]:
    """The most behind the least: "for at least 5 days and up to a maximum of 10 days"."""
    if least.high is not None:
        return least, last
    most = _length(tokens, last + tokens.has(last, "and"))
    if most is None or most[0].low is not None or most[0].unit != least.unit:
        return least, last
    return Amount(least.low, most[0].high, least.unit), most[1]


def _one(tokens: Tokens, index: int) -> Range | None:
    """ "for a week", "over an hour", "for the first week"."""
    before = tokens[index - 1].senses
    if ("article" in before or "first" in before) and tokens.has(index, "time") and tokens[index].is_word:
        return Range(Decimal(1), Decimal(1), index) if not tokens.text(index).endswith("s") else None
    return None


def _over(tokens: Tokens, index: int) -> Phrase | None:
    if not tokens.has(index, "over"):
        return None
    at = index + 1
    if tokens.text(at) in ("a", "the") and tokens.text(at + 1) == "period":
        at += 2
    length = _length(tokens, at)
    if length is None or tokens.text(length[1]) in ("old", "of") or tokens.has(index - 1, "people"):
        return None
    last = length[1]
    if tokens.has(index - 1, "doses") and tokens.text(index - 1).endswith("s"):
        return Phrase("other", index, last)  # "divided into several doses over 24 hours"
    last += tokens.text(last) in DASHES and tokens.text(last + 1) == "period"
    kind: Kind = "bounds" if length[0].unit in COURSE_UNITS else "duration"
    return Phrase(kind, index, last + (tokens.text(last) == "period"), (length[0],), name="over")


def _for(tokens: Tokens, index: int) -> Phrase | None:
    """ "for 7-10 days", "x 14 days", "for 6 doses"; minutes of an infusion are its length."""
    if not tokens.has(index, "for"):
        return None
    length = _length(tokens, index + 1)
    if length is None:
        return _number_of_doses(tokens, index)
    amount, last = _with_limit(tokens, *length)
    course = amount.unit in COURSE_UNITS and not tokens.has(index - 1, "and")
    from_start = any(tokens.text(at) == "first" for at in range(index + 1, last))
    of_end = _is_of_an_end(tokens, index) or (tokens.has(last, "after") and _is_near(tokens, index, "continue"))
    of_end = of_end and not from_start  # "for the first two weeks after surgery"
    if _speaks_of_something_else(tokens, last, course=course) or of_end:
        return Phrase("other", index, last)
    last += tokens.has(last, "course") or (tokens.text(last) in DASHES and 2 * tokens.has(last + 1, "course"))
    if _is_of_one_infusion(tokens, index, amount.unit):
        return Phrase("duration", index, last, (amount,))
    kept = _is_near(tokens, index, "kept") and amount.unit not in _WEEKS
    if amount.unit in ("min", "s") or kept or _is_worn(tokens, index, amount.unit):
        return Phrase("instruction", index, last + tokens.has(last, "giving"))
    return Phrase("bounds", index, last, (amount,))


def _is_worn(tokens: Tokens, index: int, unit: str) -> bool:
    """ "patches are applied for up to 8 hours": how long each stays on."""
    if unit != "h":
        return False
    methods = (tokens[at].senses.get("method") for at in range(max(0, index - _FORM_WORDS), index))
    return any(method is not None and method.key == "apply" for method in methods)


def _at_most(tokens: Tokens, index: int) -> Phrase | None:
    """ "not exceeding 3 months", "should not exceed two weeks of treatment"; "no more than 3 days a week" is none."""
    length = _length(tokens, index) if tokens.has(index, "maximum") else None
    if length is None or length[0].unit not in COURSE_UNITS or length[0].low is not None:
        return None
    last = length[1]
    if _speaks_of_something_else(tokens, last, course=False) or tokens.has(last, "per") or tokens.text(last) in _APART:
        return None
    return Phrase("bounds", index, last, (length[0],))


def _is_of_one_infusion(tokens: Tokens, index: int, unit: str) -> bool:
    """ "an infusion for 2 hours", "20 mcg/kg/min for 10 minutes"."""
    at_rate = tokens.has(index - 1, "time") and tokens.has(index - 2, "slash")
    return unit not in COURSE_UNITS and (_is_near(tokens, index, "infusion") or (at_rate and unit != "h"))


def _speaks_of_something_else(tokens: Tokens, index: int, *, course: bool) -> bool:
    """ "for 30 minutes before", "for 12 years and older", "for 6 months old"; a course may be "for 7 days after" it."""
    return (
        tokens.has(index, "without")
        or tokens.has(index, "before")
        or (tokens.has(index, "after") and not course)
        or tokens.has(index, "age")
        or tokens.text(index) in _BEYOND
        or tokens.text(index) == "old"
        or tokens.text(index + 1) in ("older", "above", "over", "younger")
    )


def _is_of_an_end(tokens: Tokens, index: int) -> bool:
    """ "until the pain has been gone for 24 hours"."""
    for at in range(index - 1, max(0, index - _END_REACH), -1):
        if tokens.text(at) == "until":
            return True
        if tokens[at].value is not None or tokens.text(at) in _PAUSES or tokens.has(at, "or") or tokens.has(at, "and"):
            return False
    return False


def _is_near(tokens: Tokens, index: int, sense: str) -> bool:
    return any(tokens.has(at, sense) for at in range(max(0, index - _FORM_WORDS), index))


def _number_of_doses(tokens: Tokens, index: int) -> Phrase | None:
    at = index + 1
    while tokens.has(at, "first") or tokens.has(at, "article") or tokens.has(at, "up-to"):
        at += 1
    numbers = read_range(tokens, at)
    if numbers is None:
        return None
    last = numbers.last
    if tokens.text(last) == "cycles":
        return Phrase("other", index, last + 1)
    named = tokens.has(last, "doses") or (tokens.has(last, "times") and not _is_frequency(tokens, last + 1))
    if not named and not _is_repeat(tokens, index, last):
        return None
    up_to = any(tokens.has(before, "up-to") for before in range(index + 1, at))
    high = int(numbers.high) if up_to or numbers.high > numbers.low else None
    return Phrase("timing", index, last + named, timing=Timing(count=1 if up_to else int(numbers.low), count_max=high))


def _is_repeat(tokens: Tokens, index: int, last: int) -> bool:
    """A bare "x4" behind an interval."""
    bare = tokens.text(index) in ("x", "×", "*") and tokens[index - 1].value is None
    return bare and not (tokens[last].is_word and tokens[last].senses) and tokens[last].value is None


def _is_frequency(tokens: Tokens, index: int) -> bool:
    return tokens.has(index, "frequency") or tokens.has(index, "per") or tokens.has(index, "every")


def _adjective(tokens: Tokens, index: int) -> Phrase | None:
    """ "7-day course", "30-minute infusion", "3-dose series"."""
    numbers = read_range(tokens, index)
    if numbers is None:
        return None
    at = numbers.last + (tokens.text(numbers.last) in DASHES)
    if tokens.text(at) == "dose" and tokens.has(at + 1, "dose-series") and numbers.low == numbers.high:
        return Phrase("timing", index, at + 2, timing=Timing(count=int(numbers.low)))
    term = tokens[at].senses.get("time")
    if term is None:
        return None
    code, times = time_code(term)
    amount = Amount(numbers.low * times, numbers.high * times, code)
    behind = tokens.skip(at + 1, "route")
    if code in COURSE_UNITS and tokens.has(behind, "course-name"):
        return Phrase("bounds", index, behind + 1, (amount,))
    if code not in COURSE_UNITS and (tokens.has(behind, "infusion") or _is_of_infusion_before(tokens, index, at + 1)):
        return Phrase("duration", index, behind + tokens.has(behind, "infusion"), (amount,))
    return None


def _is_of_infusion_before(tokens: Tokens, index: int, last: int) -> bool:
    """ "The infusion should be slow (30-60 minutes)"."""
    near = any(tokens.has(at, "infusion") for at in range(index - _INFUSION_REACH, index))
    return near and tokens.text(index - 1) == "(" and tokens.text(last) == ")"


def _stated(tokens: Tokens, index: int) -> Phrase | None:
    """ "Treatment duration: one week", "the duration of treatment is usually 7-10 days", "continued over 2 weeks"."""
    if not tokens.has(index, "duration"):
        return None
    at = index + 1
    while tokens.text(at) in _STATING or tokens.has(at, "about") or tokens.has(at, "lasting"):
        at += 1
    length = _length(tokens, at)
    if length is None or length[0].unit not in COURSE_UNITS or _is_one_of_several(tokens, length[1]):
        return None
    return Phrase("bounds", index, length[1], (_limited(tokens, index, length[0]),))


def _limited(tokens: Tokens, index: int, length: Amount) -> Amount:
    """The most of "the maximum recommended duration", the least of "a minimum treatment duration"."""
    before = range(index - _DESCRIBING, index)
    if any(tokens.has(at, "maximum") for at in before):
        return Amount(None, length.high, length.unit)
    if any(tokens.text(at) == "minimum" for at in before):
        return Amount(length.low, None, length.unit)
    return length


def _is_one_of_several(tokens: Tokens, index: int) -> bool:
    """ "2 weeks (jock itch) to 4 weeks (ringworm)": each is told by what the bracket names."""
    close = next((at for at in range(index, tokens.size) if tokens.text(at) == ")"), tokens.size)
    return tokens.text(index) == "(" and tokens.has(close + 1, "to")
