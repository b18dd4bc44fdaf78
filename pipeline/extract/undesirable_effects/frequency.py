"""Words and figures -> CIOMS frequency class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from pipeline.model.fact import Frequency, FrequencyCode
from pipeline.rules.lexicon import Hit, Lexicon

_NUMBER = r"\d+(?:[.,]\d+)?"
_FIGURE = re.compile(
    rf"(?P<low>{_NUMBER})\s*%?\s*(?:-|–|—|to)\s*(?P<high>{_NUMBER})\s*%"
    rf"|(?P<one>{_NUMBER})\s*(?:%|percent\b|per cent\b)"
    r"|\b(?:1|one)\s*(?:in|out of|/)\s*(?P<share>\d[\d,]*)\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A share of patients in per cent; None on a side that the text leaves open."""

    low: float | None
    high: float | None
    text: str


def frequency_in(text: str, words: Lexicon, lead: bool = False) -> Frequency | None:
    """The class that a text states, None where it states none.

    `lead` says that the text is known to speak of side effects, so that words such as "frequent" count. Figures beat
    words; where a figure leaves more than one class open ("less than 10 %"), a word chooses among them.
    """
    hits = list(words.find(text))
    named = _named([hit for hit in hits if lead or not hit.term.data.get("lead")])
    figure = _figure(text, hits) if _HINT.search(text) else None
    if figure is None:
        return Frequency(_code(named), named.match.group()) if named else None
    left_open = _open(figure, words)
    if named is None:
        return Frequency(left_open[0], figure.text)
    code = _code(named)
    return Frequency(code if code in left_open else left_open[0], f"{named.match.group()}, {figure.text}")


def _named(hits: list[Hit]) -> Hit | None:
    """The first class in words; "not known" only where there is no other."""
    classes = [hit for hit in hits if hit.term.key != "none" and "bound" not in hit.term.data]
    known = [hit for hit in classes if hit.term.key != "not-known"]
    return next(iter(known or classes), None)


def _code(hit: Hit) -> FrequencyCode:
    return cast(FrequencyCode, hit.term.data.get("code", hit.term.key))


def _figure(text: str, hits: list[Hit]) -> _Figure | None:
    figures = list(_figures(text, hits))
    if not figures:
        return None
    first = figures[0]
    if len(figures) > 1 and first.high is None and figures[1].low is None:
        return _Figure(first.low, figures[1].high, f"{first.text} to {figures[1].text}")
    return first


def _figures(text: str, hits: list[Hit]) -> Iterator[_Figure]:
    bounds = {hit.end: hit for hit in hits if "bound" in hit.term.data}
    for match in _FIGURE.finditer(text):
        low, high = _limits(match)
        before = len(text[: match.start()].rstrip())
        bound = bounds.get(before)
        if bound is not None:
            is_low = bound.term.data["bound"] == "low"
            words = text[bound.start : match.end()]
            yield _Figure(low, None, words) if is_low else _Figure(None, high, words)
        elif match["share"] is None or high <= 100:
            yield _Figure(low, high, match.group())


def _limits(match: re.Match[str]) -> tuple[float, float]:
    if match["share"]:
        share = 100 / max(1, int(match["share"].replace(",", "")))
        return share, share
    low = match["low"] or match["one"]
    return _number(low), _number(match["high"] or low)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _open(figure: _Figure, words: Lexicon) -> list[FrequencyCode]:
    """The classes that a figure leaves open, the likeliest first: that of the bound itself."""
    terms = [(cast(FrequencyCode, key), term.data) for key, term in words.terms.items() if "from" in term.data]
    classes = [(key, float(data["from"]), float(data["below"])) for key, data in terms]
    if figure.low is not None and figure.high is not None:
        middle = (figure.low + figure.high) / 2
        return [key for key, low, high in classes if low <= middle < high or middle >= high == 100]
    if figure.low is not None:
        return [key for key, _, high in reversed(classes) if high > figure.low or high == 100]
    return [key for key, low, _ in classes if figure.high is not None and low < figure.high]
