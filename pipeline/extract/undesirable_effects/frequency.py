"""Words and figures -> CIOMS frequency class."""

from __future__ import annotations

from typing import cast

from pipeline.extract.undesirable_effects.figures import Figure, figure_in
from pipeline.model.fact import Frequency, FrequencyCode
from pipeline.rules.lexicon import Hit, Lexicon


def frequency_in(text: str, words: Lexicon, lead: bool = False) -> Frequency | None:
    """The class that a text states, None where it states none.

    `lead` says that the text is known to speak of side effects, so that words such as "frequent" count. Figures beat
    words; where a figure leaves more than one class open ("less than 10 %"), a word chooses among them.
    """
    hits = list(words.find(text))
    named = _named([hit for hit in hits if lead or not hit.term.data.get("lead")])
    figure = figure_in(text, hits)
    if figure is None:
        return Frequency(_code(named), named.match.group()) if named else None
    left_open = _open(figure, words)
    figures = text[figure.start : figure.end]
    if named is None:
        return Frequency(left_open[0], figures)
    code = _code(named)
    return Frequency(code if code in left_open else left_open[0], f"{named.match.group()}, {figures}")


def _named(hits: list[Hit]) -> Hit | None:
    """The first class in words; one that only compares ("less common, though rare") or none at all yields to others."""
    classes = [hit for hit in hits if hit.term.key != "none" and "bound" not in hit.term.data]
    return min(classes, key=lambda hit: hit.term.data.get("yields", 0), default=None)


def _code(hit: Hit) -> FrequencyCode:
    return cast(FrequencyCode, hit.term.data.get("code", hit.term.key))


def _open(figure: Figure, words: Lexicon) -> list[FrequencyCode]:
    """The classes that a figure leaves open, the likeliest first: that of the bound itself."""
    terms = [(cast(FrequencyCode, key), term.data) for key, term in words.terms.items() if "from" in term.data]
    classes = [(key, float(data["from"]), float(data["below"])) for key, data in terms]
    if figure.low is not None and figure.high is not None:
        middle = (figure.low + figure.high) / 2
        return [key for key, low, high in classes if low <= middle < high or middle >= high == 100]
    if figure.low is not None:
        return [key for key, _, high in reversed(classes) if high > figure.low or high == 100]
    return [key for key, low, _ in classes if figure.high is not None and low < figure.high]
