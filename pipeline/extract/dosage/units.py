"""Units with what they are per: `mg`, `mg/kg/day`, `units per kilogram`, `mL/h`, `mg/24 hours`, `mg/mL`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.dosage.numerals import DASHES, read_number
from pipeline.extract.dosage.tokens import Tokens
from pipeline.rules.lexicon import Term

DRUG_KINDS = frozenset({"mass", "volume", "activity", "amount"})
# The code to append, the period, whether it makes a concentration, and the next index.
_Below = tuple[str, tuple[Decimal, str] | None, bool, int]
_SUBSTANCE_WORDS = 3
_TOTAL_PERIODS = {(Decimal(1), "d"), (Decimal(24), "h")}
_MASS = {"g": Decimal(1000), "mg": Decimal(1), "ug": Decimal("0.001"), "ng": Decimal("0.000001")}
_VOLUME = {"L": Decimal(1000), "mL": Decimal(1)}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as read.

    code         UCUM code with the body it is per ("mg/kg"), without time
    kind         of its first part, as in units.yaml
    period       the time it is per, as (number, UCUM code), or None
    concentration  whether it is per something that holds the drug ("mg/mL", "units/dL", "mg/tablet")
    last         the index behind it
    """

    code: str
    kind: str
    period: tuple[Decimal, str] | None
    concentration: bool
    last: int

    @property
    def is_daily(self) -> bool:
        return self.period in _TOTAL_PERIODS


def read_unit(tokens: Tokens, index: int) -> Unit | None:
    term = tokens[index].senses.get("unit")
    if term is None:
        return None
    kind = str(term.data["kind"])
    code, last, period, concentration = unit_code(term), index + 1, None, False
    while True:
        last = _skip_body(tokens, last)
        below = _denominator(tokens, last, kind)
        if below is None:
            return Unit(code, kind, period, concentration, last)
        suffix, time, is_concentration, last = below
        code += suffix
        period = time or period
        concentration = concentration or is_concentration


def unit_code(term: Term) -> str:
    return str(term.data.get("code", term.key))


def time_code(term: Term) -> tuple[str, Decimal]:
    """The UCUM code of a time unit and how many of it the word means (a fortnight is 2 wk)."""
    return str(term.data.get("code", term.key)), Decimal(term.data.get("times", "1"))


def _skip_body(tokens: Tokens, index: int) -> int:
    after = index + 1 if tokens.text(index) == "of" else index
    if tokens.has(after, "body"):
        return after + 1
    return _skip_substance(tokens, after) if after > index else index


def _skip_substance(tokens: Tokens, index: int) -> int:
    """Behind the "elemental iron" of "2 mg of elemental iron per kg"; elsewhere before the "of"."""
    at = index
    while at < index + _SUBSTANCE_WORDS and tokens[at].is_word and not tokens.has(at, "slash"):
        at += 1
    body = tokens[at + 1].senses.get("unit") if tokens.has(at, "slash") else None
    return at if body is not None and body.data["kind"] in ("weight", "surface") else index - 1


def _denominator(tokens: Tokens, index: int, kind: str) -> _Below | None:
    """What stands behind "/" or "per"."""
    if not tokens.has(index, "slash"):
        return _per_day_in_words(tokens, index, kind)
    count = read_number(tokens, index + 1)
    at = count.last if count else index + 1
    at += tokens.text(at) in DASHES and tokens.has(at + 1, "time")
    senses = tokens[at].senses
    if "time" in senses and not (tokens.text(at) in ("m", "d") and tokens[at + 1].glued and tokens[at + 1].value):
        code, times = time_code(senses["time"])
        return "", ((count.value if count else Decimal(1)) * times, code), False, at + 1
    return _of_body_or_holder(tokens, at, kind, counted=count is not None)


def _of_body_or_holder(tokens: Tokens, index: int, kind: str, *, counted: bool) -> _Below | None:
    """Per body ("mg/kg"), per dose, meal or injection, or per what holds the drug ("mg/mL", "mg/5 mL")."""
    senses = tokens[index].senses
    below = str(senses["unit"].data["kind"]) if "unit" in senses else ""
    if not counted and below in ("weight", "surface"):
        return "/" + unit_code(senses["unit"]), None, False, index + 1
    if not counted and (below == "dose" or "occasion" in senses):
        return "", None, False, index + 1
    if counted and below == kind:
        return None  # "875 mg/125 mg": the next component
    if below or "concentration" in senses:
        return "", None, not (kind == "form" and below == "form"), index + 1
    return None


def _per_day_in_words(tokens: Tokens, index: int, kind: str) -> _Below | None:
    """ "500 mg a day": the article alone reads as "per" only before a day."""
    if kind == "form" or not tokens.has(index, "per") or not tokens.has(index + 1, "time"):
        return None
    code, _ = time_code(tokens[index + 1].senses["time"])
    if tokens.has(index, "every") or code != "d":
        return None
    return "", (Decimal(1), code), False, index + 2


def convert(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """The value in the wanted unit, where only a metric prefix or the body it is per differs."""
    (head, _, tail), (target, _, end) = unit.partition("/"), wanted.partition("/")
    if tail and tail != end:
        return None
    if head == target:
        return value
    for scale in (_MASS, _VOLUME):
        if head in scale and target in scale:
            return (value * scale[head] / scale[target]).normalize()
    return None
