"""Amounts: doses, daily totals, rates, and the figures that look like a dose but are a strength or a level."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.dosage.components import read_components
from pipeline.extract.dosage.numerals import Range, read_number, read_range
from pipeline.extract.dosage.quantities import Bound, Quantity, read_quantity
from pipeline.extract.dosage.timing import read_timing
from pipeline.extract.dosage.tokens import Phrase, Tokens
from pipeline.extract.dosage.units import DRUG_KINDS, Unit, unit_code
from pipeline.model.dosage import Amount, Timing
from pipeline.rules.lexicon import Term

_NEAR = 12


def read_amount(tokens: Tokens, index: int, bound: Bound = "") -> Phrase | None:
    """A dose, daily total or rate that begins here; a strength or level comes back as "other"."""
    counted = _counted_strength(tokens, index, bound) or _counted_doses(tokens, index)
    if counted is not None:
        return counted
    quantity = read_quantity(tokens, index)
    if quantity is None:
        return _first_of_two(tokens, index, bound)
    figure = _no_dose(tokens, index, quantity)
    if figure is not None:
        return figure
    form = _form_behind(tokens, quantity.unit, past_slashed(tokens, quantity.last))
    if form:
        return _strength_or_dose(tokens, index, quantity, form, bound)
    return _timed(tokens, index, quantity, bound)


def _no_dose(tokens: Tokens, index: int, quantity: Quantity) -> Phrase | None:
    """A strength, level or length, or a dose that FHIR has no unit for."""
    unit = quantity.unit
    if _is_per_weights(tokens, index, quantity) or _is_inspired(tokens, index, quantity):
        return Phrase("unclear", index, tokens.skip(quantity.last, "inhaled-agent"))
    if unit.concentration or unit.kind in ("fraction", "weight", "surface") or _is_level(tokens, index, quantity):
        name = "concentration" if unit.concentration else ""
        return Phrase("other", index, past_slashed(tokens, quantity.last), name=name)
    if unit.kind == "length" and tokens.text(quantity.last) not in ("ribbon", "strip", "strips"):
        return Phrase("other", index, quantity.last)
    return None


def _is_per_weights(tokens: Tokens, index: int, quantity: Quantity) -> bool:
    """ "2 mg per 10 kg": UCUM has no such unit, and to reckon another figure is not for us."""
    units = (tokens[at].senses.get("unit") for at in range(index, quantity.last))
    return (
        quantity.unit.concentration
        and quantity.unit.kind != "volume"
        and any(unit and unit.data["kind"] in ("weight", "surface") for unit in units)
    )


def _is_inspired(tokens: Tokens, index: int, quantity: Quantity) -> bool:
    """The dose of a gas: "2-4 % v/v", or a percentage with nothing but brackets around it."""
    if quantity.unit.kind != "fraction":
        return False
    if tokens.has(quantity.last, "inhaled-agent"):
        return True
    behind = tokens.text(quantity.last)
    return behind in ("", "(") and (index == 0 or tokens.text(index - 1) == ":")


def _first_of_two(tokens: Tokens, index: int, bound: Bound) -> Phrase | None:
    """The 250 of "250 or 500 mg", whose unit stands behind the other figure."""
    first = read_range(tokens, tokens.skip(index, "about"), ("to",))
    if first is None or not tokens.has(first.last, "or"):
        return None
    other = read_quantity(tokens, first.last + 1)
    if other is None or other.unit.concentration or other.unit.kind not in DRUG_KINDS or other.low <= first.high:
        return None
    return replace(_timed(tokens, index, Quantity(first.low, first.high, other.unit, 0), bound), last=first.last)


def _timed(tokens: Tokens, index: int, quantity: Quantity, bound: Bound) -> Phrase:
    unit, last = quantity.unit, quantity.last
    amount = quantity.amount(bound)
    if unit.period is None:
        joined = read_components(tokens, index, amount, last)
        amounts, last = joined or _said_again(tokens, *_combined(tokens, amount, last))
        return Phrase("dose", index, last, amounts)
    if unit.is_daily and unit.kind != "form":
        return Phrase("daily", index, last, (amount,))
    number, code = unit.period
    if number == 1 and code in ("min", "h", "s"):
        return Phrase("rate", index, last, (amount,), name=code)
    return Phrase("dose", index, last, (amount,), timing=Timing(frequency=1, period=number, period_unit=code))


def _counted_strength(tokens: Tokens, index: int, bound: Bound) -> Phrase | None:
    """ "one 500 mg tablet", "2 x 500 mg tablets", "two (2) tablets": the count is the dose, the rest its strength."""
    count = read_range(tokens, index)
    if count is None or tokens.has(count.last, "unit"):
        return None
    at = count.last
    if tokens.text(at) == "(":
        return _count_in_figures(tokens, index, count, bound)
    at += tokens.has(at, "times") or tokens.has(at, "apart-parts")
    if tokens[at].glued and not tokens.has(at - 1, "times"):
        return None
    strength = read_quantity(tokens, at)
    if strength is not None and _are_doses(tokens, strength.last) and count.low == count.high:
        timing = Timing(count=int(count.low))
        return Phrase("dose", index, strength.last, (strength.amount(),), timing=timing)
    form = _form_behind(tokens, strength.unit, strength.last) if strength is not None else 0
    if strength is None or not form:
        return None
    return Phrase("dose", index, form + 1, _pieces_of(strength, count, tokens[form].senses["unit"], bound))


def _are_doses(tokens: Tokens, index: int) -> bool:
    """The "doses" of "two 0.5 mL intramuscular doses"."""
    return tokens.has(tokens.skip(index, "route"), "doses")


def _counted_doses(tokens: Tokens, index: int) -> Phrase | None:
    """ "two doses of 0.5 mL", "two injections of 4 units": how often the dose is given in all."""
    count = read_range(tokens, index)
    if count is None or count.low != count.high:
        return None
    piece = tokens[count.last].senses.get("unit")
    if not (tokens.has(count.last, "doses") or (piece is not None and unit_code(piece) == "{injection}")):
        return None
    dose = _plain(tokens, count.last + 2) if tokens.text(count.last + 1) == "of" else None
    return replace(dose, first=index, timing=Timing(count=int(count.low))) if dose is not None else None


def _pieces_of(strength: Quantity, count: Range, form: Term, bound: Bound) -> tuple[Amount, ...]:
    """So many pieces, and what one piece holds; of 5 mL spoonfuls the whole volume."""
    if strength.unit.kind == "volume" and strength.low == strength.high:
        total = Range(count.low * strength.low, count.high * strength.low, count.last)
        return (_bounded(total, strength.unit.code, bound),)
    pieces = _bounded(count, unit_code(form), bound)
    if count.low == count.high == 1 and strength.unit.period is None and strength.unit.kind != "fraction":
        return pieces, strength.amount()
    return (pieces,)


def _count_in_figures(tokens: Tokens, index: int, count: Range, bound: Bound) -> Phrase | None:
    at = count.last
    unit = tokens[at + 3].senses.get("unit")
    if unit is None or tokens[at + 1].value != count.high or tokens.text(at + 2) != ")":
        return None
    return Phrase("dose", index, at + 4, (_bounded(count, unit_code(unit), bound),))


def _bounded(numbers: Range, unit: str, bound: Bound) -> Amount:
    low = None if bound == "up-to" else numbers.low
    high = None if bound == "at-least" else numbers.high
    return Amount(low, high, unit)


def _form_behind(tokens: Tokens, unit: Unit, index: int) -> int:
    """Index of the dose form whose strength ends here ("500 mg dispersible tablets"), or 0."""
    if unit.kind not in (*DRUG_KINDS, "fraction"):
        return 0
    for at in range(index, index + 3):
        term = tokens[at].senses.get("unit")
        if term is not None:
            return at if term.data["kind"] == "form" and not tokens.has(at, "infusion") else 0
        if not tokens[at].is_word or not ({"route"} >= set(tokens[at].senses)):
            return 0
    return 0


def _strength_or_dose(tokens: Tokens, index: int, quantity: Quantity, form: int, bound: Bound) -> Phrase:
    """The strength of one piece is the dose ("the 500 mg tablet"); of several without a timing, no dose is said."""
    if tokens.text(form).endswith("s") and read_timing(tokens, form + 1) is None:
        return Phrase("other", index, form + 1, name=unit_code(tokens[form].senses["unit"]))
    return replace(_timed(tokens, index, quantity, bound), last=form + 1)


def _combined(tokens: Tokens, first: Amount, index: int) -> tuple[tuple[Amount, ...], int]:
    """The components of "875 mg/125 mg", each with its unit."""
    amounts = [first]
    while tokens.text(index) == "/" and (number := read_range(tokens, index + 1)):
        unit = tokens[number.last].senses.get("unit")
        if unit is None:
            break
        amounts.append(Amount(number.low, number.high, unit_code(unit)))
        index = number.last + 1
    return tuple(amounts), index


def past_slashed(tokens: Tokens, index: int) -> int:
    """Behind "8 mg/500 mg" and "100 mg/2 mL": the second figure belongs to the first."""
    while tokens.text(index) == "/" and (number := read_number(tokens, index + 1)):
        index = number.last + tokens.has(number.last, "unit")
    return index


def _said_again(tokens: Tokens, amounts: tuple[Amount, ...], last: int) -> tuple[tuple[Amount, ...], int]:
    """ "10 mL (200 mg)": the same dose in another unit; "(500 mg each)" is a strength."""
    if tokens.text(last) == "of":
        return _of_a_strength(tokens, amounts, last)
    if tokens.text(last) != "(":
        return amounts, last
    at = tokens.skip(last + 1, "equal")
    again = _counted_strength(tokens, at, "") or _plain(tokens, at)
    if again is None:
        return amounts, last
    close = again.last
    if tokens.has(close, "every") and tokens.text(close + 1) == ")":
        return amounts, close + 2
    if tokens.text(close) != ")" or not again.amounts or again.amounts[0].unit == amounts[0].unit:
        return amounts, last
    return (*amounts, *again.amounts), close + 1


def _of_a_strength(tokens: Tokens, amounts: tuple[Amount, ...], last: int) -> tuple[tuple[Amount, ...], int]:
    """ "1 tablet of NAME 500 mg": the strength of a piece; the dose too, where there is one piece."""
    if not amounts[0].unit.startswith("{"):
        return amounts, last
    at = last + 1
    while at <= last + 2 and tokens[at].is_word and not tokens[at].senses:
        at += 1
    strength = _plain(tokens, at)
    if strength is None or strength.amounts[0].unit.startswith("{"):
        return amounts, last
    one = amounts[0].low == amounts[0].high == 1
    return (*amounts, *strength.amounts) if one else amounts, strength.last


def _plain(tokens: Tokens, index: int) -> Phrase | None:
    quantity = read_quantity(tokens, index)
    if quantity is None or quantity.unit.concentration or quantity.unit.period:
        return None
    if quantity.unit.kind not in (*DRUG_KINDS, "form"):
        return None
    return Phrase("dose", index, quantity.last, (quantity.amount(),))


def _is_level(tokens: Tokens, index: int, quantity: Quantity) -> bool:
    """A clearance ("30-50 mL/min"): a volume per minute that no infusion speaks of."""
    period = quantity.unit.period
    if quantity.unit.code not in ("mL", "mL/m2") or period is None or period[1] not in ("min", "s"):
        return False
    near = range(max(0, index - _NEAR), quantity.last)
    return not any(tokens.has(at, "infusion") or tokens.has(at, "method") for at in near)
