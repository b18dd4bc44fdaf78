"""Figures -> the share of patients, in per cent: "1-10%", "fewer than 1 in 10,000", "1 to 10 in every 100"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.rules.lexicon import Hit

_NUMBER = r"\d+(?:[.,]\d+)?"
_TO = r"\s*(?:-|–|—|to)\s*"
_PERCENT = r"\s*(?:%|percent\b|per cent\b)"
# Shares are told of ten, of a hundred and so on; of other counts only for a single patient ("1 in 20").
_TENS = r"(?P<tens>1(?:[,. ]?0)+)(?![,.]?\d)"
_FIGURE = re.compile(
    rf"(?P<low>{_NUMBER})\s*%?{_TO}(?P<high>{_NUMBER}){_PERCENT}"
    rf"|between\s+(?P<least>{_NUMBER})\s*%?\s+and\s+(?P<most>{_NUMBER}){_PERCENT}"
    rf"|(?P<one>{_NUMBER}){_PERCENT}"
    rf"|\b(?P<few>{_NUMBER})(?:{_TO}(?P<many>{_NUMBER}))?(?:\s+[a-z]{{4,}})?"
    rf"\s*(?:in|out of|of|per)\s+(?:every\s+)?{_TENS}"
    r"|\b(?:1|one)\s*(?:in|out of|/)\s*(?:every\s+)?(?P<share>\d{1,3}(?:[,. ]\d{3})+|\d+)\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"\d")
_BETWEEN = re.compile(rf"{_TO}|\s*,?\s*(?:and|but)?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,. ]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of patients in per cent; None on a side that the text leaves open. `start` and `end` are its offsets."""

    low: float | None
    high: float | None
    start: int
    end: int

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high


def figure_in(text: str, hits: list[Hit]) -> Figure | None:
    """The first share of the text. `hits` are the words of the frequency lexicon in it: some of them bound a figure."""
    if _HINT.search(text) is None:
        return None
    figures = _figures(text, hits)
    first = next(figures, None)
    second = next(figures, None)
    if first is None or second is None or _BETWEEN.fullmatch(text, first.end, second.start) is None:
        return first
    return _joined(first, second)


def _joined(first: Figure, second: Figure) -> Figure:
    """ "1 in 100 to 1 in 10", "at least 1% but below 10%": two figures are the two sides of one."""
    if first.is_exact and second.is_exact and first.low and second.low:
        low, high = sorted((first.low, second.low))
        return Figure(low, high, first.start, second.end)
    if first.high is None and second.low is None:
        return Figure(first.low, second.high, first.start, second.end)
    return first


def _figures(text: str, hits: list[Hit]) -> Iterator[Figure]:
    """Every share of at most 100 %, with the word before or after it that makes it a bound."""
    bounds = [hit for hit in hits if "bound" in hit.term.data]
    before = {hit.end: hit for hit in bounds if not hit.term.data.get("after")}
    after = {hit.start: hit for hit in bounds if hit.term.data.get("after")}
    for match in _FIGURE.finditer(text):
        low, high = _limits(match)
        start, end = match.span()
        if bound := before.get(len(text[:start].rstrip())):
            start = bound.start
        elif bound := after.get(len(text) - len(text[end:].lstrip(" ,"))):
            end = bound.end
        if high <= 100:
            side = bound.term.data["bound"] if bound else None
            yield Figure(None if side == "high" else low, None if side == "low" else high, start, end)


def _limits(match: re.Match[str]) -> tuple[float, float]:
    if match["share"]:
        share = 100 / max(1, _count(match["share"]))
        return share, share
    low = match["low"] or match["least"] or match["one"] or match["few"]
    high = match["high"] or match["most"] or match["many"] or low
    scale = 100 / _count(match["tens"]) if match["tens"] else 1
    return _number(low) * scale, _number(high) * scale


def _count(text: str) -> int:
    return int(_SEPARATOR.sub("", text))


def _number(text: str) -> float:
    return float(text.replace(",", "."))
