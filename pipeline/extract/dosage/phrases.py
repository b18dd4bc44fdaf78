"""Finds the phrases of a sentence, left to right: at each token the first reader that understands it wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from pipeline.extract.dosage.bounded import read_bounded_amount
from pipeline.extract.dosage.companions import read_companions
from pipeline.extract.dosage.counts import bare_count
from pipeline.extract.dosage.course import read_course
from pipeline.extract.dosage.divided import read_divided
from pipeline.extract.dosage.events import read_no_event
from pipeline.extract.dosage.figures import read_figure, read_titration
from pipeline.extract.dosage.forbidden import read_forbidden
from pipeline.extract.dosage.grammar import AMOUNTS
from pipeline.extract.dosage.maximum import read_further_maximum, read_maximum, read_trailing_maximum
from pipeline.extract.dosage.needs import read_need
from pipeline.extract.dosage.open_ranges import open_ranges
from pipeline.extract.dosage.places import read_place
from pipeline.extract.dosage.references import read_reference, read_repeat
from pipeline.extract.dosage.roles import ROLE_CUES, read_role
from pipeline.extract.dosage.shorthand import read_shorthand
from pipeline.extract.dosage.single import read_single
from pipeline.extract.dosage.timing import TIMING_OPENERS, read_timing
from pipeline.extract.dosage.tokens import Kind, Phrase, Tokens
from pipeline.extract.dosage.uncounted import read_uncounted
from pipeline.extract.dosage.windows import read_window

Reader = Callable[[Tokens, int], Phrase | None]

_OF_OTHERS = frozenset({"people", "condition", "state"})
_CONNECTORS = frozenset({",", ";", "/", "//"})
_BRACKETS: dict[str, Kind] = {"(": "open", "[": "open", ")": "close", "]": "close"}
_SINGLE_WORDS: dict[str, Kind] = {"then": "then", "negative": "negative", "contrast": "contrast"}
_CONDITION_ENDS = frozenset({",", ";", ":", "("})
_CONDITION_SENSES = frozenset({"method", "then", "dose", "initial", "maintenance", "loading", "maximum"})
_ENDS_STRENGTHS: frozenset[Kind] = frozenset({"timing", "role", "then", "close", "method", "contrast"})
_LIMITED = frozenset({"dose", "infusion", "extent"})
_DEPENDING_ON = ("on", "on the")
_LIMIT_REACH = 16  # how far behind "the maximum dose" a figure is still that of the maximum


def read_phrases(tokens: Tokens) -> tuple[Phrase, ...]:
    phrases: list[Phrase] = []
    index, strength_depth, limit = 0, -1, -1
    while index < tokens.size:
        phrase = _read(tokens, index, phrases)
        if phrase is None and tokens.has(index, "strength") and tokens.text(index - 1) not in _DEPENDING_ON:
            strength_depth = tokens[index].depth
        elif strength_depth >= 0 and (tokens.text(index) == ":" or _tells_dose(tokens, index)):
            strength_depth = -1
        if phrase is None and tokens.has(index, "maximum") and _names_limit(tokens, index):
            limit = index + _LIMIT_REACH
        if phrase is None or phrase.last <= index:
            index += 1
            continue
        if phrase.kind in AMOUNTS and (_is_condition(tokens, index) or _is_end(tokens, index, phrases)):
            phrase = replace(phrase, kind="other")
        if phrase.kind in ("dose", "daily", "rate") and index < limit:
            phrase, limit = replace(phrase, kind="unclear", name="limit"), -1
        if phrase.kind in ("dose", "daily") and _is_further_limit(phrases):
            phrase = replace(phrase, kind="other")
        if phrase.kind in ("dose", "daily") and (limits := _split_maximum(phrases)):
            phrases[-limits:] = [replace(part, kind="other", maximum=None) for part in phrases[-limits:]]
            phrase = replace(phrase, kind="unclear", name="limit")
        if strength_depth >= 0:
            if phrase.kind == "dose" and read_timing(tokens, phrase.last) is None:
                phrase = replace(phrase, kind="other")
            elif tokens[phrase.first].depth < strength_depth or phrase.kind in _ENDS_STRENGTHS:
                strength_depth = -1
        phrases.append(phrase)
        index = phrase.last
    return open_ranges(tokens, phrases)


def _tells_dose(tokens: Tokens, index: int) -> bool:
    """ "... is available, the usual dose is", "given at a dose of": what follows is no strength any more."""
    told = tokens.text(index + 1) == "of" and not tokens.text(index).endswith("s")
    return tokens.has(index, "dose") and (told or tokens.has(index + 1, "telling"))


def _names_limit(tokens: Tokens, index: int) -> bool:
    """ "The maximum dose for ... is", "the maximum daily dose of children is", "the maximum volume per hand is"."""
    at = index + 1 + tokens.has(index + 1, "daily")
    return not _LIMITED.isdisjoint(tokens[at].senses)


def _is_condition(tokens: Tokens, index: int) -> bool:
    """The amount of "if 1200 mg daily is not tolerated", of "if there is no response after a month at 20 mg"."""
    for at in range(index - 1, -1, -1):
        token = tokens[at]
        if "condition" in token.senses:
            return True
        told_to = "titration" in token.senses and tokens.has(at + 1, "to")
        if told_to or token.text in _CONDITION_ENDS or not _CONDITION_SENSES.isdisjoint(token.senses):
            return False
    return False


def _is_end(tokens: Tokens, index: int, before: list[Phrase]) -> bool:
    """The amount of "until 3 applications have been made", or what doses come to: "10 mg twice, a total of 20 mg"."""
    summed = tokens.has(index - 1, "sum") and any(phrase.kind in AMOUNTS for phrase in before)
    return summed or tokens.text(index - 1) == "until"


def _is_further_limit(phrases: list[Phrase]) -> bool:
    """The second figure of "the maximum dose varies, up to 10 mg for capsules and 15 mg for tablets"."""
    joined = bool(phrases) and phrases[-1].kind == "connector" and phrases[-1].name != ";"
    amounts = [phrase for phrase in phrases if phrase.kind in AMOUNTS]
    return joined and bool(amounts) and (amounts[-1].kind, amounts[-1].name) == ("unclear", "limit")


def _split_maximum(phrases: list[Phrase]) -> int:
    """How many phrases say the first of two maximums, as "10 mg (capsules) or 15 mg (tablets)" does; 0 for none."""
    joined, found = False, 0
    for number, phrase in enumerate(reversed(phrases), 1):
        if phrase.kind == "maximum" and joined:
            found = number
            continue
        if found or phrase.kind == "maximum":
            return found
        joined = joined or (phrase.kind == "connector" and phrase.name in ("and", "or"))
        if phrase.kind not in ("connector", "open", "close", "other", "route"):
            return 0
    return found


def _read(tokens: Tokens, index: int, before: list[Phrase]) -> Phrase | None:
    token = tokens[index]
    is_number = token.value is not None
    if is_number or token.senses:
        for reader in _readers(tuple(token.senses), is_number):
            phrase = reader(tokens, index)
            if phrase is not None:
                return phrase
    if before and before[-1].kind == "maximum" and before[-1].last == index:
        further = read_further_maximum(tokens, index, before[-1].name)
        if further is not None:
            return further
    count = bare_count(tokens, index, before) if is_number or "up-to" in token.senses else None
    return count or _mark(tokens, index)


@cache
def _readers(senses: tuple[str, ...], is_number: bool) -> tuple[Reader, ...]:
    """The readers that a token of these senses may open."""
    known = {*senses, _NUMBER} if is_number else {*senses}
    return tuple(reader for reader, openers in READERS if not openers.isdisjoint(known))


def _renewal(tokens: Tokens, index: int) -> Phrase | None:
    """ "replace every 3 days": how often one is given, unless a frequency says so already."""
    timing = read_timing(tokens, index + 1)
    if timing is None or timing.timing.period is None:
        return None
    return replace(timing, first=index, name="renewal")


def _method(tokens: Tokens, index: int) -> Phrase | None:
    """A verb of giving; "patients taking", "is taking" are of other drugs."""
    term = tokens[index].senses.get("method")
    if tokens.text(index) == "dissolved" and tokens.text(index + 1) == "in":
        return None  # "60 mg dissolved in 250 mL of saline" is given in another way
    if tokens.text(index) == "taking" and not _OF_OTHERS.isdisjoint(tokens[index - 1].senses):
        return None
    return Phrase("method", index, index + 1, name=term.key) if term is not None else None


def _mark(tokens: Tokens, index: int) -> Phrase | None:
    text, senses = tokens[index].text, tokens[index].senses
    if text in _CONNECTORS or "and" in senses or "or" in senses:
        return Phrase("connector", index, index + 1, name="or" if "or" in senses else text)
    kind = _BRACKETS.get(text) or next((_SINGLE_WORDS[sense] for sense in senses if sense in _SINGLE_WORDS), None)
    return Phrase(kind, index, index + 1) if kind is not None else None


# Each reader with the senses of the token that may open what it reads; a number opens those that name one.
_NUMBER = "number"
READERS: tuple[tuple[Reader, frozenset[str]], ...] = (
    (read_shorthand, frozenset({_NUMBER})),
    (read_companions, frozenset({"companion"})),
    (read_titration, frozenset({"titration"})),
    (read_reference, frozenset({"article", "with", "at-time"})),
    (read_repeat, frozenset({"repeat", "course"})),
    (read_divided, frozenset({"divided", "with", "as", _NUMBER})),
    (read_uncounted, frozenset({"vague", "no-sooner", "awake", "once", "twice", "thrice", _NUMBER})),
    (read_course, frozenset({"over", "for", "duration", "maximum", _NUMBER})),
    (read_single, frozenset({"single"})),
    (_renewal, frozenset({"renewal"})),
    (read_need, frozenset({"as-needed"})),
    (read_no_event, frozenset({"with", "without", "before", "at-least", "about", "article", "event", _NUMBER})),
    (read_window, frozenset({"time"})),
    (read_timing, TIMING_OPENERS | {_NUMBER}),
    (read_maximum, frozenset({"maximum"})),
    (read_trailing_maximum, frozenset({_NUMBER})),
    (read_forbidden, frozenset({"beyond"})),
    (
        read_figure,
        frozenset({"about", "comparison", "step", "age", "level", "definition", "every", "rounding", _NUMBER}),
    ),
    (read_bounded_amount, frozenset({"up-to", "at-least", "between", "about", _NUMBER})),
    (read_role, frozenset(ROLE_CUES)),
    (read_place, frozenset({"route", "site"})),
    (_method, frozenset({"method"})),
)
