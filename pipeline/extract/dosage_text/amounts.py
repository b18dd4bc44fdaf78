"""Amounts, lengths of time and maxima in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pipeline.model.dosage import Amount, Maximum
from pipeline.rules.wording import Wording

_ONE = Decimal(1)


def number(value: Decimal | int) -> str:
    """ "2,400,000", "0.5": all digits, no exponent."""
    return format(Decimal(value).normalize(), ",f")


def amount_text(amount: Amount, wording: Wording) -> str:
    """ "5 to 10 mg/kg", "up to 2 tablets"."""
    return _bounded(amount, _unit(amount, wording), wording)


def length_text(length: Amount, wording: Wording) -> str:
    """ "30 to 60 minutes", "up to 12 weeks"."""
    return _bounded(length, wording.word("times-of", length.unit, length.high or length.low or _ONE), wording)


def doses_text(doses: tuple[Amount, ...], wording: Wording) -> str:
    """One dose; "2 tablets (1 g)" for one said in two units; "875 mg/125 mg" for the components of a combination."""
    texts = [amount_text(dose, wording) for dose in doses]
    if not texts:
        return ""
    template = "same-dose" if len({dose.unit for dose in doses}) == len(doses) else "components"
    text = texts[0]
    for again in texts[1:]:
        text = wording.say(template, dose=text, again=again)
    return text


def maximums_text(maximums: Iterable[Maximum], wording: Wording) -> str:
    return "".join(_maximum(maximum, wording) for maximum in maximums)


def listed(texts: list[str], wording: Wording) -> str:
    """ "a, b and c"."""
    if len(texts) < 2:
        return "".join(texts)
    mark = wording.templates["list-mark"]
    return wording.say("list", first=mark.join(texts[:-1]), last=texts[-1])


def _bounded(amount: Amount, unit: str, wording: Wording) -> str:
    low, high = amount.low, amount.high
    if high is None:
        return wording.say("at-least", low=number(low or 0), unit=unit)
    if low is None:
        return wording.say("up-to", high=number(high), unit=unit)
    return wording.say("exactly" if low == high else "range", low=number(low), high=number(high), unit=unit)


def _unit(amount: Amount, wording: Wording) -> str:
    """The first part counted, the body that it is per in one word: "units/kg"."""
    head, *body = amount.unit.split("/")
    counted = wording.word("units", head, amount.high or amount.low or _ONE)
    return "/".join([counted, *(wording.word("units", part) for part in body)])


def _maximum(maximum: Maximum, wording: Wording) -> str:
    text = amount_text(Amount(maximum.value, maximum.value, maximum.unit), wording)
    if maximum.per != "period":
        return wording.say(f"maximum-{maximum.per}", amount=text)
    if maximum.per_value == 1:
        return wording.say("maximum-one", amount=text, per=wording.word("times-of", maximum.per_unit))
    period = Amount(maximum.per_value, maximum.per_value, maximum.per_unit)
    return wording.say("maximum-period", amount=text, period=length_text(period, wording))
