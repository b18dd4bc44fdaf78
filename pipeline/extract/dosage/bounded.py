"""An amount with the words that bound it, and what stands beside a figure that makes it no dose after all."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.dosage.amounts import read_amount
from pipeline.extract.dosage.figures import read_diluent
from pipeline.extract.dosage.maximum import limit_of_quantity
from pipeline.extract.dosage.numerals import DASHES, read_number, read_range
from pipeline.extract.dosage.quantities import Bound, read_quantity
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import DRUG_KINDS, read_unit
from pipeline.model.dosage import Maximum, Timing

_ONE_GIVING = frozenset(
    {"time", "dose", "doses", "occasion", "giving", "infusion", "unit", "site", "body", "frequency", "event", "single"}
)
_OF_ALL = ("all", "the", "the first")  # "all three doses should be given within a year": of doses told before
_NAMING_REACH = 10
_OR_MORE = frozenset({"or more", "or higher", "or greater", "or above"})
_NO_NAMING = frozenset(
    {"relative", "frequency", "every", "per", "once", "twice", "thrice", "method", "and", "or", "to"}
)


def read_bounded_amount(tokens: Tokens, index: int) -> Phrase | None:
    """An amount, also behind "up to" or "at least"."""
    bound: Bound = "up-to" if tokens.has(index, "up-to") else "at-least" if tokens.has(index, "at-least") else ""
    phrase = read_amount(tokens, index + bool(bound), bound)
    if phrase is None:
        return _running_downwards(tokens, index)
    if _opens_upwards(tokens, phrase):
        lows = tuple(replace(amount, high=None) for amount in phrase.amounts)
        return replace(phrase, first=index, last=phrase.last + 1, amounts=lows)
    if bound == "up-to" and (most := _up_to(tokens, index, phrase)) is not None:
        return most
    if (unclear := _past_unclear(tokens, index, phrase)) is not None:
        return Phrase("unclear", index, unclear)
    no_dose = _is_no_dose(tokens, index, phrase.last) or (bound and read_diluent(tokens, index + 1))
    limit = _limit_of_range(tokens, index, phrase)
    if phrase.first == index and not (no_dose or limit):
        return phrase
    return replace(phrase, first=index, kind="other" if no_dose else phrase.kind, maximum=limit)


def _up_to(tokens: Tokens, index: int, phrase: Phrase) -> Phrase | None:
    """ "Up to 600 mg or more", of which nobody says how much; "up to four doses" in all, or in so many hours."""
    if phrase.kind in ("dose", "daily") and tokens.text(phrase.last) in _OR_MORE:
        return Phrase("unclear", index, phrase.last + 1)
    if [amount.unit for amount in phrase.amounts] != ["{dose}"]:
        return None
    quantity = read_quantity(tokens, index + 1)
    limit = limit_of_quantity(tokens, index, quantity) if quantity is not None else None
    if limit is not None and limit.maximum is not None and limit.maximum.per == "period":
        return limit
    return Phrase("timing", index, phrase.last, timing=Timing(count=1, count_max=int(phrase.amounts[0].high or 1)))


def _opens_upwards(tokens: Tokens, phrase: Phrase) -> bool:
    """ "25-50 mg or more", "30 mL/kg or more of the solution": doses; "12 mg or more" is a condition of one."""
    if phrase.kind not in ("dose", "daily") or not phrase.amounts or tokens.text(phrase.last) not in _OR_MORE:
        return False
    low, high = phrase.amounts[0].low, phrase.amounts[0].high
    return (low is not None and high is not None and low < high) or tokens.text(phrase.last + 1) == "of"


def _past_unclear(tokens: Tokens, index: int, phrase: Phrase) -> int | None:
    """Behind the words that make it no plain amount: "5 mL per segment", "5 mg/2 mg per kg", "2 aliquots"."""
    last = phrase.last
    if phrase.kind in ("dose", "daily") and _opens_vaguely(tokens, index):
        return last
    if (other := _past_alternate(tokens, last)) is not None:
        return other
    if phrase.kind == "dose" and _is_per_part(tokens, last):
        return last + 2
    if len(phrase.amounts) > 1 and _is_per_body(tokens, last):
        return last + 2
    if tokens.has(last, "portion"):
        return last + 1
    return last + 2 if tokens.has(last, "to") and tokens.has(last + 1, "vague") else None


def _is_per_body(tokens: Tokens, index: int) -> bool:
    """ "25 mg/5 mg per kg": of which of the two components nobody says."""
    unit = tokens[index + 1].senses.get("unit") if tokens.has(index, "slash") else None
    return unit is not None and unit.data["kind"] in ("weight", "surface")


def _past_alternate(tokens: Tokens, index: int) -> int | None:
    """Behind the other amount of "5 mg one day, 10 mg the next"."""
    if tokens[index].value != 1 or not tokens.has(index + 1, "time") or tokens.text(index + 2) not in (",", "and"):
        return None
    other = read_amount(tokens, index + 3)
    return other.last if other is not None and other.kind == "dose" else None


def _opens_vaguely(tokens: Tokens, index: int) -> bool:
    """The 150 mL of "from several millilitres to 150 mL", of which nobody says the lower end."""
    if not tokens.has(index - 1, "to"):
        return False
    return any(
        tokens.has(at, "vague") and tokens.has(at + 1, "unit") for at in range(max(0, index - _NAMING_REACH), index)
    )


def _is_no_dose(tokens: Tokens, index: int, last: int) -> bool:
    if tokens.text(last + (tokens.text(last) in DASHES)) == "free":  # "7 tablet-free days"
        return True
    if tokens.has(last - 1, "doses") and tokens.text(index - 1) in _OF_ALL:
        return True
    return _is_explained(tokens, last) or _is_strength_of_pieces(tokens, index, last) or _is_of_liquid(tokens, index)


def _is_per_part(tokens: Tokens, index: int) -> bool:
    """ "2 mL per segment": how many there are nobody says; "per dose" and "per eye" are as much as one is given."""
    part = tokens[index + 1]
    if tokens.text(index) != "per" or not part.is_word or not _ONE_GIVING.isdisjoint(part.senses):
        return False
    return not (tokens.has(index + 2, "dose") or tokens.has(index + 2, "doses"))


def _limit_of_range(tokens: Tokens, index: int, phrase: Phrase) -> Maximum | None:
    """ "5 mg to a maximum of 20 mg/day": the upper end of the range is the most a day as well."""
    to_maximum = any(tokens.text(at).startswith("to a max") for at in range(index, phrase.last))
    high = phrase.amounts[0].high if phrase.kind == "daily" and to_maximum else None
    return Maximum(high, phrase.amounts[0].unit) if high is not None else None


def _running_downwards(tokens: Tokens, index: int) -> Phrase | None:
    """The "10-5 mg" of a slip of the pen: which of the two is meant, nobody can say."""
    number = read_number(tokens, index)
    if number is None or tokens.text(number.last) not in DASHES or not tokens[number.last].glued:
        return None
    lower = read_number(tokens, number.last + 1)
    if lower is None or lower.value >= number.value:
        return None
    unit = read_unit(tokens, lower.last)
    if unit is None or unit.concentration or unit.kind not in DRUG_KINDS:
        return None
    return Phrase("unclear", index, unit.last)


def _is_strength_of_pieces(tokens: Tokens, index: int, last: int) -> bool:
    """The figure of "suppositories (150 mg)", which are not counted; "capsules (150 mg daily)" is a dose."""
    form = tokens[index - 2].senses.get("unit")
    if tokens.text(index - 1) != "(" or form is None or form.data["kind"] != "form":
        return False
    uncounted = tokens.text(index - 2).endswith("s") and tokens[index - 3].value is None
    return uncounted and read_timing(tokens, last) is None


def _is_of_liquid(tokens: Tokens, index: int) -> bool:
    """The figure of "plenty of water (at least 200 mL)" and of "two aliquots (1 mL each)"."""
    return tokens.text(index - 1) == "(" and (tokens.has(index - 2, "drink") or tokens.has(index - 2, "portion"))


def _is_defined(tokens: Tokens, index: int) -> bool:
    """ "1 mL (one ampoule) of the solution typically contains": the subject of a strength."""
    depth = tokens[index - 1].depth
    for at in range(index, min(tokens.size, index + _NAMING_REACH)):
        token = tokens[at]
        if token.depth > depth:
            continue
        if "definition" in token.senses:
            return tokens[tokens.skip(at + 1, "about")].value is not None
        if not token.is_word or token.value is not None or not _NO_NAMING.isdisjoint(token.senses):
            return False
    return False


def _is_explained(tokens: Tokens, index: int) -> bool:
    """ "500 mg takes at least 60 minutes", "1 g at least 100 minutes", "one unit equals", "12 mg or more": no dose."""
    if _is_defined(tokens, index):
        return True
    if tokens.text(index) == "takes" or tokens.has(index, "definition") or tokens.has(index, "or-more"):
        return True
    verb = tokens.skip(index, "about")
    if tokens.has(verb, "raises") and not (tokens.has(verb + 1, "to") or tokens.has(verb + 1, "step")):
        return True
    if tokens.text(index) == "(" and tokens.text(index + 2) == ")":
        return tokens.text(index + 3) == "is" and not tokens.has(tokens.skip(index + 4, "about"), "method")
    length = read_range(tokens, index + 1) if tokens.has(index, "at-least") else None
    if length is None or not tokens.has(length.last, "time"):
        return False
    return not (tokens.has(length.last + 1, "before") or tokens.has(length.last + 1, "after"))
