"""The words of a text, whatever marks stand around them: for comparing a fact with the source it was read from."""

from __future__ import annotations

import html
import re
import unicodedata

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def words_of(text: str) -> tuple[str, ...]:
    """Words and numbers in order, case folded: without markdown, HTML tags, entities and punctuation."""
    bare = html.unescape(_TAG.sub(" ", _COMMENT.sub(" ", text)))
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", bare).casefold()))
