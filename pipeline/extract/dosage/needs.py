"""Doses that are taken as needed, and what for."""

from __future__ import annotations

from pipeline.extract.dosage.tokens import Phrase, Tokens

_FOR_WORDS = 6
# Senses of a word that ends the purpose of "as needed for ...".
_NO_PURPOSE = frozenset(
    {"number", "then", "maximum", "frequency", "event", "method", "route", "every", "once", "twice", "up-to", "about"}
    | {"at-time", "for", "with"}
)


def read_need(tokens: Tokens, index: int) -> Phrase | None:
    """ "as needed", with the purpose behind it: "for pain or fever"."""
    if not tokens.has(index, "as-needed"):
        return None
    last = index + 1
    if tokens.text(last + (tokens.text(last) == ",")).startswith("to "):
        return Phrase("other", index, last)  # "and finally, if needed, to a maximum of 5 mg"
    if tokens.has(last, "then") and tokens.text(last + 1) in ("", "."):
        return Phrase("other", index, last)  # "daily for two weeks, and as needed thereafter"
    at = last + (tokens.text(last) == "for")
    words = at
    while words < tokens.size and words < at + _FOR_WORDS and _is_purpose(tokens, words):
        words += 1
    named = at > last or tokens.text(index) == "prn"
    if not named or words == at:
        return Phrase("as-needed", index, last)
    return Phrase("as-needed", index, words, names=(f"{tokens[at].start}:{tokens[words - 1].end}",))


def _is_purpose(tokens: Tokens, index: int) -> bool:
    token = tokens[index]
    return token.is_word and token.value is None and _NO_PURPOSE.isdisjoint(token.senses)
