"""Settles words by what stands around them: "OD" is once a day or the right eye, "sun" no day in "sun exposure"."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.extract.dosage.tokens import Token, Tokens

_BREAKS = frozenset({",", ";", "+", "("})
_LEADS = frozenset({"unit", "number", "to", "with", "article", "method", "route", "every"})
_LEADS_DAY = frozenset({"on", "every", "each"})
_BESIDE = 2
_INTO = frozenset({"to", "with"})


def settle_senses(tokens: Tokens) -> Tokens:
    """The tokens with one sense each where a frequency may be a site as well, and without sites that are none."""
    if "weekday" in tokens.senses:
        tokens = Tokens([_without_day(tokens, index) for index in range(tokens.size)])
    if "site" not in tokens.senses:
        return tokens
    items = [token if _is_placed(tokens, index) else token._replace(senses={}) for index, token in enumerate(tokens)]
    eyes = any(token.senses["site"].data.get("route") == "ophthalmic" for token in items if _is_site(token))
    drops = any(token.text in ("drop", "drops", "gtt", "gtts") for token in items)
    for index, token in enumerate(items):
        if _is_open(token):
            sense = "site" if (eyes or drops) and _means_site(items, index) else "frequency"
            items[index] = token._replace(senses={sense: token.senses[sense]})
    return Tokens(items)


def _without_day(tokens: Tokens, index: int) -> Token:
    """The token without the sense of a day, where its word may be another and nothing says that it is one."""
    token = tokens[index]
    day = token.senses.get("weekday")
    if day is None or not day.data.get("bare") or tokens.text(index - 1) in _LEADS_DAY:
        return token
    near = (at for at in range(index - _BESIDE, index + _BESIDE + 1) if at != index)
    if any(tokens.has(at, "weekday") for at in near):
        return token
    return token._replace(senses={sense: term for sense, term in token.senses.items() if sense != "weekday"})


def _is_placed(tokens: Tokens, index: int) -> bool:
    """Whether the token is no bare site, or one that something leads to."""
    site = tokens[index].senses.get("site")
    if site is None or not site.data.get("bare"):
        return True
    return not _LEADS.isdisjoint(tokens[index - 1].senses)


def _is_open(token: Token) -> bool:
    return "frequency" in token.senses and "site" in token.senses


def _is_site(token: Token) -> bool:
    return "site" in token.senses and "frequency" not in token.senses


def _means_site(items: list[Token], index: int) -> bool:
    """The eye, where "to" or "in" leads to it or the same drops have a frequency besides."""
    if index and not _INTO.isdisjoint(items[index - 1].senses):
        return True
    return any(
        not {"frequency", "q", "every", "times"}.isdisjoint(token.senses)
        for token in (*_until_break(reversed(items[:index])), *_until_break(items[index + 1 :]))
    )


def _until_break(items: Iterable[Token]) -> list[Token]:
    found: list[Token] = []
    for token in items:
        if token.text in _BREAKS or "then" in token.senses:
            break
        found.append(token)
    return found
