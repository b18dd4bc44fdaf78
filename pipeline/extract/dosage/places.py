"""Where a dose goes: its route and the site of the body."""

from __future__ import annotations

from pipeline.extract.dosage.tokens import Phrase, Tokens

_JOINTS = frozenset({",", ";", "/", "//"})


def read_place(tokens: Tokens, index: int) -> Phrase | None:
    """A route or a site; where a word may be either ("OD"), what stands around it has decided before."""
    routes, last = _routes(tokens, index)
    if routes and (tokens.has(index - 1, "to") or _is_exception(tokens, index)):
        return Phrase("other", index, last)  # "switched to oral therapy"
    if routes:
        return Phrase("route", index, last, name=" or ".join(routes))
    site = tokens[index].senses.get("site")
    if site is None:
        return None
    route = str(site.data.get("route", ""))
    if _is_one_of_list(tokens, index):
        return Phrase("route", index, index + 1, name=route) if route else Phrase("other", index, index + 1)
    return Phrase("site", index, _past_sites(tokens, index), name=route, names=(site.key,))


def _past_sites(tokens: Tokens, index: int) -> int:
    """Behind "the face and the scalp", which is one place."""
    last = index + 1
    while tokens.has(last, "and") and tokens.has(tokens.skip(last + 1, "article"), "site"):
        last = tokens.skip(last + 1, "article") + 1
    return last


def _is_one_of_list(tokens: Tokens, index: int) -> bool:
    """The thigh of "on the upper arm, thigh, or hip": one of several, of which some have no name here."""
    before = index - 1 - tokens.has(index - 1, "article")
    return tokens.text(before) == "," and tokens.text(index + 1) == "," and tokens.has(index + 2, "or")


def _is_exception(tokens: Tokens, index: int) -> bool:
    """ "5 mg orally, and in some cases intravenously": no route of the dose that stands before it."""
    before = index - 1 - (tokens.text(index - 1) == ",")
    return tokens.has(before, "rarely") and any(tokens[at].value is not None for at in range(before))


def _is_remark(tokens: Tokens, index: int) -> bool:
    """The bracket of "intravenously (preferred) or intramuscularly"."""
    return (
        tokens.text(index) == "("
        and tokens[index + 1].is_word
        and tokens.text(index + 2) == ")"
        and tokens.has(index + 3, "or")
        and tokens.has(index + 4, "route")
    )


def _routes(tokens: Tokens, index: int) -> tuple[tuple[str, ...], int]:
    """The routes of "intravenous (IV) or intramuscular (IM)", each once, and the index behind them."""
    found: dict[str, None] = {}
    last = index
    while (term := tokens[index].senses.get("route")) is not None:
        found[term.key] = None
        last = index = index + 1
        if tokens.text(index) == "(" and tokens.has(index + 1, "route") and tokens.text(index + 2) == ")":
            last = index = index + 3
        elif _is_remark(tokens, index):
            index += 3
        while tokens.text(index) in _JOINTS or tokens.has(index, "or"):
            index += 1
    return tuple(found), last
